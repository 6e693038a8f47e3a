/**
 * Shows a run as it happens. In: events. Out: what is written: on a terminal one line that changes, elsewhere plain lines,
 * with `json` one object a line.
 */
import type { Diagnostic } from "../language/diagnostic.js";
import { renderDiagnostic, renderDiagnostics } from "../language/render.js";
import { formatCount } from "../network/wording.js";
import type { LocatedProblem, RunEvent } from "../run/events.js";
import { problemJson, resultJson } from "../run/json.js";
import type { TrainingEvent } from "../training/events.js";
import type { TrainingResult } from "../training/history.js";
import { curveChart } from "../views/terminalCurve.js";
import { advance, epochLine, noProgress, progressLine } from "../views/terminalProgress.js";
import { resultText } from "./runResults.js";
import type { Io } from "./command.js";

export interface Display {
  show(event: RunEvent): void;
  /** What the checker says of a text that does not run. */
  refuse(diagnostics: readonly Diagnostic[]): void;
  /** A line for people, not part of `--json`. */
  note(text: string): void;
}

export function jsonDisplay({ stdout, stderr }: Io): Display {
  const line = (value: object) => stdout.write(`${JSON.stringify(value)}\n`);
  const note = (text: string) => stderr.write(`${text}\n`);
  return {
    show(event) {
      if (event.kind === "result") line(resultJson(event.result));
      if (event.kind === "problem") line(problemJson(event.problem));
      if (event.kind === "training" && event.event.kind === "note") note(event.event.text);
    },
    refuse(diagnostics) {
      for (const diagnostic of diagnostics) {
        if (diagnostic.severity === "error") line(problemJson({ ...diagnostic, table: null }));
      }
    },
    note,
  };
}

type Testing = Extract<RunEvent, { kind: "testing" }>;
type Reading = Extract<RunEvent, { kind: "reading" }>;

const clearLine = "\r\u001b[K";
const secondsBetweenDrawings = 0.05;

export function textDisplay(io: Io): Display {
  let progress = noProgress;
  let drawn = -Infinity;
  let drawnStatus = -Infinity;
  const line = (text: string) => io.stdout.write(`${io.isTerminal ? clearLine : ""}${text}\n`);
  const draw = (event: TrainingEvent) => {
    progress = advance(progress, event);
    if (event.kind === "begin") drawn = -Infinity;
    if (event.kind === "note") line(event.text);
    if (event.kind === "epoch" && isTold(event.epoch, progress.epochs)) {
      line(epochLine(event, progress.epochs));
    }
    if (event.kind === "end" && io.isTerminal) io.stdout.write(clearLine);
    if (event.kind !== "step" || !io.isTerminal) return;
    if (event.seconds - drawn < secondsBetweenDrawings) return;
    drawn = event.seconds;
    io.stdout.write(`${clearLine}${progressLine(progress, io.columns)}`);
  };
  const drawStatus = (text: string) => {
    if (!io.isTerminal || performance.now() / 1000 - drawnStatus < secondsBetweenDrawings) return;
    drawnStatus = performance.now() / 1000;
    io.stdout.write(`${clearLine}${text.slice(0, io.columns - 1)}`);
  };
  return {
    show(event) {
      if (event.kind === "training") draw(event.event);
      else if (event.kind === "testing") drawStatus(testingText(event));
      else if (event.kind === "reading") drawStatus(readingText(event));
      else if (event.kind === "problem") showProblem(event.problem, io);
      else {
        const text = resultText(event.result, io);
        if (text !== "") line(text);
        if (io.isTerminal && event.result.kind === "train") line(curves(event.result, io));
      }
    },
    refuse: (diagnostics) =>
      io.stderr.write(`${renderDiagnostics(diagnostics, { color: io.color, file: true })}\n`),
    note: line,
  };
}

/** Pictures are no wider, however wide the terminal is. */
const widest = 120;

function curves({ history: { loss, accuracy } }: TrainingResult, io: Io): string {
  const options = { title: "in training", columns: Math.min(io.columns, widest) };
  return [
    "",
    curveChart([{ name: "loss", values: loss }], options),
    curveChart([{ name: "accuracy", values: accuracy }], { ...options, top: 1 }),
    "",
  ].join("\n");
}

function testingText({ net, data, samples, of }: Testing): string {
  return `testing ${net} on ${data}  ${formatCount(samples)}/${formatCount(of)}`;
}

function readingText({ data, unit, file, done, of }: Reading): string {
  const bytes = (count: number) => (count / 1e6).toFixed(1);
  const number = unit === "bytes" ? bytes : formatCount;
  const far = `${number(done)}${of === null ? "" : `/${number(of)}`}`;
  return unit === "bytes"
    ? `fetching ${data}  ${file ?? ""}  ${far} MB`
    : `looking at ${data}  ${far} files`;
}

/** About ten epochs are told, the last among them. */
function isTold(epoch: number, epochs: number): boolean {
  return epoch % Math.ceil(epochs / 10) === 0 || epoch === epochs;
}

function showProblem(problem: LocatedProblem, { stdout, stderr, isTerminal, color }: Io): void {
  if (isTerminal) stdout.write(clearLine);
  const table = problem.table === null ? "" : `\n\n${problem.table}`;
  stderr.write(`${renderDiagnostic(problem, { color, file: true })}${table}\n`);
}

/** `convscript run FILE [--json] [--out REPORT.html]`: checks a script and runs it, statement by statement. */
import { dirname, extname, join } from "node:path";
import { parseArgs } from "node:util";
import { renderDiagnostics } from "../language/render.js";
import type { Source } from "../language/source.js";
import { check, type CheckedStatement } from "../network/check.js";
import type { RunEvent } from "../run/events.js";
import { openRunner } from "../run/openRunner.js";
import { runProgram } from "../run/runProgram.js";
import { disposeAll, networkNamed, scriptState, type ScriptState } from "../run/scriptState.js";
import { saveNetwork } from "../run/weightFiles.js";
import type { Io } from "./command.js";
import { jsonDisplay, textDisplay, type Display } from "./runDisplay.js";
import { textOf } from "./texts.js";

const usage = "usage: convscript run FILE [--json] [--out REPORT.html|NOTEBOOK.ipynb]";

export async function run(args: readonly string[], io: Io): Promise<number> {
  const call = readCall(args);
  if (typeof call === "string") {
    io.stderr.write(`${call}\n`);
    return 2;
  }
  if (extname(call.path) === ".ipynb") {
    return (await import("./runNotebook.js")).runNotebookFile(call, io);
  }
  const text = await textOf(call.path, io);
  const display = call.json ? jsonDisplay(io) : textDisplay(io);
  if ("diagnostic" in text) {
    display.refuse([text.diagnostic]);
    return 1;
  }
  return call.out === null
    ? runFresh(text.source, display, io)
    : runReported(text.source, call.out, display, io);
}

/** A report is written also where the run ends with an error. */
async function runReported(source: Source, out: string, display: Display, io: Io): Promise<number> {
  const { reporting, reportProblem } = await import("./runReport.js");
  const report = reporting(display, source);
  const before = reportProblem(out);
  const code = before === null ? await runFresh(source, report.display, io) : 1;
  const failed = before ?? report.write(out);
  if (failed === null) display.note(`the report is in ${out}`);
  else io.stderr.write(`${failed}\n`);
  return failed === null ? code : 1;
}

async function runFresh(source: Source, display: Display, io: Io): Promise<number> {
  const state = scriptState(openRunner);
  try {
    return await runSource(source, state, display, io);
  } finally {
    disposeAll(state);
  }
}

/** Runs a text in a state that is the caller's. Out: the exit code. */
export async function runSource(
  source: Source,
  state: ScriptState,
  display: Display,
  io: Io,
): Promise<number> {
  const { value, diagnostics } = check(source);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    display.refuse(diagnostics);
    return 1;
  }
  if (diagnostics.length > 0) io.stderr.write(`${renderDiagnostics(diagnostics, io)}\n`);
  return interruptible(display, (signal) =>
    runStatements(value.statements, state, signal, display),
  );
}

interface Call {
  readonly path: string;
  readonly json: boolean;
  readonly out: string | null;
}

/** A text says what is wrong with the call. */
function readCall(args: readonly string[]): Call | string {
  const options = { json: { type: "boolean" }, out: { type: "string" } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) return usage;
    return { path, json: values.json ?? false, out: values.out ?? null };
  } catch (error) {
    if (error instanceof TypeError) return `${error.message.split(". ")[0] ?? ""}\n${usage}`;
    throw error;
  }
}

const interruptedCode = 130;

async function runStatements(
  statements: readonly CheckedStatement[],
  state: ScriptState,
  signal: AbortSignal,
  display: Display,
): Promise<number> {
  let code = 0;
  let interrupted: { readonly net: string; readonly folder: string } | null = null;
  for await (const event of runProgram(statements, { state, signal })) {
    display.show(event);
    const net = interruptedNetwork(event);
    if (net !== null) interrupted = { net, folder: folderOf(statements) };
    if (event.kind === "problem") code = event.problem.code === "R304" ? interruptedCode : 1;
  }
  if (interrupted) await keepWeights(state, interrupted, display);
  return code;
}

function folderOf(statements: readonly CheckedStatement[]): string {
  const [first] = statements;
  if (!first) return ".";
  return dirname((first.kind === "command" ? first : first.statement).span.source.file);
}

function interruptedNetwork(event: RunEvent): string | null {
  if (event.kind !== "result" || event.result.kind !== "train") return null;
  const { interrupted, steps, checkpoint, net } = event.result;
  return interrupted && steps > 0 && checkpoint === null ? net : null;
}

/** The process ends here, so that what was learnt is kept in a file. */
async function keepWeights(
  state: ScriptState,
  { net, folder }: { readonly net: string; readonly folder: string },
  display: Display,
): Promise<void> {
  const live = networkNamed(state, net);
  if (!live) return;
  const file = `${net}.interrupted.safetensors`;
  await saveNetwork(live, join(folder, file));
  display.note(`the weights are kept: \`load ${net} from "${file}"\` goes on from there`);
}

/** The first Ctrl-C stops at the next step, the second leaves at once. */
async function interruptible(
  display: Display,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(interruptedCode);
    controller.abort();
    display.note("stopping at the next step; Ctrl-C again leaves at once");
  };
  process.on("SIGINT", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop);
  }
}

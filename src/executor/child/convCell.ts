/** A cell in ConvScript. In: its text, the session. Out: displays as it goes; throws the error of the cell, with carets. */
import { join } from "node:path";
import type { MimeBundle } from "../../display/bundle.js";
import { figureBundle } from "../../display/figureBundle.js";
import { liveTraining, type LiveDisplay } from "../../display/liveTraining.js";
import { resultFigures } from "../../display/results.js";
import { renderDiagnostic, renderDiagnostics } from "../../language/render.js";
import { sourceOf } from "../../language/source.js";
import { check, type CheckedProgram } from "../../network/check.js";
import type { Scope } from "../../network/scope.js";
import type { LocatedProblem, RunEvent } from "../../run/events.js";
import { runProgram } from "../../run/runProgram.js";
import { DrawnError } from "./failure.js";
import { publish, releaseHeld, type Session } from "./session.js";

export interface ConvContext {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly display: (bundle: MimeBundle) => void;
  readonly live: (display: LiveDisplay) => void;
  readonly note: (text: string) => void;
  readonly warn: (text: string) => void;
}

export async function runConvCell(
  code: string,
  session: Session,
  context: ConvContext,
): Promise<void> {
  const source = sourceOf(join(context.folder, "cell"), code);
  const { value, diagnostics } = check(source, { scope: session.scope });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const drawn = renderDiagnostics(diagnostics, { color: true });
  const [first] = errors;
  if (first) throw drawnError(`${first.code}: ${first.message}`, drawn);
  if (drawn !== "") context.warn(`${drawn}\n`);
  await runChecked(value, session, context);
}

async function runChecked(
  { statements, scope }: CheckedProgram,
  session: Session,
  context: ConvContext,
): Promise<void> {
  releaseHeld(session, statements);
  const before = session.scope;
  const tell = teller(context);
  try {
    for await (const event of runProgram(statements, {
      state: session.state,
      signal: context.signal,
    })) {
      tell.event(event);
    }
  } finally {
    session.scope = reached(scope, session, before);
    publish(session, before);
  }
  const [first] = tell.problems;
  if (first) throw drawnError(`${first.code}: ${first.message}`, drawProblems(tell.problems));
}

function teller({ display, live, note }: ConvContext) {
  const problems: LocatedProblem[] = [];
  let training: ReturnType<typeof liveTraining> = () => undefined;
  const event = (one: RunEvent) => {
    if (one.kind === "problem") problems.push(one.problem);
    if (one.kind === "result") {
      // A definition is written again and again; its drawing in HTML is enough, and ten times as quick.
      const png = one.result.kind !== "net";
      for (const figure of resultFigures(one.result)) display(figureBundle(figure, { png }));
    }
    if (one.kind !== "training") return;
    if (one.event.kind === "note") note(`${one.event.text}\n`);
    if (one.event.kind === "begin") training = liveTraining(one.title ?? one.net, live);
    training(one.event);
  };
  return { problems, event };
}

function drawProblems(problems: readonly LocatedProblem[]): string {
  return problems
    .map((problem) => {
      const text = renderDiagnostic(problem, { color: true });
      return problem.table === null ? text : `${text}\n\n${problem.table}`;
    })
    .join("\n\n");
}

function drawnError(message: string, drawn: string): DrawnError {
  const traceback = drawn.split("\n");
  return new DrawnError({ status: "error", name: "ConvScriptError", message, traceback });
}

/** Where a statement stopped the cell, the names of those below it mean what they meant before. */
function reached(scope: Scope, { state }: Session, before: Scope): Scope {
  const names = new Map(before.names);
  for (const [name, definition] of scope.names) {
    const network = state.networks.get(name)?.network;
    const isThere =
      definition.kind === "block" ||
      (definition.kind === "data" && state.data.has(name)) ||
      (definition.kind === "net" &&
        (state.brought.get(name) === definition || network === definition.network()));
    if (isThere) names.set(name, definition);
  }
  return { ...scope, names };
}

/**
 * Runs one cell after the other. In: cells. Out: what they display, and for each an end. Holds: an end is sent once, after all
 * that the cell has written, whatever the cell does to promises; what a cell leaves running goes on under its number.
 */
import type { RunnableCell } from "../../cells/service.js";
import type { MimeBundle } from "../../display/bundle.js";
import { bundleOf, type KnownValue } from "../../display/valueBundle.js";
import type { LiveDisplay } from "../../display/liveTraining.js";
import type { CellError, ExecutionId, ExpressionValue, Outcome, ToExecutor } from "../messages.js";
import { runConvCell } from "./convCell.js";
import { enterExecution } from "./context.js";
import { failureOf } from "./failure.js";
import { restoreGlobals } from "./intact.js";
import { Interruption, type Interruptions } from "./interruption.js";
import type { Output } from "./output.js";
import type { Modules } from "./require.js";
import type { Session } from "./session.js";
import { sharedNames } from "./sharedTexts.js";
import { runTypeScriptCell } from "./tsCell.js";

export type Run = Extract<ToExecutor, { kind: "run" }>;

export interface Runner {
  begin(run: Run): void;
  /** Ends the execution that runs, without waiting for it. */
  abandon(execution: ExecutionId): void;
}

export interface RunnerContext {
  readonly folder: string;
  readonly output: Output;
  readonly interruptions: Interruptions;
  readonly session: Session;
  readonly modules: Modules;
  readonly known: KnownValue;
  /** Resolves when all that an execution has displayed has been sent. */
  readonly shown: (execution: ExecutionId) => Promise<void>;
  /** Of a display that has been shown. */
  readonly isHandle: (value: unknown) => boolean;
}

type Expressions = Readonly<Record<string, ExpressionValue>>;

export function cellRunner(context: RunnerContext): Runner {
  let current: Run | null = null;
  const finish = (run: Run, outcome: Outcome, expressions: Expressions = {}) => {
    if (current !== run) return;
    restoreGlobals();
    const { output, interruptions, session } = context;
    const { execution } = run;
    output.flush(execution);
    const names = sharedNames(session.scope);
    output.send({ kind: "done", execution, outcome, expressions, names });
    // Not before: an interrupt that cuts this off makes it run again.
    current = null;
    interruptions.end();
  };
  return {
    begin(run) {
      const { execution } = run;
      current = run;
      restoreGlobals();
      enterExecution(execution);
      context.output.begin(execution);
      if (!context.interruptions.begin(execution)) finish(run, failureOf(new Interruption()));
      else void runCell(run, context, () => current === run, finish);
    },
    abandon(execution) {
      if (current?.execution === execution) finish(current, failureOf(new Interruption()));
    },
  };
}

async function runCell(
  run: Run,
  context: RunnerContext,
  isCurrent: () => boolean,
  finish: (run: Run, outcome: Outcome, expressions?: Expressions) => void,
): Promise<void> {
  const { execution, silent } = run;
  try {
    const { value } = await runText(run.cell, run, context);
    const awaited = await value;
    if (awaited !== undefined && !silent && !context.isHandle(awaited)) {
      const bundle = await bundleOf(awaited, context.known);
      await context.shown(execution);
      if (isCurrent()) context.output.send({ kind: "result", execution, ...bundle });
    }
    await context.shown(execution);
    finish(run, { status: "ok" }, await evaluate(run, context));
  } catch (error) {
    finish(run, context.interruptions.interrupted ? interruption(error) : failureOf(error));
  }
}

/** What an interrupt has made of the cell: what stops a training says so itself. */
function interruption(error: unknown): CellError {
  const failure = failureOf(error);
  return failure.name === "ConvScriptError" ? failure : failureOf(new Interruption());
}

/** The value is wrapped, as it may be a promise. */
async function runText(
  cell: RunnableCell,
  run: Run,
  context: RunnerContext,
): Promise<{ readonly value: unknown }> {
  const { session, modules } = context;
  if (cell.language === "typescript") return runTypeScriptCell(cell, session, modules);
  await context.interruptions.working((signal) =>
    runConvCell(cell.code, session, { signal, folder: context.folder, ...displays(run, context) }),
  );
  return { value: undefined };
}

function displays({ execution, silent }: Run, { output }: RunnerContext) {
  const send = (display: MimeBundle & { displayId: string | null; update: boolean }) => {
    if (!silent) output.send({ kind: "display", execution, ...display });
  };
  return {
    display: (bundle: MimeBundle) => send({ ...bundle, displayId: null, update: false }),
    live: (display: LiveDisplay) => send(display),
    note: (text: string) => output.write("stdout", text, execution),
    warn: (text: string) => output.write("stderr", text, execution),
  };
}

async function evaluate(run: Run, context: RunnerContext): Promise<Expressions> {
  const values: Record<string, ExpressionValue> = {};
  for (const [name, cell] of Object.entries(run.expressions)) {
    try {
      const { value } = await runText(cell, run, context);
      values[name] = { status: "ok", ...(await bundleOf(await value, context.known)) };
    } catch (error) {
      values[name] = failureOf(error);
    }
  }
  return values;
}

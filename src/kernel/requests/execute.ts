/**
 * `execute_request`: a cell is compiled, run by the executor, and its end is told to all. Holds: every cell gets one reply,
 * whatever becomes of it.
 */
import type { CellError, ExpressionValue } from "../../executor/messages.js";
import type { Done, Execution } from "../executions.js";
import type { Content } from "../message.js";
import { readAsked, type Asked } from "./asked.js";
import { prepare, type PreparedCell } from "./prepare.js";
import { explain, readQuestion } from "./question.js";
import { refusal, type KernelParts, type Requested } from "./request.js";

/** How a cell has ended, beside what it has shown. */
interface CellEnd {
  readonly outcome: Done["outcome"];
  readonly expressions: Readonly<Record<string, ExpressionValue>>;
  /** What the front end is to do besides: open a page. */
  readonly payload: readonly Content[];
}

export const execute: Requested = {
  isInTurn: () => true,
  async answer(request, kernel) {
    const asked = readAsked(request.content);
    if (!asked) return refusal("TypeError", "expected a string as code");
    const metadata = { started: new Date().toISOString() };
    const execution = kernel.executions.begin(request, asked);
    announce(asked, execution, kernel);
    const end = await run(asked, execution, kernel).catch((error: unknown) => {
      kernel.report(error);
      return failed(asCellError(error));
    });
    if (end.outcome.status === "error" && !asked.silent)
      kernel.publisher.publish("error", errorContent(end.outcome), request.header);
    kernel.executions.finish();
    return { reply: replyOf(end, execution), metadata };
  },
};

function announce({ code, counted, silent }: Asked, execution: Execution, kernel: KernelParts) {
  const { count, request } = execution;
  if (counted) kernel.history.add(count, code);
  if (silent) return;
  kernel.publisher.publish("execute_input", { code, execution_count: count }, request.header);
}

async function run(asked: Asked, execution: Execution, kernel: KernelParts): Promise<CellEnd> {
  const interrupted = kernel.interrupts.next();
  const cells = await kernel.cells;
  const question = readQuestion(asked.code);
  const prepared = await Promise.race([
    interrupted,
    question ? explain(question, cells) : prepare(asked, cells),
  ]);
  if (prepared === "interrupted") return failed(interruption);
  if ("source" in prepared)
    return { outcome: { status: "ok" }, expressions: {}, payload: [prepared] };
  if ("refused" in prepared) return failed(prepared.refused);
  return await runPrepared(prepared, asked, execution, kernel);
}

async function runPrepared(
  { cell, expressions, refusedExpressions }: PreparedCell,
  { silent, allowStdin }: Asked,
  { id }: Execution,
  kernel: KernelParts,
): Promise<CellEnd> {
  const executor = await kernel.executor;
  const ended = kernel.executions.done(id);
  executor.send({ kind: "run", execution: id, cell, silent, allowStdin, expressions });
  const { outcome, expressions: values } = await ended;
  kernel.prompts.forget(id);
  return { outcome, expressions: { ...refusedExpressions, ...values }, payload: [] };
}

function failed(outcome: CellError): CellEnd {
  return { outcome, expressions: {}, payload: [] };
}

const interruption: CellError = {
  status: "error",
  name: "Interrupted",
  message: "the cell was interrupted before it ran",
  traceback: ["Interrupted: the cell was interrupted before it ran"],
};

/** Of ours, not of the cell: what could not be opened, or a fault. */
function asCellError(error: unknown): CellError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { status: "error", name, message, traceback: [`${name}: ${message}`] };
}

function errorContent({ name, message, traceback }: CellError): Content {
  return { ename: name, evalue: message, traceback };
}

function replyOf({ outcome, expressions, payload }: CellEnd, { count }: Execution): Content {
  const values = Object.entries(expressions).map(([name, value]) => [name, valueContent(value)]);
  return {
    status: outcome.status,
    ...(outcome.status === "error" ? errorContent(outcome) : {}),
    execution_count: count,
    user_expressions: Object.fromEntries(values) as Content,
    payload,
  };
}

function valueContent(value: ExpressionValue): Content {
  if (value.status === "error") return { status: "error", ...errorContent(value) };
  return { status: "ok", data: value.data, metadata: value.metadata };
}

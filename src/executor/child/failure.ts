/**
 * What was thrown, as an error of a cell. In: any value, hostile ones too. Out: name, message and a traceback that ends where
 * the user's own text ends. Never throws.
 */
import { inspect } from "node:util";
import { isOwnFrame } from "../../packageRoot.js";
import { paintedError } from "../cellError.js";
import type { CellError } from "../messages.js";

/** An error that is drawn already: a diagnostic with carets. */
export class DrawnError extends Error {
  constructor(readonly drawn: CellError) {
    super(drawn.message);
  }
}

export function failureOf(thrown: unknown): CellError {
  try {
    if (thrown instanceof DrawnError) return thrown.drawn;
    if (!isError(thrown)) return paintedError("Error", `${inspected(thrown)} was thrown`);
    return paintedError(nameOf(thrown), messageOf(thrown), [
      ...framesOf(thrown),
      ...causesOf(thrown),
    ]);
  } catch {
    return paintedError("Error", "something was thrown that cannot be read");
  }
}

/** Errors of other realms count too. */
function isError(value: unknown): value is Error {
  if (value instanceof Error) return true;
  return Object.prototype.toString.call(value) === "[object Error]";
}

const longest = 100_000;

function inspected(value: unknown): string {
  return inspect(value, { depth: 2, maxArrayLength: 20, maxStringLength: 1000 });
}

function nameOf({ name }: Error): string {
  return typeof name === "string" && name !== "" ? name : "Error";
}

function messageOf({ message }: Error): string {
  return typeof message === "string" ? message.slice(0, longest) : inspected(message);
}

const most = 30;
/** Node's: not the user's text. */
const inner = /\(?node:|<anonymous>\)?$/;

function framesOf({ stack }: Error): readonly string[] {
  if (typeof stack !== "string") return [];
  const lines = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const frames = lines.filter((line) => !inner.test(line) && !isOwnFrame(line));
  const shown = frames.slice(0, most).map((line) => `\u001b[2m${ofCell(line)}\u001b[0m`);
  return frames.length > most ? [...shown, `    … ${frames.length - most} more`] : shown;
}

/** Lines of a cell are those of its text; columns are those of what it was compiled to. */
function ofCell(frame: string): string {
  return frame.replace(/(cell-\d+:\d+):\d+/, "$1");
}

const deepest = 3;

function causesOf(error: Error, depth = 0): readonly string[] {
  const { cause } = error;
  const inside: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const ours = nameOf(error) === "ConvScriptError";
  const causes = [...(isError(cause) && !ours ? [cause] : []), ...inside.slice(0, deepest)];
  if (depth === deepest) return [];
  return causes.flatMap((one) => {
    if (!isError(one)) return [`caused by: ${inspected(one)}`];
    const title = `caused by: ${nameOf(one)}: ${messageOf(one)}`;
    return [title, ...framesOf(one), ...causesOf(one, depth + 1)];
  });
}

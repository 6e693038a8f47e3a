import type { CellError } from "./messages.js";

/** An error with nothing but its name and message. `frames` are lines below them. */
export function paintedError(
  name: string,
  message: string,
  frames: readonly string[] = [],
): CellError {
  const [first = "", ...rest] = message.split("\n");
  const title = `\u001b[1;31m${name}\u001b[0m: ${first}`;
  return { status: "error", name, message, traceback: [title, ...rest, ...frames] };
}

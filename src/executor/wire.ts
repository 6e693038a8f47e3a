/**
 * What runs between the two processes, and on which file descriptor of the child. Lines of JSON on all but the streams.
 */
import type { Place } from "./marks.js";
import type { ExecutionId, FromExecutor, ToExecutor } from "./messages.js";

/** The child's; 1 and 2 are its stdout and stderr. */
export const descriptors = { stdout: 1, stderr: 2, orders: 3, messages: 4, guard: 5 } as const;

/** The first line that the child gets. */
export interface Setup {
  readonly folder: string;
  /** What marks in stdout and stderr begin with. */
  readonly nonce: string;
}

export type Order = Setup | ToExecutor;

/** What the child sends: a message, or where to go on reading. */
export type ChannelMessage = FromExecutor | { readonly kind: "turn"; readonly to: Place };

/** To the guard: what runs as the parent knows it, 0 for nothing. */
export interface InterruptOrder {
  readonly interrupt: ExecutionId;
}

/** From the guard: the interrupt has been begun; nothing of it can hit what runs later; nothing helps. */
export type GuardReport = "asked" | "settled" | "stuck";

/** Whole lines of a stream of bytes. */
export function lineReader(take: (line: string) => void): (bytes: Buffer) => void {
  let held: Buffer[] = [];
  return (bytes) => {
    let from = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      take(Buffer.concat([...held, bytes.subarray(from, at)]).toString("utf8"));
      held = [];
      from = at + 1;
    }
    if (from < bytes.length) held.push(bytes.subarray(from));
  };
}

/**
 * Marks within the bytes of stdout and stderr, by which the parent knows whose text it is and what comes before what. In:
 * a stretch of bytes. Out: texts and marks in order. Holds: a mark begins with a number drawn for the process, so that no
 * text is taken for one; a character whose bytes come in two stretches is whole.
 */
import { StringDecoder } from "node:string_decoder";
import type { ExecutionId } from "./messages.js";

/** Where output goes: two streams, and the channel of the messages. */
export type Place = "messages" | "stdout" | "stderr";
export type StreamName = Exclude<Place, "messages">;

export type Mark =
  /** The text that follows is that of an execution. */
  | { readonly kind: "execution"; readonly execution: ExecutionId }
  /** What follows waits until its turn comes. */
  | { readonly kind: "begin" }
  /** What comes next stands elsewhere. */
  | { readonly kind: "turn"; readonly to: Place }
  /** All that the execution has written is above. */
  | { readonly kind: "flushed"; readonly execution: ExecutionId };

const places: readonly Place[] = ["messages", "stdout", "stderr"];

export function markText(nonce: string, mark: Mark): string {
  return `${prefixOf(nonce)}${wordOf(mark)};`;
}

function prefixOf(nonce: string): string {
  return `\u0000\u0001${nonce}`;
}

function wordOf(mark: Mark): string {
  switch (mark.kind) {
    case "execution":
      return `e${mark.execution}`;
    case "begin":
      return "b";
    case "turn":
      return `t${places.indexOf(mark.to)}`;
    case "flushed":
      return `f${mark.execution}`;
  }
}

function markOf(word: string): Mark {
  const number = Number(word.slice(1));
  if (word.startsWith("e")) return { kind: "execution", execution: number };
  if (word.startsWith("t")) return { kind: "turn", to: places[number] ?? "messages" };
  if (word.startsWith("f")) return { kind: "flushed", execution: number };
  return { kind: "begin" };
}

export type Piece = Mark | { readonly kind: "text"; readonly text: string };

/** Longest word of a mark with its semicolon: a letter and a number. */
const longestWord = 20;

/** A reader of one stream. Without bytes: the stream has ended, and what was held back is text. */
export function markReader(nonce: string): (bytes: Buffer | null) => readonly Piece[] {
  const prefix = Buffer.from(prefixOf(nonce));
  const decoder = new StringDecoder("utf8");
  let held = Buffer.alloc(0);
  const text = (value: string): readonly Piece[] =>
    value === "" ? [] : [{ kind: "text", text: value }];
  return (bytes) => {
    if (bytes === null) return text(decoder.write(held) + decoder.end());
    let rest: Buffer = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    const pieces: Piece[] = [];
    for (;;) {
      const at = rest.indexOf(prefix);
      const end = at < 0 ? -1 : rest.indexOf(";", at + prefix.length);
      if (end < 0) break;
      pieces.push(...text(decoder.write(rest.subarray(0, at))));
      const mark = markOf(rest.toString("latin1", at + prefix.length, end));
      if (mark.kind === "execution") pieces.push(...text(decoder.end()));
      pieces.push(mark);
      rest = rest.subarray(end + 1);
    }
    const keep = keptLength(rest, prefix);
    pieces.push(...text(decoder.write(rest.subarray(0, rest.length - keep))));
    held = Buffer.from(rest.subarray(rest.length - keep));
    return pieces;
  };
}

/** How much of the end may be the beginning of a mark. */
function keptLength(bytes: Buffer, prefix: Buffer): number {
  const whole = bytes.indexOf(prefix);
  if (whole >= 0 && bytes.length - whole <= prefix.length + longestWord)
    return bytes.length - whole;
  const last = bytes.lastIndexOf(0);
  if (last < 0) return 0;
  const tail = bytes.subarray(last);
  return tail.length < prefix.length && prefix.subarray(0, tail.length).equals(tail)
    ? tail.length
    : 0;
}

/** Text that is laid out piece by piece: where the pieces go on a line, where comments and line breaks stand between. */
import type { Comment } from "./syntax.js";

export interface Part {
  /** Set on to what stands before, ahead of any comment: the `,` of a branch. */
  readonly glue: string;
  readonly comments: readonly Comment[];
  readonly newLine: boolean;
  readonly text: string;
}

export interface Layout {
  /** What the first part follows: `net a = `, `(`. */
  readonly opening: string;
  readonly parts: readonly Part[];
  readonly indent: number;
  /** Lines longer than this are broken between parts. */
  readonly widest: number;
}

export function layOut({ opening, parts, indent, widest }: Layout): string {
  const pad = " ".repeat(indent);
  let text = opening;
  for (const part of parts) {
    text = withComments(text + part.glue, part.comments, pad);
    const width = lastLine(text).length + 1 + (part.text.split("\n", 1)[0] ?? "").length;
    const breaks = part.newLine || part.comments.length > 0 || (width > widest && text !== opening);
    text = breaks ? `${text.trimEnd()}\n${pad}${part.text}` : text + gap(text) + part.text;
  }
  return text;
}

/** One space, except after an opening bracket or at the start. */
function gap(text: string): string {
  return text === "" || /[\s([]$/.test(text) ? "" : " ";
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf("\n") + 1);
}

/** The first comment may follow code on its line; others have lines of their own. */
export function withComments(text: string, comments: readonly Comment[], pad: string): string {
  return comments.reduce((before, { text: comment, ownLine }, index) => {
    const follows = index === 0 && !ownLine && lastLine(before).trim() !== "";
    return `${before.trimEnd()}${follows ? " " : `\n${pad}`}${comment}`;
  }, text);
}

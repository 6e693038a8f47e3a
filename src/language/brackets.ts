/**
 * Bracket matching over one statement. Out comes a list of tokens in which every bracket is closed, in order: closers are
 * supplied, strays dropped, wrong ones turned, each with its diagnostic. What nests deeper than the limit is refused.
 */
import type { IToken } from "chevrotain";
import * as t from "../../grammar/tokens.js";
import type { Diagnostic } from "./diagnostic.js";
import { error, fix, insertAfter, insertBefore, replace } from "./problem.js";
import { closes, contentsOf, opens, type Contents } from "./repair/contents.js";
import type { Span } from "./source.js";
import { tokenSpan, type Reader } from "./tree/cst.js";

const deepest = 100;

const closers = new Map([
  [t.LeftParen, t.RightParen],
  [t.LeftBracket, t.RightBracket],
]);
const images = new Map([
  [t.LeftParen, "("],
  [t.LeftBracket, "["],
  [t.RightParen, ")"],
  [t.RightBracket, "]"],
]);

export interface Balanced {
  readonly tokens: IToken[];
  /** Nested too deeply to be read at all. */
  readonly refused: boolean;
}

interface Open {
  readonly token: IToken;
  readonly holds: Contents;
}

interface Matching {
  readonly reader: Reader;
  readonly open: Open[];
  readonly out: IToken[];
}

export function balance(reader: Reader, tokens: readonly IToken[]): Balanced {
  const matching: Matching = { reader, open: [], out: [] };
  for (const token of tokens) {
    if (opens(token)) open(matching, token);
    if (matching.open.length > deepest) {
      reader.diagnostics.push(tooDeep(tokenSpan(reader, token)));
      return { tokens: matching.out, refused: true };
    }
    if (token.tokenType === t.Pipe) closeValues(matching);
    if (closes(token)) close(matching, token);
    else matching.out.push(token);
  }
  const last = tokens.at(-1);
  while (last && matching.open.length > 0) {
    supply(matching, insertAfterToken(reader, last), t.endOf(last));
  }
  return { tokens: matching.out, refused: false };
}

function open({ open, out }: Matching, token: IToken): void {
  const outer = open.at(-1)?.holds ?? "stages";
  open.push({ token, holds: contentsOf(token, out.at(-1), outer) });
}

/** Arguments and lists hold no `|`: they ended before it. */
function closeValues(matching: Matching): void {
  const before = matching.out.at(-1);
  while (before && matching.open.at(-1)?.holds === "values") {
    supply(matching, insertAfterToken(matching.reader, before), t.endOf(before));
  }
}

function tooDeep(span: Span): Diagnostic {
  return error("C104", span, `expected at most ${deepest} brackets inside one another`, {
    hints: [{ text: "give the inner part a name with `block`" }],
  });
}

function insertAfterToken(reader: Reader, token: IToken) {
  return (closer: string) => insertAfter(tokenSpan(reader, token), closer);
}

function close(matching: Matching, token: IToken): void {
  const { reader, open, out } = matching;
  const depth = open.findLastIndex(
    ({ token: one }) => closers.get(one.tokenType) === token.tokenType,
  );
  const span = tokenSpan(reader, token);
  if (depth < 0) {
    const top = open.pop()?.token;
    reader.diagnostics.push(top ? wrong(reader, top, token) : stray(span, token.image));
    if (top) out.push(closerOf(top, token.startOffset, t.endOf(token)));
    return;
  }
  while (open.length > depth + 1) {
    supply(matching, (closer) => insertBefore(span, closer), token.startOffset);
  }
  open.pop();
  out.push(token);
}

/** Closes the innermost bracket at an offset where nothing was written. */
function supply(
  matching: Matching,
  edit: (closer: string) => ReturnType<typeof replace>,
  at: number,
) {
  const opener = matching.open.pop()?.token;
  if (!opener) return;
  const closer = closerOf(opener, at, at);
  matching.out.push(closer);
  const message = `\`${opener.image}\` is never closed`;
  matching.reader.diagnostics.push(
    error("C102", tokenSpan(matching.reader, opener), message, {
      hints: [fix(`close it with \`${closer.image}\``, edit(closer.image))],
    }),
  );
}

function closerOf(opener: IToken, start: number, end: number): IToken {
  const type = closers.get(opener.tokenType) ?? t.RightParen;
  return t.tokenOf(type, images.get(type) ?? "", start, end);
}

function wrong(reader: Reader, opener: IToken, token: IToken): Diagnostic {
  const expected = closerOf(opener, 0, 0).image;
  const span = tokenSpan(reader, token);
  return error("C103", span, `expected \`${expected}\`, received \`${token.image}\``, {
    notes: [{ span: tokenSpan(reader, opener), text: "opened here" }],
    hints: [fix(`write \`${expected}\``, replace(span, expected))],
  });
}

function stray(span: Span, image: string): Diagnostic {
  return error("C103", span, `\`${image}\` closes nothing`, {
    hints: [fix("leave it out", replace(span, ""))],
  });
}

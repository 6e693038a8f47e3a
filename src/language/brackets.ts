/**
 * Bracket matching over one statement. Out comes a list of tokens in which every bracket is closed, in order: closers are
 * supplied, strays dropped, wrong ones turned, each with its diagnostic. What nests deeper than the limit is refused.
 */
import type { IToken } from "../../grammar/chevrotain.js";
import * as t from "../../grammar/tokens.js";
import type { Diagnostic } from "./diagnostic.js";
import { error, fix, replace } from "./problem.js";
import { closes, contentsOf, opens, type Contents } from "./repair/contents.js";
import { span, type Span } from "./source.js";
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
  /** The `=` of `net a = [ … ]`, which no list follows. */
  readonly definition: IToken | undefined;
}

export function balance(reader: Reader, tokens: readonly IToken[]): Balanced {
  const definition = definitionOf(tokens);
  const matching: Matching = { reader, open: [], out: [], definition };
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
  if (last) supplyWhile(matching, t.endOf(last), () => matching.open.length > 0);
  return { tokens: matching.out, refused: false };
}

/** The first `=` outside of brackets; an option's stands there only in a command, which has no stages. */
function definitionOf(tokens: readonly IToken[]): IToken | undefined {
  let depth = 0;
  return tokens.find((token) => {
    depth += opens(token) ? 1 : closes(token) ? -1 : 0;
    return depth === 0 && token.tokenType === t.Equals;
  });
}

function open({ open, out, definition }: Matching, token: IToken): void {
  const outer = open.at(-1)?.holds ?? "stages";
  const before = out.at(-1);
  open.push({ token, holds: contentsOf(token, before === definition ? undefined : before, outer) });
}

/** Arguments and lists hold no `|`: they ended before it. */
function closeValues(matching: Matching): void {
  const before = matching.out.at(-1);
  if (!before) return;
  const at = t.endOf(before);
  supplyWhile(matching, at, () => matching.open.at(-1)?.holds === "values");
}

function tooDeep(span: Span): Diagnostic {
  return error("C104", span, `expected at most ${deepest} brackets inside one another`, {
    hints: [{ text: "give the inner part a name with `block`" }],
  });
}

function close(matching: Matching, token: IToken): void {
  const { reader, open, out } = matching;
  const depth = open.findLastIndex(
    ({ token: one }) => closers.get(one.tokenType) === token.tokenType,
  );
  const where = tokenSpan(reader, token);
  if (depth < 0) {
    const top = open.pop()?.token;
    reader.diagnostics.push(top ? wrong(reader, top, token) : stray(where, token.image));
    if (top) out.push(closerOf(top, token.startOffset, t.endOf(token)));
    return;
  }
  supplyWhile(matching, token.startOffset, () => open.length > depth + 1);
  open.pop();
  out.push(token);
}

/** Closes brackets at an offset where nothing was written, the innermost first; each fix closes those inside as well. */
function supplyWhile(matching: Matching, at: number, more: () => boolean): void {
  let closers = "";
  while (more()) {
    const opener = matching.open.pop()?.token;
    if (!opener) return;
    const closer = closerOf(opener, at, at);
    closers += closer.image;
    matching.out.push(closer);
    matching.reader.diagnostics.push(unclosed(matching.reader, opener, at, closers));
  }
}

function unclosed(reader: Reader, opener: IToken, at: number, closers: string): Diagnostic {
  const end = span(reader.source, at, at);
  return error("C102", tokenSpan(reader, opener), `\`${opener.image}\` is never closed`, {
    hints: [fix(`close it with \`${closers.slice(-1)}\``, replace(end, closers))],
  });
}

function closerOf(opener: IToken, start: number, end: number): IToken {
  const type = closers.get(opener.tokenType) ?? t.RightParen;
  return t.tokenOf(type, images.get(type) ?? "", start, end);
}

function wrong(reader: Reader, opener: IToken, token: IToken): Diagnostic {
  const expected = closerOf(opener, 0, 0).image;
  const where = tokenSpan(reader, token);
  return error("C103", where, `expected \`${expected}\`, received \`${token.image}\``, {
    notes: [{ span: tokenSpan(reader, opener), text: "opened here" }],
    hints: [fix(`write \`${expected}\``, replace(where, expected))],
  });
}

function stray(span: Span, image: string): Diagnostic {
  return error("C103", span, `\`${image}\` closes nothing`, {
    hints: [fix("leave it out", replace(span, ""))],
  });
}

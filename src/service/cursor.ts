/**
 * What stands around the cursor, read from the tokens alone, so that it works in any half-written text. A source and an
 * offset go in; out come the word being written and the tokens of its statement before and after it.
 */
import type { IToken } from "../../grammar/chevrotain.js";
import * as t from "../../grammar/tokens.js";
import { splitStatements } from "../language/lines.js";
import { span, type Source, type Span } from "../language/source.js";

export interface Cursor {
  readonly source: Source;
  readonly offset: number;
  /** The word under the cursor; empty where there is none. */
  readonly word: Span;
  /** The word up to the cursor. */
  readonly typed: string;
  readonly before: readonly IToken[];
  readonly after: readonly IToken[];
}

const texts: ReadonlySet<unknown> = new Set([t.Text, t.OpenText, t.ForeignText]);

/** null inside a comment or a string, where nothing can be said. */
export function cursorAt(source: Source, offset: number): Cursor | null {
  const { tokens, comments } = t.tokenize(source.text);
  const under = tokens.find((token) => touches(token, offset) && !t.signs.has(token.tokenType));
  if (comments.some((comment) => touches(comment, offset))) return null;
  if (under && texts.has(under.tokenType)) return null;
  const word = under ?? t.tokenOf(t.Word, "", offset, offset);
  const others = tokens.filter((token) => token !== under);
  const index = others.filter((token) => token.startOffset < offset).length;
  const statement = splitStatements(source, [
    ...others.slice(0, index),
    word,
    ...others.slice(index),
  ]).find((one) => one.includes(word));
  const place = statement?.indexOf(word) ?? 0;
  return {
    source,
    offset,
    word: span(source, word.startOffset, t.endOf(word)),
    typed: source.text.slice(word.startOffset, offset),
    before: statement?.slice(0, place) ?? [],
    after: statement?.slice(place + 1) ?? [],
  };
}

/** The cursor is in it or right after it; a closed string ends before its quote does. */
function touches(token: IToken, offset: number): boolean {
  const end = t.endOf(token) - (token.tokenType === t.Text ? 1 : 0);
  return token.startOffset < offset && offset <= end;
}

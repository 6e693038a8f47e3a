/** Trying a correction: a changed text is read as tokens that stand where the original stood. */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";

const broken: ReadonlySet<unknown> = new Set([t.Lump, t.OpenText, t.ForeignText]);

/** The one token that the text is, at the place of `start` to `end`; null where it is none or several. */
export function asToken(text: string, start: number, end: number): IToken | null {
  const { tokens, strays } = t.tokenize(text);
  const [only] = tokens;
  if (!only || tokens.length > 1 || strays.length > 0 || broken.has(only.tokenType)) return null;
  return t.tokenOf(only.tokenType, only.image, start, end);
}

/** The tokens of a stretch of the source, at their own places. */
export function tokensAt(text: string, start: number): readonly IToken[] {
  return t
    .tokenize(text)
    .tokens.map((one) =>
      t.tokenOf(one.tokenType, one.image, one.startOffset + start, t.endOf(one) + start),
    );
}

export function retyped(token: IToken, type: IToken["tokenType"]): IToken {
  return t.tokenOf(type, token.image, token.startOffset, t.endOf(token));
}

/** Stands for a stage that could not be read and has its diagnostic. */
export function unreadable(start: number, end: number): IToken {
  return t.tokenOf(t.Unreadable, "", start, end);
}

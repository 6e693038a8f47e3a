/** What a bracket holds, by what stands before it. */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";

/** `aux` holds options up to its `:`, then stages. */
export type Contents = "stages" | "values" | "aux";

export function contentsOf(bracket: IToken, before: IToken | undefined, outer: Contents): Contents {
  if (outer === "values") return "values";
  if (bracket.tokenType === t.LeftBracket)
    return before?.tokenType === t.Equals ? "values" : "stages";
  if (before?.tokenType === t.Aux) return "aux";
  return before?.tokenType === t.Callee ? "values" : "stages";
}

export function opens({ tokenType }: IToken): boolean {
  return tokenType === t.LeftParen || tokenType === t.LeftBracket;
}

export function closes({ tokenType }: IToken): boolean {
  return tokenType === t.RightParen || tokenType === t.RightBracket;
}

const between: ReadonlySet<unknown> = new Set([t.Pipe, t.Comma, t.Plus]);

export function separates({ tokenType }: IToken): boolean {
  return between.has(tokenType);
}

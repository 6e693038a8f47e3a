/**
 * Which tokens make a statement. A line end ends it, unless a bracket is open, the line ends with `|` `,` `+` `=`, or the
 * next begins with `|` `,` `+` or a closing bracket. A line that begins as a statement does always begins one, so a
 * bracket that is never closed does not swallow the statements after it.
 */
import type { IToken } from "../../grammar/chevrotain.js";
import * as t from "../../grammar/tokens.js";
import { isKeyword } from "./names.js";
import { lineIndex, type Source } from "./source.js";

const continuesAfter: ReadonlySet<unknown> = new Set([t.Pipe, t.Comma, t.Plus, t.Equals]);
const continuesBefore: ReadonlySet<unknown> = new Set([
  t.Pipe,
  t.Comma,
  t.Plus,
  t.RightParen,
  t.RightBracket,
]);
const operand: ReadonlySet<unknown> = new Set([
  t.Word,
  t.Callee,
  t.Path,
  t.Head,
  t.Text,
  t.OpenText,
  t.ForeignText,
]);

export function splitStatements(source: Source, tokens: readonly IToken[]): readonly IToken[][] {
  const statements: IToken[][] = [];
  const lines = tokens.map(({ startOffset }) => lineIndex(source, startOffset));
  let depth = 0;
  tokens.forEach((token, index) => {
    const previous = tokens[index - 1];
    const beginsLine = lines[index] !== lines[index - 1];
    const next = lines[index] === lines[index + 1] ? tokens[index + 1] : undefined;
    const begins = beginsStatement(token, next) || (depth === 0 && !continues(previous, token));
    if (!previous || (beginsLine && begins)) {
      statements.push([]);
      depth = 0;
    }
    statements.at(-1)?.push(token);
    depth = Math.max(0, depth + step(token));
  });
  return statements;
}

function beginsStatement(token: IToken, next: IToken | undefined): boolean {
  if (token.tokenType !== t.Word || !isKeyword(token.image) || !next) return false;
  return (
    operand.has(next.tokenType) || (next.tokenType === t.Lump && /^\P{ASCII}/u.test(next.image))
  );
}

function continues(previous: IToken | undefined, token: IToken): boolean {
  return continuesAfter.has(previous?.tokenType) || continuesBefore.has(token.tokenType);
}

function step({ tokenType }: IToken): number {
  if (tokenType === t.LeftParen || tokenType === t.LeftBracket) return 1;
  return tokenType === t.RightParen || tokenType === t.RightBracket ? -1 : 0;
}

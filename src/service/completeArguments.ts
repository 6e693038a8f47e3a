/** Inside the brackets of a call, and inside braces. */
import type { IToken } from "../../grammar/chevrotain.js";
import type { Scope } from "../network/scope.js";
import type { Proposal } from "./completion.js";
import type { Cursor } from "./cursor.js";
import type { Level } from "./levels.js";
import * as t from "../../grammar/tokens.js";
import { parameterForms } from "./signature.js";

/** The parameters that have no value yet: `c=`. */
export function argumentProposals(level: Level, cursor: Cursor, scope: Scope): readonly Proposal[] {
  const block = scope.names.get(level.owner?.image ?? "");
  const own = blockParameters(cursor).map((label): Proposal => ({ label, kind: "parameter" }));
  if (block?.kind !== "block" || level.stage.length > 0) return own;
  const given = level.separators.length;
  const left = parameterForms(block.statement).slice(given);
  const names = left.map(({ name, text }): Proposal => ({
    label: `${name}=`,
    kind: "parameter",
    detail: text,
  }));
  return [...own, ...names];
}

/** Parameters of the block around, and `in`. What has been typed is a whole word such as `conv3-{c`; what stands behind the cursor is kept. */
export function expressionProposals(cursor: Cursor): readonly Proposal[] {
  const { typed } = cursor;
  const start = /^.*?(?=[A-Za-z_]*$)/s.exec(typed)?.[0] ?? "";
  const rest = cursor.source.text.slice(cursor.offset, cursor.word.end) || "}";
  return [...blockParameters(cursor), "in"].map((name) => ({
    label: `${start}${name}${rest}`,
    kind: "parameter",
    detail: name === "in" ? "the number of channels that come in" : "a parameter of the block",
  }));
}

/** The names between the brackets of `block b(c, s=1)`; none in a network. */
export function blockParameters({ before }: Cursor): readonly string[] {
  if (!/^block$/i.test(before[0]?.image ?? "")) return [];
  const end = before.findIndex(({ tokenType }) => tokenType === t.RightParen);
  const header = before.slice(0, Math.max(0, end));
  return header
    .filter((token, index) => isParameter(token, header[index - 1]))
    .map(({ image }) => image);
}

function isParameter({ tokenType }: IToken, before: IToken | undefined): boolean {
  const opens = before?.tokenType === t.LeftParen || before?.tokenType === t.Comma;
  return tokenType === t.Word && opens;
}

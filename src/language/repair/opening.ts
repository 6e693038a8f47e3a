/**
 * How a statement begins: its keyword, and for `net` and `block` the name and the `=`. The tokens of one statement go in,
 * their brackets matched; out they come with the keyword marked and what was missing supplied.
 */
import type { IToken } from "../../../grammar/chevrotain.js";
import { received } from "../../../grammar/expectations.js";
import * as t from "../../../grammar/tokens.js";
import { isKeyword } from "../names.js";
import { error, fix, insertBefore, replace } from "../problem.js";
import { statementMeant } from "../spelling.js";
import { tokenSpan, type Reader } from "../tree/cst.js";
import { looksLikeHead } from "../tree/heads.js";
import { keywords } from "../words.js";
import { asName, definition, nameLike } from "./header.js";
import { retyped } from "./relex.js";

export interface Opening {
  /** Keyword first; the header of a definition is complete. */
  readonly tokens: readonly IToken[];
  /** False where the name had to be made up: the statement is read for its errors alone. */
  readonly kept: boolean;
}

/** Null where it cannot be told what statement was meant. */
export function repairOpening(reader: Reader, tokens: readonly IToken[]): Opening | null {
  const [first, second] = tokens;
  if (!first) return null;
  if (first.tokenType === t.Word && isKeyword(first.image)) return withHeader(reader, tokens);
  if (second?.tokenType === t.Equals && first.tokenType === t.Word) {
    return bareNetwork(reader, tokens, `net ${first.image} = …`, "net ");
  }
  if (isStage(first)) return bareNetwork(reader, tokens, "net name = …", "net name = ");
  const meant = first.tokenType === t.Word && second ? statementMeant(first.image, keywords) : null;
  if (meant) return misspelt(reader, tokens, meant);
  if (tokens.some(({ tokenType }) => tokenType === t.Pipe) && first.tokenType !== t.Pipe) {
    return bareNetwork(reader, tokens, "net name = …", "net name = ");
  }
  if (first.tokenType !== t.Lump) reader.diagnostics.push(unknown(reader, first));
  return null;
}

function unknown(reader: Reader, first: IToken) {
  const message = `expected a statement, received ${received(first)}`;
  return error("C111", tokenSpan(reader, first), message, {
    hints: [{ text: `a statement begins with one of ${keywords.join(", ")}` }],
  });
}

function misspelt(reader: Reader, tokens: readonly IToken[], meant: string): Opening | null {
  const [first, ...rest] = tokens;
  if (!first) return null;
  const where = tokenSpan(reader, first);
  reader.diagnostics.push(
    error("C111", where, `there is no statement \`${first.image}\``, {
      hints: [fix(`write \`${meant}\``, replace(where, meant))],
    }),
  );
  return withHeader(reader, [t.tokenOf(t.Word, meant, first.startOffset, t.endOf(first)), ...rest]);
}

function isStage({ tokenType, image }: IToken): boolean {
  if (tokenType === t.Head || tokenType === t.LeftParen || tokenType === t.LeftBracket) return true;
  return tokenType === t.Word && looksLikeHead(image);
}

function bareNetwork(
  reader: Reader,
  tokens: readonly IToken[],
  form: string,
  missing: string,
): Opening | null {
  const [first] = tokens;
  if (!first) return null;
  const where = tokenSpan(reader, first);
  reader.diagnostics.push(
    error("C112", where, `expected \`${form}\`, received ${received(first)}`, {
      hints: [fix(`begin with \`${missing.trim()}\``, insertBefore(where, missing))],
    }),
  );
  const at = first.startOffset;
  const made = [t.tokenOf(t.Net, "net", at, at)];
  if (missing.includes("=")) {
    made.push(t.tokenOf(t.Word, "name", at, at), t.tokenOf(t.Equals, "=", at, at));
  }
  return { tokens: [...made, ...tokens], kept: made.length === 1 };
}

const keywordTypes: Readonly<Record<string, IToken["tokenType"]>> = {
  net: t.Net,
  block: t.Block,
  use: t.Use,
  data: t.Data,
};

function withHeader(reader: Reader, tokens: readonly IToken[]): Opening | null {
  const [first, ...rest] = tokens;
  if (!first) return null;
  const keyword = retyped(first, keywordTypes[first.image.toLowerCase()] ?? t.CommandKeyword);
  const defines = keyword.tokenType === t.Net || keyword.tokenType === t.Block;
  if (defines) return definition(reader, keyword, rest);
  const [target, equals] = rest;
  const named = keyword.tokenType === t.Data && target && equals?.tokenType === t.Equals;
  const name = named && nameLike.has(target.tokenType) ? asName(reader, target) : target;
  return { tokens: [keyword, ...(name ? [name] : []), ...rest.slice(1)], kept: true };
}

/**
 * Branches as other frameworks join them. Tokens go in; out they come with `[conv3-8, conv5-8]` for `concat(conv3-8, conv5-8)` and
 * `[id + conv3-8]` for `add(id, conv3-8)`, each with its diagnostic. A call without layers in it may be one of a block.
 */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";
import { error, fix, replace } from "../problem.js";
import { span } from "../source.js";
import type { Reader } from "../tree/cst.js";
import { closes, opens } from "./contents.js";

type Sign = "," | "+";

const joins: ReadonlyMap<string, Sign> = new Map([
  ["concat", ","],
  ["concatenate", ","],
  ["cat", ","],
  ["add", "+"],
]);

interface Join {
  readonly sign: Sign;
  /** The tokens of the call. */
  readonly length: number;
  readonly first: IToken;
  /** Between the brackets; `concat([a, b])` has two pairs. */
  readonly branches: readonly IToken[];
  readonly last: IToken;
}

export function readJoins(reader: Reader, tokens: readonly IToken[]): readonly IToken[] {
  const out: IToken[] = [];
  for (let index = 0; index < tokens.length;) {
    const join = joinAt(tokens, index);
    const token = tokens[index];
    if (join) out.push(...bracketed(reader, join));
    else if (token) out.push(token);
    index += join?.length ?? 1;
  }
  return out;
}

function joinAt(tokens: readonly IToken[], index: number): Join | null {
  const first = tokens[index];
  const sign = first?.tokenType === t.Callee ? joins.get(first.image.toLowerCase()) : undefined;
  const end = first && sign ? closingAt(tokens, index + 1) : -1;
  const last = tokens[end];
  if (!first || !sign || !last) return null;
  const inside = tokens.slice(index + 2, end);
  if (!inside.some(({ tokenType }) => tokenType === t.Head || tokenType === t.Pipe)) return null;
  const isList =
    inside[0]?.tokenType === t.LeftBracket && closingAt(inside, 0) === inside.length - 1;
  const branches = isList ? inside.slice(1, -1) : inside;
  return { sign, length: end + 1 - index, first, branches, last };
}

/** Where the bracket that opens there is closed; -1 where it is not. */
function closingAt(tokens: readonly IToken[], start: number): number {
  let depth = 0;
  return tokens.findIndex((token, index) => {
    if (index < start) return false;
    depth += opens(token) ? 1 : closes(token) ? -1 : 0;
    return depth === 0;
  });
}

function bracketed(reader: Reader, { sign, first, branches, last }: Join): readonly IToken[] {
  const before = span(reader.source, first.startOffset, branches[0]?.startOffset ?? 0);
  const after = span(reader.source, endOfLast(branches), t.endOf(last));
  const commas = sign === "," ? [] : outerCommas(branches);
  const plus = ({ startOffset }: IToken) =>
    replace(span(reader.source, startOffset, startOffset + 1), " +");
  const meaning = sign === "," ? "join channels" : "are added";
  const message = `branches that ${meaning} stand in \`[ … ]\`, received \`${first.image}(…)\``;
  const edits = [replace(before, "["), ...commas.map(plus), replace(after, "]")];
  const form = sign === "," ? "[a, b]" : "[a + b]";
  reader.diagnostics.push(
    error("C101", { ...before, end: t.endOf(first) }, message, {
      hints: [fix(`write \`${form}\``, ...edits)],
    }),
  );
  const kept = branches.map((token) =>
    commas.includes(token) ? t.tokenOf(t.Plus, "+", token.startOffset, t.endOf(token)) : token,
  );
  return [
    t.tokenOf(t.LeftBracket, "[", before.start, before.end),
    ...readJoins(reader, kept),
    t.tokenOf(t.RightBracket, "]", after.start, after.end),
  ];
}

function endOfLast(tokens: readonly IToken[]): number {
  const last = tokens.at(-1);
  return last ? t.endOf(last) : 0;
}

function outerCommas(tokens: readonly IToken[]): readonly IToken[] {
  let depth = 0;
  return tokens.filter((token) => {
    depth += opens(token) ? 1 : closes(token) ? -1 : 0;
    return depth === 0 && token.tokenType === t.Comma;
  });
}

/**
 * A line that goes on with the statement above it, and does not say so. Statements go in as they were split; out they come
 * with such lines put back, each stretch of them with one diagnostic. Lines that begin a stage are told of where the `|` is
 * missing.
 */
import type { IToken } from "../../../grammar/chevrotain.js";
import { received } from "../../../grammar/expectations.js";
import * as t from "../../../grammar/tokens.js";
import type { Edit } from "../diagnostic.js";
import { isKeyword } from "../names.js";
import { error, fix, insertBefore, replace } from "../problem.js";
import { lineIndex, linesOf, span, textOf } from "../source.js";
import { statementMeant } from "../spelling.js";
import { tokenSpan, type Reader } from "../tree/cst.js";
import { looksLikeHead } from "../tree/heads.js";
import { keywords } from "../words.js";
import { isFlag } from "./level.js";

type Line = readonly IToken[];

export function joinContinuations(reader: Reader, statements: readonly Line[]): readonly Line[] {
  const joined: Line[] = [];
  let lines: Line[] = [];
  const finish = () => {
    if (lines.length > 0) joined.push(lines.flat());
    report(reader, lines);
    lines = [];
  };
  for (const statement of statements) {
    if (!goesOn(reader, lines, statement)) finish();
    lines.push(statement);
  }
  finish();
  return joined;
}

/** Right below a statement: an option, a stage in a definition, or whatever is indented and no statement. */
function goesOn(reader: Reader, lines: readonly Line[], line: Line): boolean {
  const [first, second] = line;
  const keyword = lines[0]?.[0];
  const last = lines.at(-1)?.at(-1);
  if (!first || !keyword || !last || !(isKeyword(keyword.image) || defines(keyword))) return false;
  const { source } = reader;
  const at = (token: IToken) => lineIndex(source, token.startOffset);
  if (at(first) !== lineIndex(source, t.endOf(last) - 1) + 1) return false;
  if (second?.tokenType === t.Equals) return isOption(line);
  if (isKeyword(first.image) || (second && statementMeant(first.image, keywords))) return false;
  if (defines(keyword) && isStage(first)) return true;
  const column = (token: IToken) => token.startOffset - (linesOf(source)[at(token)] ?? 0);
  return column(first) > column(keyword) && !line.some(({ tokenType }) => tokenType === t.Pipe);
}

/** Also a network without its `net name =`. */
function defines(keyword: IToken): boolean {
  return /^(net|block)$/i.test(keyword.image) || isStage(keyword);
}

/** `epochs=5`; `a = input 28x28` and `a=conv3-64` are networks without their `net`. */
function isOption([key, equals, value]: Line): boolean {
  if (key?.tokenType !== t.Word || !equals || !value) return false;
  const isClose = t.endOf(key) === equals.startOffset && t.endOf(equals) === value.startOffset;
  return isClose && (value.tokenType === t.LeftBracket || !isStage(value));
}

const stages: ReadonlySet<unknown> = new Set([t.Head, t.Aux, t.Callee, t.LeftParen, t.LeftBracket]);

function isStage({ tokenType, image }: IToken): boolean {
  return stages.has(tokenType) || (tokenType === t.Word && looksLikeHead(image));
}

const onLineAbove = "write it on the line above";

/** Of a stage the missing `|` is told where stages are read; `bn` alone would be taken for a flag. */
function report(reader: Reader, [above = [], ...lines]: readonly Line[]): void {
  const [keyword] = above;
  const isDefinition = keyword !== undefined && defines(keyword);
  const told = lines.filter(
    ([first, second]) =>
      !isDefinition ||
      (first && (second?.tokenType === t.Equals || !isStage(first) || isFlag(first))),
  );
  const [first, second] = told[0] ?? [];
  if (!first) return;
  const where = tokenSpan(reader, first);
  const edits = joining(reader, [above, ...lines], told);
  const pipe = fix("begin the line with `|` where it is a stage", insertBefore(where, "| "));
  const message = `a statement ends with its line; received ${received(first)} on the next`;
  const join = edits ? fix(onLineAbove, ...edits) : { text: onLineAbove };
  const mayBeStage = isDefinition && second?.tokenType !== t.Equals;
  const hints = !mayBeStage ? [join] : second ? [join, pipe] : [pipe, join];
  reader.diagnostics.push(error("C131", where, message, { hints }));
}

/** Null where a comment lies between: it would be lost. */
function joining(
  { source }: Reader,
  lines: readonly Line[],
  told: readonly Line[],
): readonly Edit[] | null {
  const gaps = told.map((line) => {
    const before = lines[lines.indexOf(line) - 1]?.at(-1);
    return span(source, before ? t.endOf(before) : 0, line[0]?.startOffset ?? 0);
  });
  if (gaps.some((gap) => textOf(gap).trim() !== "")) return null;
  return gaps.map((gap) => replace(gap, " "));
}

/**
 * Reading a statement whose syntax is wrong somewhere. The stages are read one by one, the innermost first; what does not
 * fit is reported and replaced by a token that stands for a stage, so each stage has its own error and the rest is kept.
 * The brackets match already.
 */
import type { CstNode, IToken } from "../../grammar/chevrotain.js";
import { EOF } from "../../grammar/chevrotain.js";
import { received } from "../../grammar/expectations.js";
import { read, type Problem } from "../../grammar/read.js";
import * as t from "../../grammar/tokens.js";
import { error, fix, replace } from "./problem.js";
import { closes, contentsOf, opens, separates, type Contents } from "./repair/contents.js";
import { unreadable } from "./repair/relex.js";
import { tokenSpan, type Reader } from "./tree/cst.js";

/** The concrete tree of the statement, or null where not even its first words fit. */
export function readTokens(reader: Reader, tokens: readonly IToken[]): CstNode | null {
  const body = bodyStart(tokens);
  const valueless = body === null ? missingValue(tokens) : null;
  const { tree, problem } = valueless
    ? { tree: null, problem: valueless }
    : read("statement", [...tokens]);
  if (!problem) return tree;
  if (body !== null) return readDefinition(reader, tokens, body);
  const rule = tokens[0]?.tokenType === t.Use ? "use" : problem.rule;
  report(reader, { ...problem, rule }, tokens);
  return null;
}

function readDefinition(reader: Reader, tokens: readonly IToken[], body: number): CstNode | null {
  const known = reader.diagnostics.length;
  const header = tokens.slice(0, body);
  const kept = [...header, ...readableChains(reader, tokens.slice(body))];
  const { tree, problem } = read("statement", kept);
  if (!problem) return tree;
  // Beyond the header it follows from what has been reported.
  if (header.includes(problem.token) || reader.diagnostics.length === known)
    report(reader, problem, tokens);
  return readHeader(header, tokens);
}

/** Where the stages of `net a = …` and `block b(…) = …` begin. */
export function bodyStart(tokens: readonly IToken[]): number | null {
  const keyword = tokens[0]?.tokenType;
  if (keyword !== t.Net && keyword !== t.Block) return null;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    depth += opens(token) ? 1 : closes(token) ? -1 : 0;
    if (depth === 0 && token.tokenType === t.Equals) return index + 1;
  }
  return null;
}

/** The definition with a body that could not be read, so that its name is known. */
function readHeader(header: readonly IToken[], tokens: readonly IToken[]): CstNode | null {
  const last = tokens.at(-1);
  const before = header.at(-1);
  const end = last ? t.endOf(last) : 0;
  const start = Math.min(before ? t.endOf(before) : 0, end);
  const { tree, problem } = read("statement", [...header, unreadable(start, end)]);
  return problem ? null : tree;
}

/** One pass over the tokens with a stack of the stages being collected. */
function readableChains(reader: Reader, tokens: readonly IToken[]): IToken[] {
  const stack: Level[] = [{ done: [], stage: [], holds: "stages" }];
  for (const token of tokens) visit(reader, stack, token);
  const [bottom] = stack;
  if (!bottom) return [];
  finishStage(reader, bottom);
  return bottom.done;
}

/** A bracket being read: the stages that are done, and the tokens of the one under way. */
interface Level {
  readonly done: IToken[];
  stage: IToken[];
  holds: Contents;
}

function visit(reader: Reader, stack: Level[], token: IToken): void {
  const top = stack.at(-1);
  if (!top) return;
  const { tokenType } = token;
  if (opens(token)) {
    stack.push({ done: [token], stage: [], holds: contentsOf(token, top.stage.at(-1), top.holds) });
  } else if (closes(token) && stack.length > 1) {
    finishStage(reader, top);
    stack.pop();
    stack.at(-1)?.stage.push(...top.done, token);
  } else if (top.holds === "aux" && tokenType === t.Colon) {
    top.done.push(...top.stage, token);
    top.stage = [];
    top.holds = "stages";
  } else if (top.holds === "stages" && separates(token)) {
    finishStage(reader, top);
    top.done.push(token);
  } else top.stage.push(token);
}

const beginnings: ReadonlySet<unknown> = new Set([
  t.Head,
  t.Word,
  t.Callee,
  t.Aux,
  t.LeftParen,
  t.LeftBracket,
  t.Unreadable,
]);

function finishStage(reader: Reader, level: Level): void {
  const { stage, done } = level;
  const [first] = stage;
  level.stage = [];
  if (level.holds !== "stages" || !first) {
    done.push(...stage);
    return;
  }
  const problem = quickProblem(stage) ?? read("stage", stage).problem;
  if (problem) report(reader, problem, stage);
  done.push(...(problem ? [unreadable(first.startOffset, t.endOf(stage.at(-1) ?? first))] : stage));
}

/** What is wrong at a glance. The parser's own errors are thrown, which is slow where there are thousands. */
function quickProblem(stage: readonly IToken[]): Problem | null {
  const [first, second] = stage;
  if (!first) return null;
  if (first.tokenType === t.Word && second?.tokenType === t.Equals) {
    const message = `expected a stage, received the option \`${first.image}=\``;
    return { token: first, message, rule: "keyValue" };
  }
  if (beginnings.has(first.tokenType)) return missingValue(stage);
  return { token: first, message: `expected a stage, received ${received(first)}`, rule: "chain" };
}

const values: ReadonlySet<unknown> = new Set([
  t.Numeral,
  t.Size,
  t.Text,
  t.Word,
  t.Path,
  t.Braces,
  t.LeftBracket,
  t.Callee,
]);

/** `pad=` with no value after it. */
function missingValue(tokens: readonly IToken[]): Problem | null {
  const at = tokens.findIndex(
    ({ tokenType }, index) => tokenType === t.Equals && !values.has(tokens[index + 1]?.tokenType),
  );
  if (at < 0) return null;
  const next = tokens[at + 1];
  const token = next ?? tokens[at];
  const message = `expected a value, received ${received(next)}`;
  return token ? { token, message, rule: "value" } : null;
}

/** A lump has been reported where it was found; so has what was supplied and has no width. */
function report(
  reader: Reader,
  { token, message, rule }: Problem,
  tokens: readonly IToken[],
): void {
  const written = tokens.findLast((one) => t.endOf(one) > one.startOffset);
  const guilty = token.tokenType === EOF && written ? written : token;
  const where = tokenSpan(reader, guilty);
  if (guilty.tokenType === t.Lump || where.end === where.start) return;
  const advice = advices[rule];
  const text = advice ? [{ text: advice }] : [];
  const isComma = rule === "statement" && guilty.tokenType === t.Comma;
  const hints = isComma
    ? [fix("words and options are separated by spaces", replace(where, ""))]
    : text;
  reader.diagnostics.push(error("C101", where, message, { hints }));
}

/** What would have fitted, by the rule of the grammar that was being read. */
const advices: Readonly<Record<string, string>> = {
  statement: "a statement is its words and `key=value` options; stages stand in `net name = …`",
  chain: "a stage is a layer such as `conv3-64`, a block call, `( … )` or `[ … ]`",
  stage: "options are `key=value` or a flag, separated by spaces; stages are joined by `|`",
  keyValue: "options follow their stage without a `|`: `conv3-64 pad=1`",
  property: "options are `key=value` or a flag, separated by spaces",
  item: "options are `key=value`, separated by spaces",
  value: 'a value is a number, a size, a word, a "string", a list `[…]` or `{…}`',
  quantity: "an argument is a whole number, a parameter or arithmetic in braces: `{c-1}`",
  use: '`use` takes one library or one file: `use vgg`, `use "file.conv"`',
  call: "arguments are separated by `,`: `bottleneck(64, s=2)`",
};

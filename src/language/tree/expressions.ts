/** The whole-number expressions in braces: `{4*c}`, `{in/2}`. */
import type { CstElement, CstNode, IToken } from "../../../grammar/chevrotain.js";
import { isBeyond } from "./values.js";
import { read } from "../../../grammar/read.js";
import { tokenizeExpression } from "../../../grammar/tokens.js";
import { error } from "../problem.js";
import type { Span } from "../source.js";
import type { Expression, ExpressionValue } from "../syntax.js";
import { isToken, must, node, nodes, onlyChild, token, tokens, type Reader } from "./cst.js";

const deepest = 100;

/** Reads `text`, braces included, that stands at `where`. What cannot be read counts as 1. */
export function readBraces(reader: Reader, text: string, where: Span): ExpressionValue {
  const whole = where.end - where.start === text.length;
  const shift = where.start + 1;
  const place = (start: number, end: number): Span =>
    whole ? { source: where.source, start: shift + start, end: shift + end } : where;
  const { expression, problem } = readExpression(text.slice(1, -1), place);
  if (problem)
    reader.diagnostics.push(error("C124", problem.span, problem.message, { hints: [advice] }));
  return { kind: "expression", expression, span: where };
}

const advice = { text: "braces hold a whole number: `+ - * / ( )` over parameters, as in `{4*c}`" };

type Place = (start: number, end: number) => Span;

interface ExpressionReading {
  readonly expression: Expression;
  readonly problem: { readonly message: string; readonly span: Span } | null;
}

function readExpression(text: string, place: Place): ExpressionReading {
  const whole = place(0, text.length);
  const unread = (message: string, span: Span): ExpressionReading => ({
    expression: { kind: "number", value: 1, span: whole },
    problem: { message, span },
  });
  const { tokens: all, strays } = tokenizeExpression(text);
  const [stray] = strays;
  if (stray) {
    const bad = text.slice(stray.start, stray.end);
    return unread(`did not expect \`${bad}\` in braces`, place(stray.start, stray.end));
  }
  const large = all.some(({ image }) => /^\d/.test(image) && isBeyond(image));
  if (large) return unread("expected numbers of at most 2^53 in braces", whole);
  if (tooDeep(all))
    return unread(`expected at most ${deepest} operators and brackets in braces`, whole);
  const { tree, problem } = read("expression", all);
  if (!problem) return { expression: sum(tree, place), problem: null };
  const { startOffset, endOffset } = problem.token;
  const end = Number.isNaN(startOffset);
  return unread(
    problem.message,
    end ? place(text.length, text.length + 1) : place(startOffset, (endOffset ?? startOffset) + 1),
  );
}

/** An operator or a bracket is at most one level of the tree each. */
function tooDeep(all: readonly IToken[]): boolean {
  return all.filter(({ image }) => /^[-+*/(]/.test(image)).length > deepest;
}

function sum(tree: CstNode, place: Place): Expression {
  return leftToRight(nodes(tree, "term"), operators(tree, "Plus", "Minus"), (term) =>
    leftToRight(nodes(term, "factor"), operators(term, "Times", "Divide"), (part) =>
      factor(part, place),
    ),
  );
}

type Operator = "+" | "-" | "*" | "/";

function operators(tree: CstNode, ...types: readonly string[]): readonly Operator[] {
  return types
    .flatMap((type) => tokens(tree, type))
    .sort((a, b) => a.startOffset - b.startOffset)
    .map(({ image }) => image as Operator);
}

function leftToRight(
  operands: readonly CstNode[],
  between: readonly Operator[],
  build: (operand: CstNode) => Expression,
): Expression {
  const [first, ...rest] = operands.map(build);
  return rest.reduce<Expression>(
    (left, right, index) => ({
      kind: "binary",
      operator: must(between[index], "operator"),
      left,
      right,
      span: { ...left.span, end: right.span.end },
    }),
    must(first, "operand"),
  );
}

function factor(tree: CstNode, place: Place): Expression {
  const { startOffset, endOffset } = must(tree.location, "location");
  const minus = token(tree, "Minus");
  const { Minus: _, ...children } = tree.children;
  const operand = atom({ name: tree.name, children }, place);
  if (!minus) return operand;
  return { kind: "negate", operand, span: place(startOffset, (endOffset ?? startOffset) + 1) };
}

function atom(tree: CstNode, place: Place): Expression {
  const inner = node(tree, "expression");
  if (inner) return sum(inner, place);
  const child: CstElement = onlyChild(tree);
  if (!isToken(child)) throw new Error("an atom is a token or an expression");
  const span = place(child.startOffset, (child.endOffset ?? child.startOffset) + 1);
  return child.tokenType.name === "Integer"
    ? { kind: "number", value: Number(child.image), span }
    : { kind: "parameter", name: child.image, span };
}

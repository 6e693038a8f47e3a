/** The arithmetic of `{…}`: whole numbers over a block's parameters and `{in}`, the incoming channel count. */
import type { Expression, Quantity } from "../language/syntax.js";
import type { Report } from "./finding.js";
import { closest } from "../language/spelling.js";
import { rewrite } from "./finding.js";
import { didYouMean, formatCount } from "./wording.js";

/** NaN stands for a number that is not known here: an error was given, or a block is checked without a call. */
export interface Environment {
  readonly parameters: ReadonlyMap<string, number>;
  readonly incoming: number;
}

/** 2^53: up to here whole numbers are exact. */
export const largestNumber = 2 ** 53;

export const emptyEnvironment: Environment = { parameters: new Map(), incoming: NaN };

/** The value, or NaN where it is not known. Gives C209, C320 and C321. */
export function evaluate(quantity: Quantity, env: Environment, report: Report): number {
  const value = raw(quantity, env, report);
  if (Number.isNaN(value)) return value;
  if (!Number.isInteger(value)) {
    report({
      code: "C405",
      span: quantity.span,
      message: `a whole number is needed here, received ${value}`,
      hints: [rewrite(quantity.span, String(Math.max(Math.round(value), 1)))],
    });
    return NaN;
  }
  if (Math.abs(value) <= largestNumber) return value;
  // Of a number that is written out the parser has said it.
  if (quantity.kind === "number") return NaN;
  report({
    code: "C209",
    span: quantity.span,
    message: `numbers go up to 2^53, received ${formatCount(value)}`,
    hints: [{ text: "use smaller numbers" }],
  });
  return NaN;
}

function raw(quantity: Quantity, env: Environment, report: Report): number {
  switch (quantity.kind) {
    case "number":
      return quantity.value;
    case "word":
      return parameter(quantity.name, quantity.span, env, report);
    case "expression":
      return compute(quantity.expression, env, report);
  }
}

function compute(expression: Expression, env: Environment, report: Report): number {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "parameter":
      return parameter(expression.name, expression.span, env, report);
    case "negate":
      return -compute(expression.operand, env, report);
    case "binary": {
      const left = compute(expression.left, env, report);
      const right = compute(expression.right, env, report);
      return expression.operator === "/"
        ? divide(left, right, expression, report)
        : { "+": left + right, "-": left - right, "*": left * right }[expression.operator];
    }
  }
}

function divide(left: number, right: number, { span }: Expression, report: Report): number {
  const result = left / right;
  if (Number.isNaN(left) || Number.isNaN(right) || Number.isInteger(result)) return result;
  report({
    code: "C321",
    span,
    message: `/ must divide exactly: ${left} / ${right} is ${right === 0 ? "not a number" : `${result}, not a whole number`}`,
    hints: [{ text: right === 0 ? "divide by at least 1" : `call it with a multiple of ${right}` }],
  });
  return NaN;
}

function parameter(
  name: string,
  span: Expression["span"],
  env: Environment,
  report: Report,
): number {
  if (name === "in") return env.incoming;
  const value = env.parameters.get(name);
  if (value !== undefined) return value;
  const known = [...env.parameters.keys(), "in"];
  const near = closest(name, known);
  report({
    code: "C320",
    span,
    message: `there is no parameter \`${name}\` here${didYouMean(near)}`,
    hints: [
      near
        ? rewrite(span, near)
        : { text: `parameters are named after the block: \`block b(${name}) = …\`` },
    ],
  });
  return NaN;
}

/** Values, options and expressions as the formatter writes them. */
import type { Argument, Expression, HeadForm, Option, Value } from "./syntax.js";

export function printValue(value: Value): string {
  switch (value.kind) {
    case "number":
      return value.text;
    case "size":
      return value.sizes.map(printValue).join("x");
    case "string":
      return printString(value.value);
    case "word":
      return value.name;
    case "list":
      return `[${value.items.map(printValue).join(",")}]`;
    case "function":
      return `${value.name.text}(${value.arguments.map(printValue).join(",")})`;
    case "expression":
      return `{${printExpression(value.expression)}}`;
  }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\t": "\\t",
};

export function printString(text: string): string {
  return `"${text.replace(/["\\\n\t]/g, (letter) => escapes[letter] ?? letter)}"`;
}

export function printOption({ key, value }: Option): string {
  if (!value) return key.text;
  return `${key.text}=${isNumbers(value) ? value.items.map(printValue).join(",") : printValue(value)}`;
}

/** `top=1,5` needs no brackets. */
function isNumbers(value: Value): value is Extract<Value, { kind: "list" }> {
  if (value.kind !== "list" || value.items.length < 2) return false;
  return value.items.every(({ kind }) => kind === "number");
}

export function printArgument({ name, value }: Argument): string {
  return name ? `${name.text}=${printValue(value)}` : printValue(value);
}

export function printHead({ word, kernel, count, stride }: HeadForm): string {
  const sizes = (parts: readonly Value[]): string => parts.map(printValue).join("x");
  return [
    word,
    kernel ? sizes(kernel) : "",
    count ? `-${printValue(count)}` : "",
    stride ? `/${sizes(stride)}` : "",
  ].join("");
}

const strength = { "+": 1, "-": 1, "*": 2, "/": 2 } as const;
const atom = 3;

/** Brackets only where the operators need them. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return String(expression.value);
    case "parameter":
      return expression.name;
    case "negate":
      return `-${within(expression.operand, atom)}`;
    case "binary": {
      const { operator, left, right } = expression;
      const level = strength[operator];
      return within(left, level) + operator + within(right, level + 1);
    }
  }
}

function within(expression: Expression, least: number): string {
  const text = printExpression(expression);
  const level = expression.kind === "binary" ? strength[expression.operator] : atom;
  const bare = expression.kind === "negate" ? least < atom : level >= least;
  return bare ? text : `(${text})`;
}

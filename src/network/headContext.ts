/** What a head is read with: its text, the shape that comes in, the environment, and readers of its values. */
import type { HeadForm, Option, Quantity, Value } from "../language/syntax.js";
import { textOf, type Span } from "../language/source.js";
import type { Environment } from "./evaluate.js";
import type { Report } from "./finding.js";
import type { Activation, BatchNorm, Operation, Pair, Shape } from "./network.js";
import { closest } from "../language/spelling.js";
import { evaluate } from "./evaluate.js";
import { rewrite } from "./finding.js";
import { alternatives, didYouMean } from "./wording.js";

export interface HeadContext {
  readonly form: HeadForm;
  /** `[]` where it is not known; a single unknown number is NaN. */
  readonly input: Shape;
  /** The stage that gave the input. */
  readonly from: Span;
  readonly env: Environment;
  readonly options: ReadonlyMap<string, Option>;
  readonly report: Report;
}

/** A head that was understood: what it computes and the shape it gives. */
export interface Reading {
  readonly operation: Operation;
  readonly outputShape: Shape;
  readonly finish?: Finish;
}

/** What is applied to the operation's result, and what of it was written rather than left to the rules. */
export interface Finish {
  readonly batchNorm: BatchNorm | null;
  readonly activation: Activation | null;
  /** An activation (or `linear`) was written on the head. */
  readonly activationWritten: boolean;
  readonly initializerWritten: boolean;
}

export const plainFinish: Finish = {
  batchNorm: null,
  activation: null,
  activationWritten: false,
  initializerWritten: false,
};

export interface Range {
  readonly min: number;
  readonly max?: number;
}

/** A whole number in a head or an option, or NaN after C322. */
export function wholeNumber(
  quantity: Quantity,
  { env, report }: Pick<HeadContext, "env" | "report">,
  what: string,
  { min }: Range,
): number {
  const value = evaluate(quantity, env, report);
  if (!(value < min)) return value;
  const message = `${what} must be at least ${min}, received ${value}`;
  const hint =
    quantity.kind === "number"
      ? rewrite(quantity.span, String(min))
      : { text: `make it ${min} or more` };
  report({ code: "C322", span: quantity.span, message, hints: [hint] });
  return NaN;
}

export function pairOf(
  quantities: readonly Quantity[],
  context: Pick<HeadContext, "env" | "report">,
  what: string,
  range: Range,
): Pair {
  const [height = NaN, width = height] = quantities.map((q) =>
    wholeNumber(q, context, what, range),
  );
  return [height, width];
}

export function pairOption(
  context: HeadContext,
  name: string,
  fallback: number,
  range: Range,
): Pair {
  const value = context.options.get(name)?.value;
  if (!value) return [fallback, fallback];
  return pairValue(value, context, `\`${name}\``, range);
}

export function pairValue(
  value: Value,
  context: Pick<HeadContext, "env" | "report">,
  what: string,
  range: Range,
): Pair {
  if (isQuantity(value)) return pairOf([value], context, what, range);
  if (value.kind === "size" && value.sizes.length === 2)
    return pairOf(value.sizes, context, what, range);
  wrongValue(value, `${what} is a whole number or height x width`, "1", context.report);
  return [NaN, NaN];
}

export function integerOption(
  context: HeadContext,
  name: string,
  fallback: number,
  range: Range,
): number {
  const value = context.options.get(name)?.value;
  if (!value) return fallback;
  if (isQuantity(value)) return wholeNumber(value, context, `\`${name}\``, range);
  wrongValue(
    value,
    `\`${name}\` is a whole number`,
    String(Math.max(range.min, 1)),
    context.report,
  );
  return NaN;
}

/** A real number; `{…}` may stand for it. */
export function numberOption(
  context: HeadContext,
  name: string,
  fallback: number,
  range?: Range,
): number {
  const value = context.options.get(name)?.value;
  return value ? realNumber(value, context, `\`${name}\``, range) : fallback;
}

export function realNumber(
  value: Value,
  { env, report }: Pick<HeadContext, "env" | "report">,
  what: string,
  range?: Range,
): number {
  if (value.kind !== "number" && value.kind !== "expression") {
    const example = decimalMeant(value) ?? String(range?.min ?? 1);
    wrongValue(value, `${what} is a number`, example, report);
    return NaN;
  }
  const number = value.kind === "number" ? value.value : evaluate(value, env, report);
  if (!range || !(number < range.min || number > (range.max ?? Infinity))) return number;
  const limits =
    range.max === undefined ? `at least ${range.min}` : `from ${range.min} to ${range.max}`;
  report({
    code: "C406",
    span: value.span,
    message: `${what} must be ${limits}, received ${number}`,
    hints: [rewrite(value.span, String(number < range.min ? range.min : range.max))],
  });
  return NaN;
}

/** `0,001` is read as a list. */
function decimalMeant({ span }: Value): string | null {
  const text = textOf(span);
  return /^\d+,\d+$/.test(text) ? text.replace(",", ".") : null;
}

export function wrongValue(value: Value, expected: string, example: string, report: Report): void {
  report({
    code: "C405",
    span: value.span,
    message: `${expected}; received ${describeValue(value)}`,
    hints: [rewrite(value.span, example)],
  });
}

/** One of a list of words, or null after C407. */
export function wordValue<Word extends string>(
  value: Value,
  words: readonly Word[],
  what: string,
  report: Report,
): Word | null {
  const written =
    value.kind === "word" ? value.name : value.kind === "function" ? value.name.text : null;
  const found = words.find((word) => word === written);
  if (found) return found;
  const near = written === null ? null : closest(written, words);
  report({
    code: "C407",
    span: value.kind === "function" ? value.name.span : value.span,
    message: `${what} is ${alternatives(words)}; received ${describeValue(value)}${didYouMean(near)}`,
    hints: near
      ? [rewrite(value.kind === "function" ? value.name.span : value.span, near)]
      : words.slice(0, 3).map((word) => rewrite(value.span, word)),
  });
  return null;
}

/** Any quantity that is not a bare word: those are parameters only as arguments. */
export function isQuantity(value: Value): value is Quantity {
  return value.kind === "number" || value.kind === "expression";
}

export function describeValue(value: Value): string {
  switch (value.kind) {
    case "number":
      return value.text;
    case "size":
      return "a size";
    case "string":
      return `the text "${value.value.slice(0, 40)}"`;
    case "word":
      return `\`${value.name}\``;
    case "list":
      return "a list";
    case "function":
      return `\`${value.name.text}(…)\``;
    case "expression":
      return "an expression";
  }
}

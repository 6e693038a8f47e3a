/** Stages that leave the shape as it is: activations, normalisation, dropout, id; and the input itself. */
import type { ActivationWord } from "../../language/words.js";
import type { HeadContext, Reading } from "../headContext.js";
import type { Shape } from "../network.js";
import {
  integerOption,
  isQuantity,
  numberOption,
  pairOf,
  plainFinish,
  realNumber,
  wholeNumber,
  wrongValue,
} from "../headContext.js";
import { rewrite } from "../finding.js";
import { activationOf, readBatchNorm, writtenActivation } from "./unit.js";
import { activationWords } from "../../language/words.js";

export const batchNormOptions = ["eps", "momentum", ...activationWords] as const;
export const lrnOptions = ["n", "k", "alpha", "beta"] as const;

export function readActivation(context: HeadContext, name: ActivationWord): Reading {
  const [value] = context.form.positional;
  const alpha = value ? realNumber(value, context, `\`${name}\``, { min: 0 }) : undefined;
  const activation = activationOf(name, alpha) ?? { name: "linear" as const, alpha: 0 };
  return { operation: { kind: "activation", activation }, outputShape: context.input };
}

export function readNormalization(context: HeadContext): Reading {
  const operation = { kind: "bn" as const, ...readBatchNorm(context) };
  const finish = { ...plainFinish, ...writtenActivation(context) };
  return { operation, outputShape: context.input, finish };
}

export function readLocalResponse(context: HeadContext): Reading {
  return {
    operation: {
      kind: "lrn",
      size: integerOption(context, "n", 5, { min: 1 }),
      bias: numberOption(context, "k", 2, { min: 0 }),
      alpha: numberOption(context, "alpha", 1e-4),
      beta: numberOption(context, "beta", 0.75),
    },
    outputShape: context.input,
  };
}

/** Gives C412 for a rate outside [0, 1). */
export function readDropout(context: HeadContext): Reading {
  const [value] = context.form.positional;
  const rate = value ? realNumber(value, context, "the rate") : NaN;
  if (value && (rate < 0 || rate >= 1)) {
    const percent =
      rate > 1 && rate < 100 ? rewrite(value.span, String(rate / 100)) : rewrite(value.span, "0.5");
    context.report({
      code: "C412",
      span: value.span,
      message: `a dropout rate is at least 0 and below 1, received ${rate}`,
      hints: [percent],
    });
  }
  return { operation: { kind: "dropout", rate }, outputShape: context.input };
}

export function readId(context: HeadContext): Reading {
  return { operation: { kind: "id" }, outputShape: context.input };
}

/** `input 224x224x3`, `input 784`. Gives C405 and C322. */
export function readInput(context: HeadContext): Reading {
  return { operation: { kind: "input" }, outputShape: inputShape(context) };
}

function inputShape(context: HeadContext): Shape {
  const [value] = context.form.positional;
  if (!value) return [];
  if (isQuantity(value)) return [wholeNumber(value, context, "the input's size", { min: 1 })];
  if (value.kind === "size" && value.sizes.length === 3) {
    const [height, width, channels] = value.sizes.map((q) =>
      wholeNumber(q, context, "a size", { min: 1 }),
    );
    return [height ?? NaN, width ?? NaN, channels ?? NaN];
  }
  if (value.kind === "size" && value.sizes.length === 2) {
    reportChannels(context, pairOf(value.sizes, context, "a size", { min: 1 }).join("x"));
    return [NaN, NaN, NaN];
  }
  wrongValue(
    value,
    "an input is height x width x channels, or a length",
    "224x224x3",
    context.report,
  );
  return [];
}

function reportChannels({ form, report }: HeadContext, written: string): void {
  const span = form.positional[0]?.span ?? form.headSpan;
  report({
    code: "C405",
    span,
    message: `an input is height x width x channels; received ${written}`,
    hints: [rewrite(span, `${written}x3`), rewrite(span, `${written}x1`)],
  });
}

/** Pools over windows and over whole maps. Sizes and `ceil` as PyTorch's MaxPool2d and AvgPool2d. */
import type { HeadContext, Reading } from "../headContext.js";
import type { Padding, Pair, Pool } from "../network.js";
import type { Window } from "../window.js";
import { pairOf } from "../headContext.js";
import { rewrite } from "../finding.js";
import { noPadding, slide, writtenPadding } from "../window.js";
import { formatPair } from "../wording.js";

export const poolOptions = ["pad", "ceil"] as const;

export function readPool(context: HeadContext, kind: Pool["kind"]): Reading {
  const { kernel, stride } = context.form;
  const kernelSize: Pair = kernel ? pairOf(kernel, context, "the window", { min: 1 }) : [2, 2];
  const strides = stride ? pairOf(stride, context, "the stride", { min: 1 }) : kernelSize;
  const window: Window = { kernelSize, strides, dilation: [1, 1] };
  const padding = writtenPadding(context, window) ?? noPadding;
  refuseEmptyWindows(context, kernelSize, padding);
  const ceil = context.options.has("ceil");
  const [height, width] = slide(context, window, padding, ceil);
  return {
    operation: { kind, kernelSize, strides, padding, ceil },
    outputShape: [height, width, context.input[2] ?? NaN],
  };
}

/** A window that lies in the padding alone has no largest value; PyTorch allows half a window. Gives C210. */
function refuseEmptyWindows(
  { form, options, report }: HeadContext,
  kernelSize: Pair,
  padding: Padding,
): void {
  const option = options.get("pad");
  const tooMuch = padding.top * 2 > kernelSize[0] || padding.left * 2 > kernelSize[1];
  if (!option || !tooMuch || option.value?.kind === "word") return;
  report({
    code: "C210",
    span: option.span,
    message: `${form.word} may be padded by half its window at most; received a padding of ${formatPair([padding.top, padding.left])} for a window of ${formatPair(kernelSize)}`,
    hints: [rewrite(option.span, `pad=${Math.floor(Math.min(...kernelSize) / 2)}`)],
  });
}

/** `gap`, `gmp`: one number a channel. */
export function readGlobalPool(context: HeadContext, kind: "gap" | "gmp"): Reading {
  return { operation: { kind }, outputShape: [context.input[2] ?? NaN] };
}

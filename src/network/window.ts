/** The arithmetic of sliding windows: real padding, output size, and what does not fit. */
import type { HeadContext } from "./headContext.js";
import type { Padding, Pair, Shape } from "./network.js";
import { pairOption, pairValue, wrongValue } from "./headContext.js";
import { textOf } from "../language/source.js";
import { leaveOut, rewrite, wholeHead } from "./finding.js";
import { formatCount, formatPair, formatShape } from "./wording.js";

export const noPadding: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

export function symmetric([height, width]: Pair): Padding {
  return { top: height, bottom: height, left: width, right: width };
}

/** Rows (or columns) that a dilated kernel spans. */
export function extent(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

export interface Window {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
}

/** The padding of `pad=…`, or null where none is written. Gives C405. */
export function writtenPadding(context: HeadContext, window: Window): Padding | null {
  const value = context.options.get("pad")?.value;
  if (!value) return null;
  if (value.kind === "word") {
    if (value.name === "same") return samePadding(context.input, window);
    if (value.name === "valid") return noPadding;
    const message = "`pad` is a number, height x width, `same` or `valid`";
    wrongValue(value, message, "1", context.report);
    return { top: NaN, bottom: NaN, left: NaN, right: NaN };
  }
  return symmetric(pairValue(value, context, "`pad`", { min: 0 }));
}

/** TensorFlow's `same`: the output has ceil(n / stride) rows; the odd row of padding comes last. */
function samePadding([height = NaN, width = NaN]: Shape, window: Window): Padding {
  const [top, bottom] = sameAxis(height, window, 0);
  const [left, right] = sameAxis(width, window, 1);
  return { top, bottom, left, right };
}

function sameAxis(n: number, { kernelSize, strides, dilation }: Window, axis: 0 | 1): Pair {
  const reach = extent(kernelSize[axis], dilation[axis]);
  const total = Math.max((Math.ceil(n / strides[axis]) - 1) * strides[axis] + reach - n, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Padding of a convolution that says none: dilate·(k−1)/2. Gives C215 for an even kernel. */
export function defaultPadding(context: HeadContext, { kernelSize, dilation }: Window): Padding {
  const even = kernelSize.some((k) => k % 2 === 0);
  if (even) reportEvenKernel(context, kernelSize);
  const axis = (i: 0 | 1) => (dilation[i] * (kernelSize[i] - 1)) / 2;
  const known = !kernelSize.some((k) => k % 2 !== 1);
  return symmetric(known ? [axis(0), axis(1)] : [NaN, NaN]);
}

function reportEvenKernel({ form, report }: HeadContext, kernelSize: Pair): void {
  const head = form.headSpan;
  const end = { ...head, start: head.end };
  const swapped = /^([a-z]+)(\d+)-([3579]|11)$/i.exec(textOf(head));
  const [, word = "", kernel = "", filters = ""] = swapped ?? [];
  report({
    code: "C215",
    span: head,
    message: `an even kernel has no middle, so its padding must be said: ${form.word} with a kernel of ${formatPair(kernelSize)} needs \`pad=\``,
    hints: [
      ...(swapped
        ? [
            rewrite(
              head,
              `${word}${filters}-${kernel}`,
              `the kernel comes first: \`${word}${filters}-${kernel}\``,
            ),
          ]
        : []),
      ...["pad=0", "pad=same"].map((pad) => rewrite(end, ` ${pad}`, `write \`${pad}\` after it`)),
    ],
  });
}

/** PyTorch's rule: with `ceil` a window that would start in the far padding is dropped. */
function outputSize(
  n: number,
  before: number,
  after: number,
  reach: number,
  stride: number,
  ceil: boolean,
): number {
  const steps = (n + before + after - reach) / stride;
  if (!ceil) return Math.floor(steps) + 1;
  const size = Math.ceil(steps) + 1;
  return (size - 1) * stride >= n + before ? size - 1 : size;
}

/** The map's height and width after the window, NaN where not known. Gives C201. */
export function slide(context: HeadContext, window: Window, padding: Padding, ceil: boolean): Pair {
  const [height = NaN, width = NaN] = context.input;
  const { kernelSize, strides, dilation } = window;
  const reach: Pair = [extent(kernelSize[0], dilation[0]), extent(kernelSize[1], dilation[1])];
  const rows = outputSize(height, padding.top, padding.bottom, reach[0], strides[0], ceil);
  const columns = outputSize(width, padding.left, padding.right, reach[1], strides[1], ceil);
  if (!(rows < 1 || columns < 1)) return [rows, columns];
  reportTooSmall(context, reach, padding);
  return [NaN, NaN];
}

function reportTooSmall(context: HeadContext, reach: Pair, padding: Padding): void {
  const { form, input, report, from } = context;
  const padded = [
    (input[0] ?? NaN) + padding.top + padding.bottom,
    (input[1] ?? NaN) + padding.left + padding.right,
  ];
  const withPadding =
    padding.top + padding.left > 0 ? ` (${formatShape(padded)} with its padding)` : "";
  const needs =
    reach[0] === reach[1]
      ? `height and width of at least ${formatCount(reach[0])}`
      : `a height of at least ${formatCount(reach[0])} and a width of at least ${formatCount(reach[1])}`;
  report({
    code: "C201",
    span: form.headSpan,
    message: `${form.word}${formatPair(reach)} needs ${needs}; received ${formatShape(input)}${withPadding}`,
    notes: [{ span: from, text: `gives ${formatShape(input)}` }],
    hints: [leaveOut(wholeHead(form), "leave this stage out, or begin with a larger input")],
  });
}

export function dilationOf(context: HeadContext): Pair {
  return pairOption(context, "dilate", 1, { min: 1 });
}

/** conv, dwconv and deconv: kernel, stride, padding, groups, dilation. Sizes as PyTorch's Conv2d and ConvTranspose2d. */
import type { HeadContext, Reading } from "../headContext.js";
import type { Padding, PaddingMode, Pair } from "../network.js";
import type { Window } from "../window.js";
import {
  integerOption,
  numberOption,
  pairOf,
  pairOption,
  wholeNumber,
  wordValue,
} from "../headContext.js";
import { rewrite } from "../finding.js";
import { modeWords } from "../stageOptions.js";
import { defaultPadding, dilationOf, extent, slide, writtenPadding } from "../window.js";
import { formatCount, formatShape, plural } from "../wording.js";
import { readMaps } from "./maps.js";
import { readUnit, refuseWithout, unitOptions } from "./unit.js";

export const convOptions = [
  "pad",
  "mode",
  "value",
  "group",
  "dilate",
  "maps",
  ...unitOptions,
] as const;
export const depthwiseOptions = ["pad", "mode", "value", "dilate", ...unitOptions] as const;
export const deconvOptions = ["pad", "outpad", "group", "dilate", ...unitOptions] as const;

export function readConv(context: HeadContext): Reading {
  const window = readWindow(context);
  const filters = readFilters(context);
  const padding = writtenPadding(context, window) ?? defaultPadding(context, window);
  const mode = readMode(context, padding);
  const groups = readGroups(context, filters);
  const maps = readMaps(context, filters);
  const unit = readUnit(context);
  const [height, width] = slide(context, window, padding, false);
  return {
    operation: { kind: "conv", ...window, filters, groups, padding, mode, maps, ...unit.weighted },
    outputShape: [height, width, filters],
    finish: unit.finish,
  };
}

export function readDepthwise(context: HeadContext): Reading {
  const window = readWindow(context);
  const padding = writtenPadding(context, window) ?? defaultPadding(context, window);
  const mode = readMode(context, padding);
  const unit = readUnit(context);
  const [height, width] = slide(context, window, padding, false);
  return {
    operation: { kind: "dwconv", ...window, padding, mode, ...unit.weighted },
    outputShape: [height, width, context.input[2] ?? NaN],
    finish: unit.finish,
  };
}

export function readDeconv(context: HeadContext): Reading {
  const window = readWindow(context);
  const filters = readFilters(context);
  const outputPadding = readOutputPadding(context, window.strides);
  const padding = deconvPadding(context, window);
  const groups = readGroups(context, filters);
  const unit = readUnit(context);
  const [height, width] = spread(context, window, padding, outputPadding);
  return {
    operation: {
      kind: "deconv",
      ...window,
      filters,
      groups,
      padding,
      outputPadding,
      ...unit.weighted,
    },
    outputShape: [height, width, filters],
    finish: unit.finish,
  };
}

function readWindow(context: HeadContext): Window {
  const { kernel, stride } = context.form;
  return {
    kernelSize: pairOf(kernel ?? [], context, "the kernel", { min: 1 }),
    strides: stride ? pairOf(stride, context, "the stride", { min: 1 }) : [1, 1],
    dilation: dilationOf(context),
  };
}

function readFilters(context: HeadContext): number {
  const { count } = context.form;
  return count ? wholeNumber(count, context, "the number of filters", { min: 1 }) : NaN;
}

/** Gives C408 and C206. */
export function readMode(context: HeadContext, padding: Padding): PaddingMode {
  const option = context.options.get("mode");
  const word = option?.value
    ? wordValue(option.value, modeWords, "`mode`", context.report)
    : "zero";
  if (word !== "constant") refuseWithout(context, ["value"], "mode=constant");
  if (word === "constant") return { kind: "constant", value: numberOption(context, "value", 0) };
  if (word !== "reflect" && word !== "replicate") return { kind: "constant", value: 0 };
  if (word === "reflect") checkReflection(context, padding);
  return { kind: word };
}

function checkReflection({ form, input, report, options }: HeadContext, padding: Padding): void {
  const [height = NaN, width = NaN] = input;
  const tooMuch =
    Math.max(padding.top, padding.bottom) >= height ||
    Math.max(padding.left, padding.right) >= width;
  if (!tooMuch) return;
  const span = options.get("mode")?.span ?? form.headSpan;
  report({
    code: "C206",
    span,
    message: `reflection needs padding smaller than the map; received ${formatShape(input)} with a padding of ${Math.max(padding.top, padding.left)}`,
    hints: [rewrite(span, "mode=replicate")],
  });
}

/** Gives C213: groups divide the channels that come in and the filters. */
function readGroups(context: HeadContext, filters: number): number {
  const groups = integerOption(context, "group", 1, { min: 1 });
  const channels = context.input[2] ?? NaN;
  const option = context.options.get("group");
  if (!option) return groups;
  const guilty = [
    channels % groups > 0 ? plural(channels, "input channel") : null,
    filters % groups > 0 ? plural(filters, "filter") : null,
  ].filter((text) => text !== null);
  if (guilty.length === 0) return groups;
  const fitting = largestDivisor(groups, channels, filters);
  context.report({
    code: "C213",
    span: option.span,
    message: `group=${groups} must divide the input channels and the filters; received ${guilty.join(" and ")}`,
    hints: [rewrite(option.span, `group=${fitting}`)],
  });
  return groups;
}

function largestDivisor(limit: number, channels: number, filters: number): number {
  const fits = (g: number) => !(channels % g > 0 || filters % g > 0);
  let best = 1;
  for (let g = Math.min(limit, 4096); g > 1 && best === 1; g--) if (fits(g)) best = g;
  return best;
}

/** A transposed convolution's `same` gives n·stride. */
function deconvPadding(context: HeadContext, window: Window): Padding {
  const value = context.options.get("pad")?.value;
  if (!(value?.kind === "word" && value.name === "same"))
    return writtenPadding(context, window) ?? defaultPadding(context, window);
  const axis = (i: 0 | 1): Pair => {
    const total = Math.max(extent(window.kernelSize[i], window.dilation[i]) - window.strides[i], 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  const [[top, bottom], [left, right]] = [axis(0), axis(1)];
  return { top, bottom, left, right };
}

/** PyTorch's rule: smaller than the stride. Gives C406. */
function readOutputPadding(context: HeadContext, strides: Pair): Pair {
  const pair = pairOption(context, "outpad", 0, { min: 0 });
  const option = context.options.get("outpad");
  if (option && (pair[0] >= strides[0] || pair[1] >= strides[1])) {
    context.report({
      code: "C406",
      span: option.span,
      message: `\`outpad\` must be smaller than the stride of ${Math.min(...strides)}, received ${Math.max(...pair)}`,
      hints: [rewrite(option.span, `outpad=${Math.min(...strides) - 1}`)],
    });
  }
  return pair;
}

/** (n−1)·stride − padding + dilation·(kernel−1) + 1 + outputPadding. Gives C211. */
function spread(context: HeadContext, window: Window, padding: Padding, extra: Pair): Pair {
  const [height = NaN, width = NaN] = context.input;
  const axis = (n: number, i: 0 | 1, pads: number) =>
    (n - 1) * window.strides[i] -
    pads +
    extent(window.kernelSize[i], window.dilation[i]) +
    extra[i];
  const rows = axis(height, 0, padding.top + padding.bottom);
  const columns = axis(width, 1, padding.left + padding.right);
  if (!(rows < 1 || columns < 1)) return [rows, columns];
  const span = context.options.get("pad")?.span ?? context.form.headSpan;
  context.report({
    code: "C211",
    span,
    message: `nothing is left of the output: the padding takes ${formatCount(padding.top + padding.bottom)} rows and ${formatCount(padding.left + padding.right)} columns; the output would be ${rows}x${columns}`,
    hints: [
      context.options.has("pad")
        ? rewrite(span, "pad=0")
        : { text: "write a smaller `pad=`, as `pad=0`" },
    ],
  });
  return [NaN, NaN];
}

/** Stages that change a map's height and width without weights: pad, crop, upsample. */
import type { HeadContext, Reading } from "../headContext.js";
import type { Pair } from "../network.js";
import { pairOf, pairOption, pairValue } from "../headContext.js";
import { symmetric } from "../window.js";
import { leaveOut, rewrite } from "../finding.js";
import { formatShape } from "../wording.js";
import { readMode } from "./convolution.js";

export const padOptions = ["mode", "value"] as const;
export const cropOptions = ["offset"] as const;
export const upsampleOptions = ["nearest", "bilinear"] as const;

export function readPad(context: HeadContext): Reading {
  const [value] = context.form.positional;
  const pair: Pair = value ? pairValue(value, context, "the padding", { min: 0 }) : [NaN, NaN];
  const padding = symmetric(pair);
  const [height = NaN, width = NaN, channels = NaN] = context.input;
  return {
    operation: { kind: "pad", padding, mode: readMode(context, padding) },
    outputShape: [height + 2 * pair[0], width + 2 * pair[1], channels],
  };
}

/** Centre crop, the odd row left at the far end. Gives C205. */
export function readCrop(context: HeadContext): Reading {
  const [value] = context.form.positional;
  const size: Pair = value ? pairValue(value, context, "the size", { min: 1 }) : [NaN, NaN];
  const [height = NaN, width = NaN, channels = NaN] = context.input;
  const centre: Pair = [Math.floor((height - size[0]) / 2), Math.floor((width - size[1]) / 2)];
  const offset = context.options.has("offset")
    ? pairOption(context, "offset", 0, { min: 0 })
    : centre;
  const outside =
    size[0] > height ||
    size[1] > width ||
    offset[0] + size[0] > height ||
    offset[1] + size[1] > width;
  if (outside) reportCrop(context, size, offset);
  return {
    operation: { kind: "crop", offset },
    outputShape: outside ? [NaN, NaN, channels] : [...size, channels],
  };
}

function reportCrop(
  { form, input, options, report, from }: HeadContext,
  size: Pair,
  offset: Pair,
): void {
  const option = options.get("offset");
  const where = option ? ` at offset ${offset.join("x")}` : "";
  const span = option?.span ?? form.positional[0]?.span ?? form.headSpan;
  report({
    code: "C205",
    span,
    message: `a crop must lie inside the map; received ${size.join("x")}${where} of ${formatShape(input)}`,
    notes: [{ span: from, text: `gives ${formatShape(input)}` }],
    hints: [
      option
        ? leaveOut(option.span, "leave the offset out for the centre")
        : rewrite(
            span,
            formatShape(input.slice(0, 2)),
            `the whole map is \`crop ${formatShape(input.slice(0, 2))}\``,
          ),
    ],
  });
}

export function readUpsample(context: HeadContext): Reading {
  const { kernel } = context.form;
  const factor: Pair = kernel ? pairOf(kernel, context, "the factor", { min: 1 }) : [2, 2];
  const [height = NaN, width = NaN, channels = NaN] = context.input;
  const interpolation = context.options.has("bilinear") ? "bilinear" : "nearest";
  return {
    operation: { kind: "upsample", factor, interpolation },
    outputShape: [height * factor[0], width * factor[1], channels],
  };
}

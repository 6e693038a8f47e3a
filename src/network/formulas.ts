/**
 * The arithmetic of a layer, filled with its numbers: `(224 − 3 + 2·1)/1 + 1 = 224`. A layer goes in, lines come out; each
 * line is a true equation, for the numbers on its right are the layer's own.
 */
import type { Conv, Deconv, Layer, Pair, Shape } from "./network.js";
import { formatCount } from "./wording.js";

/** How the rows (and columns, where they differ) of the output come about; nothing where they just stay. */
export function sizeLines({ operation, inputShape, outputShape }: Layer): readonly string[] {
  switch (operation.kind) {
    case "conv":
    case "dwconv":
    case "maxpool":
    case "avgpool":
    case "minpool":
      return axes(inputShape, outputShape, (n, axis, result) =>
        slidingText(operation, n, axis, result),
      );
    case "deconv":
      return axes(inputShape, outputShape, (n, axis) => spreadText(operation, n, axis));
    case "upsample":
      return axes(inputShape, outputShape, (n, axis) => `${n}·${operation.factor[axis]}`);
    case "pad":
      return axes(
        inputShape,
        outputShape,
        (n, axis) => `${n} + ${sum(padsOf(operation.padding, axis))}`,
      );
    case "flatten":
      return inputShape.length === 3
        ? [`${inputShape.join("·")} = ${formatCount(outputShape[0] ?? NaN)}`]
        : [];
    default:
      return [];
  }
}

type Formula = (size: number, axis: 0 | 1, result: number) => string;

function axes(input: Shape, output: Shape, formula: Formula): readonly string[] {
  const line = (axis: 0 | 1) => {
    const result = output[axis] ?? NaN;
    return `${formula(input[axis] ?? NaN, axis, result)} = ${result}`;
  };
  const [height, width] = [line(0), line(1)];
  return height === width ? [height] : [`height ${height}`, `width ${width}`];
}

/** What slides: a convolution, a pooling, or a window that is only shown. */
type Sliding = Pick<Conv, "kernelSize" | "strides" | "padding"> & { readonly dilation?: Pair };

export function slidingText(operation: Sliding, size: number, axis: 0 | 1, result: number): string {
  const stride = operation.strides[axis];
  const dilation = operation.dilation?.[axis] ?? 1;
  const pads = padsOf(operation.padding, axis);
  const reach = dilation * (operation.kernelSize[axis] - 1) + 1;
  const numerator = `${size} − ${reachText(operation.kernelSize[axis], dilation)} + ${sum(pads)}`;
  const steps = (size - reach + pads[0] + pads[1]) / stride;
  const quotient = `(${numerator})/${stride}`;
  const up = result > Math.floor(steps) + 1;
  if (!Number.isInteger(steps)) return up ? `⌈${quotient}⌉ + 1` : `⌊${quotient}⌋ + 1`;
  // With `ceil` a window that would begin in the far padding is dropped.
  return result === steps ? quotient : `${quotient} + 1`;
}

export function spreadText(operation: Spread, size: number, axis: 0 | 1): string {
  const { strides, kernelSize, dilation, outputPadding } = operation;
  const pads = sum(padsOf(operation.padding, axis));
  const reach = reachText(kernelSize[axis], dilation[axis]);
  const extra = outputPadding[axis] ? ` + ${outputPadding[axis]}` : "";
  return `(${size} − 1)·${strides[axis]} − ${pads} + ${reach}${extra}`;
}

/** A transposed convolution. */
type Spread = Pick<Deconv, "kernelSize" | "strides" | "padding" | "dilation" | "outputPadding">;

/** `3`, or `(2·(3 − 1) + 1)` where the kernel is dilated. */
function reachText(kernel: number, dilation: number): string {
  return dilation === 1 ? String(kernel) : `(${dilation}·(${kernel} − 1) + 1)`;
}

function padsOf({ top, bottom, left, right }: Conv["padding"], axis: 0 | 1): Pair {
  return axis === 0 ? [top, bottom] : [left, right];
}

/** `2·1`; `(0 + 1)` where the sides differ. */
function sum([before, after]: Pair): string {
  return before === after ? `2·${before}` : `(${before} + ${after})`;
}

/** `3·3·64·128 + 128 = 73,856`; nothing for layers without parameters. */
export function parameterLine(layer: Layer): string | null {
  const parts = [...kernelParts(layer), ...normParts(layer)];
  if (layer.params === 0 || parts.length === 0) return null;
  return `${parts.join(" + ")} = ${formatCount(layer.params)}`;
}

function kernelParts({ operation, inputShape, outputShape }: Layer): readonly string[] {
  const channels = inputShape.at(-1) ?? NaN;
  const outputs = outputShape.at(-1) ?? NaN;
  switch (operation.kind) {
    case "conv":
    case "deconv": {
      if (operation.kind === "conv" && operation.maps) return tableParts(operation);
      const perGroup =
        operation.groups === 1 ? String(channels) : `(${channels}/${operation.groups})`;
      return [
        `${operation.kernelSize.join("·")}·${perGroup}·${outputs}`,
        ...biasPart(operation, outputs),
      ];
    }
    case "dwconv":
      return [`${operation.kernelSize.join("·")}·${channels}`, ...biasPart(operation, channels)];
    case "fc":
      return [`${inputShape.join("·")}·${operation.units}`, ...biasPart(operation, outputs)];
    default:
      return [];
  }
}

function tableParts({ kernelSize, maps, filters, bias }: Conv): readonly string[] {
  const seen = maps?.reduce((total, row) => total + row.length, 0) ?? 0;
  return [`${kernelSize.join("·")}·${seen}`, ...biasPart({ bias }, filters)];
}

function biasPart({ bias }: { readonly bias: boolean }, outputs: number): readonly string[] {
  return bias ? [String(outputs)] : [];
}

/** gamma and beta */
function normParts({ operation, batchNorm, outputShape }: Layer): readonly string[] {
  return batchNorm || operation.kind === "bn" ? [`2·${outputShape.at(-1) ?? NaN}`] : [];
}

/** Multiply-adds: the kernel's weights, once for each position. */
export function macsLine(layer: Layer): string | null {
  const { operation, inputShape, outputShape, macs } = layer;
  const [kernel] = kernelParts(layer);
  if (macs === 0 || kernel === undefined) return null;
  const [height, width, channels] = operation.kind === "deconv" ? inputShape : outputShape;
  const places = channels === undefined ? "" : `·${height ?? NaN}·${width ?? NaN}`;
  return `${kernel}${places} = ${formatCount(macs)}`;
}

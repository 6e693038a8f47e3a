/**
 * The size that a stage gives, just enough to draw stages that fit. It is no oracle: PyTorch and tfjs are, and a slip
 * here shows as a network that they refuse.
 */
import type { Pair, Spec } from "./spec.js";

export type Shape = readonly number[];

export function sizeAfter(spec: Spec, shape: Shape): Shape {
  const [height = 1, width = 1, channels = 1] = shape;
  const map = (rows: number, columns: number, filters = channels) => [rows, columns, filters];
  switch (spec.op) {
    case "conv":
      return [...slide(shape, spec, spec.pad, spec.dilation), spec.filters];
    case "dwconv":
      return [...slide(shape, spec, spec.pad, spec.dilation), channels];
    case "deconv":
      return [...each((i) => spread((i ? width : height) - 1, spec, i)), spec.filters];
    case "maxpool":
    case "avgpool":
    case "minpool":
      return [...slide(shape, spec, spec.pad, [1, 1], spec.ceil), channels];
    case "pad":
      return map(height + 2 * spec.pad[0], width + 2 * spec.pad[1]);
    case "crop":
      return map(...spec.size);
    case "upsample":
      return map(height * spec.factor[0], width * spec.factor[1]);
    case "gap":
    case "gmp":
      return [channels];
    case "flatten":
      return [shape.reduce((product, n) => product * n, 1)];
    case "fc":
      return [spec.units];
    case "concat":
      return joined(spec.branches, shape);
    case "add":
      return after(spec.branches.find(([first]) => first?.op !== "shortcut") ?? [], shape);
    default:
      return shape;
  }
}

function after(stages: readonly Spec[], shape: Shape): Shape {
  return stages.reduce((size, stage) => sizeAfter(stage, size), shape);
}

function joined(branches: readonly (readonly Spec[])[], shape: Shape): Shape {
  const outputs = branches.map((branch) => after(branch, shape));
  const channels = outputs.reduce((sum, output) => sum + (output.at(-1) ?? 0), 0);
  return [...(outputs[0] ?? []).slice(0, -1), channels];
}

function each(axis: (i: 0 | 1) => number): Pair {
  return [axis(0), axis(1)];
}

interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
}

export function slide(
  shape: Shape,
  { kernel, stride }: Window,
  pad: Pair | "same",
  dilation: Pair,
  ceil = false,
): Pair {
  return each((i) => {
    const n = shape[i] ?? 1;
    if (pad === "same") return Math.ceil(n / stride[i]);
    const steps = (n + 2 * pad[i] - dilation[i] * (kernel[i] - 1) - 1) / stride[i];
    if (!ceil) return Math.floor(steps) + 1;
    const size = Math.ceil(steps) + 1;
    return (size - 1) * stride[i] >= n + pad[i] ? size - 1 : size;
  });
}

function spread(last: number, spec: Spec & { readonly op: "deconv" }, i: 0 | 1): number {
  const reach = spec.dilation[i] * (spec.kernel[i] - 1) + 1;
  return last * spec.stride[i] - 2 * spec.pad[i] + reach + spec.outpad[i];
}

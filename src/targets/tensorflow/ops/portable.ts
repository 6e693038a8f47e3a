/**
 * Grouped and dilated convolutions out of plain ones, for TensorFlow on CPU without oneDNN (macOS, older processors): its
 * own kernels have no gradients of groups or dilation.
 */
import type { Graph, Tensor } from "../graph.js";
import { appendZeros, concat, reshape, slice } from "./arrays.js";
import type { Window } from "./window.js";

export function groupsOf(channels = 1, depth = 1): number {
  return channels / depth;
}

/** A convolution of each group, joined. The groups' kernels lie one after another in the last dimension. */
export function convolveGroups(
  graph: Graph,
  x: Tensor,
  kernel: Tensor,
  groups: number,
  convolve: (x: Tensor, kernel: Tensor) => Tensor,
): Tensor {
  const parts = Array.from({ length: groups }, (_, group) =>
    convolve(partOf(graph, x, group, groups), partOf(graph, kernel, group, groups)),
  );
  return concat(graph, parts, 3);
}

function partOf(graph: Graph, x: Tensor, group: number, groups: number): Tensor {
  const size = (x.shape[3] ?? 0) / groups;
  return slice(graph, x, [0, 0, 0, group * size], [...x.shape.slice(0, 3), size]);
}

export function isDilated({ kernelSize, dilation }: Window): boolean {
  return dilation.some((d, axis) => d > 1 && (kernelSize[axis] ?? 1) > 1);
}

/** The kernel with zeros where dilation leaves holes. */
export function spreadKernel(graph: Graph, kernel: Tensor, { dilation }: Window): Tensor {
  const [height = 1, width = 1, depth = 1, filters = 1] = kernel.shape;
  const [rows, columns] = dilation;
  const apart = reshape(graph, kernel, [height, 1, width, 1, depth, filters]);
  const holed = appendZeros(graph, appendZeros(graph, apart, 1, rows - 1), 3, columns - 1);
  const whole = reshape(graph, holed, [height * rows, width * columns, depth, filters]);
  const size = [(height - 1) * rows + 1, (width - 1) * columns + 1];
  return slice(graph, whole, [0, 0, 0, 0], [...size, depth, filters]);
}

export function spreadWindow(window: Window): Window {
  const along = (axis: 0 | 1) => window.dilation[axis] * (window.kernelSize[axis] - 1) + 1;
  return { ...window, kernelSize: [along(0), along(1)], dilation: [1, 1] };
}

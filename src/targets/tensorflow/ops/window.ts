/**
 * How a window slides over a map. TensorFlow's EXPLICIT padding is slow on CPU (no oneDNN: a bf16 gradient takes 25 times
 * as long, that of a max pool ten times) and knows no gradient of groups or dilation, so amounts that are not its SAME
 * are padded by an op of their own.
 */
import type { Padding, Pair } from "../../../network/network.js";
import type { Attributes, Graph, Tensor } from "../graph.js";
import { attribute } from "../messages.js";
import { pad } from "./arrays.js";
import { mapSize } from "./shapes.js";

export interface Window {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

export const noPadding: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

export function hasPadding({ top, bottom, left, right }: Padding): boolean {
  return top !== 0 || bottom !== 0 || left !== 0 || right !== 0;
}

/** Whole windows that fit, per axis. */
export function windowCount(size: Pair, window: Window): Pair {
  const along = (axis: 0 | 1, padding: number) =>
    Math.floor((size[axis] + padding - extent(window, axis)) / window.strides[axis]) + 1;
  const { top, bottom, left, right } = window.padding;
  return [along(0, top + bottom), along(1, left + right)];
}

/** The map and the window with padding that TensorFlow has a word for; `value` is put around the map else. */
export function fitted(
  graph: Graph,
  x: Tensor,
  window: Window,
  value: number,
): { readonly x: Tensor; readonly window: Window } {
  if (hasWord(mapSize(x), window)) return { x, window };
  const padded = pad(graph, x, window.padding, value);
  return { x: padded, window: { ...window, padding: noPadding } };
}

export function hasWord(size: Pair, window: Window): boolean {
  return !hasPadding(window.padding) || isSame(size, window);
}

/** Of a window whose padding has a word. */
export function windowAttributes({ strides, padding }: Window): Attributes {
  return {
    strides: attribute.ints([1, ...strides, 1]),
    padding: attribute.text(hasPadding(padding) ? "SAME" : "VALID"),
  };
}

/** SAME: as many windows as strides fit, the odd pixel of padding at the end. */
function isSame(size: Pair, window: Window): boolean {
  const { top, bottom, left, right } = window.padding;
  const along = (axis: 0 | 1, before: number, after: number) => {
    const stride = window.strides[axis];
    const covered = (Math.ceil(size[axis] / stride) - 1) * stride + extent(window, axis);
    const needed = Math.max(covered - size[axis], 0);
    return before === Math.floor(needed / 2) && before + after === needed;
  };
  return along(0, top, bottom) && along(1, left, right);
}

/** Pixels from the first to the last that a window sees. */
function extent({ kernelSize, dilation }: Window, axis: 0 | 1): number {
  return dilation[axis] * (kernelSize[axis] - 1) + 1;
}

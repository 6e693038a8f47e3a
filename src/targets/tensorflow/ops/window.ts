/** How a window slides over a map: the sizes it gives, and the attributes in which TensorFlow wants it said. */
import type { Padding, Pair } from "../../../network/network.js";
import type { Attributes } from "../graph.js";
import { attribute } from "../messages.js";

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

/** Padding in TensorFlow's words. SAME and VALID are the ones that every kernel and fusion knows. */
export function windowAttributes(size: Pair, window: Window): Attributes {
  const { top, bottom, left, right } = window.padding;
  const kind = !hasPadding(window.padding) ? "VALID" : isSame(size, window) ? "SAME" : "EXPLICIT";
  const attributes = {
    strides: attribute.ints([1, ...window.strides, 1]),
    padding: attribute.text(kind),
  };
  if (kind !== "EXPLICIT") return attributes;
  const amounts = [0, 0, top, bottom, left, right, 0, 0];
  return { ...attributes, explicit_paddings: attribute.ints(amounts) };
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

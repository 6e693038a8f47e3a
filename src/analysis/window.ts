/**
 * The sliding window in plain numbers. In: planes (one a channel, rows of numbers), a kernel, how it slides. Out: the padded
 * planes and what comes out, so small that every step can be shown. A network is never computed with these.
 */
import type { Padding, PaddingMode, Pair } from "../network/network.js";

export type Plane = readonly (readonly number[])[];
export type Planes = readonly Plane[];

export interface Sliding {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
  readonly mode: PaddingMode;
}

export type PoolWord = "max" | "avg" | "min";

export function planeSize(plane: Plane): Pair {
  return [plane.length, plane[0]?.length ?? 0];
}

export function mapPlane(
  [height, width]: Pair,
  value: (row: number, column: number) => number,
): Plane {
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) => value(row, column)),
  );
}

export function at(plane: Plane, row: number, column: number): number {
  return plane[row]?.[column] ?? NaN;
}

/** Cells from the window's first to its last, counted: dilation·(kernel−1)+1. */
export function reach(sliding: Sliding, axis: 0 | 1): number {
  return sliding.dilation[axis] * (sliding.kernelSize[axis] - 1) + 1;
}

/** Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016): ⌊(n + p − reach)/stride⌋ + 1. */
export function outputSize(size: Pair, sliding: Sliding): Pair {
  const along = (axis: 0 | 1) =>
    Math.floor((paddedSize(size, sliding)[axis] - reach(sliding, axis)) / sliding.strides[axis]) +
    1;
  return [along(0), along(1)];
}

/** Rows and columns of the padded plane that no window reaches. */
export function leftOut(size: Pair, sliding: Sliding): Pair {
  const along = (axis: 0 | 1) =>
    (paddedSize(size, sliding)[axis] - reach(sliding, axis)) % sliding.strides[axis];
  return [along(0), along(1)];
}

function paddedSize([height, width]: Pair, { padding }: Sliding): Pair {
  return [height + padding.top + padding.bottom, width + padding.left + padding.right];
}

/** Reflection leaves out the edge itself: `c b | a b c | b a`. It needs less padding than the plane is long. */
export function padPlane(
  plane: Plane,
  { padding, mode }: Pick<Sliding, "padding" | "mode">,
): Plane {
  const [height, width] = planeSize(plane);
  const size: Pair = [height + padding.top + padding.bottom, width + padding.left + padding.right];
  return mapPlane(size, (row, column) => {
    const y = source(row - padding.top, height, mode);
    const x = source(column - padding.left, width, mode);
    return y === null || x === null ? constantOf(mode) : at(plane, y, x);
  });
}

function constantOf(mode: PaddingMode): number {
  return mode.kind === "constant" ? mode.value : NaN;
}

/** Where a padded cell's value comes from; null outside with a constant. */
function source(place: number, size: number, mode: PaddingMode): number | null {
  if (place >= 0 && place < size) return place;
  if (mode.kind === "constant") return null;
  if (mode.kind === "replicate") return Math.min(Math.max(place, 0), size - 1);
  return place < 0 ? -place : 2 * (size - 1) - place;
}

/** The cells under the window whose output is at row and column. */
export function windowAt(padded: Plane, sliding: Sliding, row: number, column: number): Plane {
  const { strides, dilation, kernelSize } = sliding;
  return mapPlane(kernelSize, (y, x) =>
    at(padded, row * strides[0] + y * dilation[0], column * strides[1] + x * dilation[1]),
  );
}

export function products(window: Plane, kernel: Plane): Plane {
  return mapPlane(planeSize(kernel), (y, x) => at(window, y, x) * at(kernel, y, x));
}

export function total(plane: Plane): number {
  return plane.reduce((sum, row) => row.reduce((rest, value) => rest + value, sum), 0);
}

/** One map: the filter's planes over those of the input, and the bias. The kernel is not flipped, as in every framework. */
export function convolve(padded: Planes, filter: Planes, bias: number, sliding: Sliding): Plane {
  const [first = []] = padded;
  const sizes = outputSize(planeSize(first), { ...sliding, padding: noPadding });
  return mapPlane(sizes, (row, column) =>
    padded.reduce(
      (sum, plane, channel) =>
        sum + total(products(windowAt(plane, sliding, row, column), filter[channel] ?? [])),
      bias,
    ),
  );
}

export const noPadding: Padding = { top: 0, bottom: 0, left: 0, right: 0 };

/** What is padded counts as −∞ for max, +∞ for min, and as a 0 for the average. */
export function poolPadding(pool: PoolWord): PaddingMode {
  return { kind: "constant", value: { max: -Infinity, min: Infinity, avg: 0 }[pool] };
}

export function poolWindow(pool: PoolWord, window: Plane): number {
  const values = window.flat();
  if (pool === "avg") return total(window) / values.length;
  return pool === "max" ? Math.max(...values) : Math.min(...values);
}

export function poolPlane(pool: PoolWord, padded: Plane, sliding: Sliding): Plane {
  const sizes = outputSize(planeSize(padded), { ...sliding, padding: noPadding });
  return mapPlane(sizes, (row, column) => poolWindow(pool, windowAt(padded, sliding, row, column)));
}

/** (n−1)·stride − padding + reach: a transposed convolution turns the sizes of a convolution around. */
export function transposedSize([height, width]: Pair, sliding: Sliding): Pair {
  const { strides, padding } = sliding;
  return [
    (height - 1) * strides[0] - padding.top - padding.bottom + reach(sliding, 0),
    (width - 1) * strides[1] - padding.left - padding.right + reach(sliding, 1),
  ];
}

/** Every input value stamps its multiple of the kernel on the output; the padding is cut off at the end. */
export function transposedConvolve(
  input: Planes,
  filter: Planes,
  bias: number,
  sliding: Sliding,
): Plane {
  const [first = []] = input;
  const [height, width] = transposedSize(planeSize(first), sliding);
  const { strides, dilation, padding } = sliding;
  const sums = Array.from({ length: height }, () => Array.from({ length: width }, () => bias));
  input.forEach((plane, channel) =>
    plane.forEach((values, y) =>
      values.forEach((value, x) =>
        filter[channel]?.forEach((weights, i) =>
          weights.forEach((weight, j) => {
            const row = sums[y * strides[0] + i * dilation[0] - padding.top];
            const column = x * strides[1] + j * dilation[1] - padding.left;
            if (row && column >= 0 && column < width)
              row[column] = (row[column] ?? 0) + value * weight;
          }),
        ),
      ),
    ),
  );
  return sums;
}

/** How many windows see each cell of the input itself: 1 in the corners of a 3x3 sweep, 9 in the middle. */
export function timesSeen(size: Pair, sliding: Sliding): Plane {
  const { padding, strides, dilation } = sliding;
  const outputs = outputSize(size, sliding);
  const along = (axis: 0 | 1, place: number) => {
    let times = 0;
    for (let k = 0; k < sliding.kernelSize[axis]; k++) {
      const start = place - k * dilation[axis];
      const output = start / strides[axis];
      if (Number.isInteger(output) && output >= 0 && output < outputs[axis]) times++;
    }
    return times;
  };
  return mapPlane(size, (y, x) => along(0, y + padding.top) * along(1, x + padding.left));
}

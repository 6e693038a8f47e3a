/** Pooling. Minimum pooling is the maximum of the negated map. */
import { differentiable, floats, ints, node, type Graph, type Tensor } from "../graph.js";
import { attribute } from "../messages.js";
import { cast, like, negate, scalarLike, scale } from "./elementwise.js";
import { mapSize, shapeOf } from "./shapes.js";
import { pad, reshape } from "./arrays.js";
import {
  fitted,
  hasPadding,
  noPadding,
  windowAttributes,
  windowCount,
  type Window,
} from "./window.js";
import type { Pair } from "../../../network/network.js";

/** Padding counts as −∞. */
export function maxPool(graph: Graph, map: Tensor, wanted: Window): Tensor {
  const { x, window } = fitted(graph, map, wanted, -Infinity);
  const attributes = poolAttributes(x, window);
  const y = node(graph, "MaxPool", [x], attributes, pooled(x, window));
  return differentiable(graph, [x], y, (g, dy) => [
    node(g, "MaxPoolGrad", [x, y, dy], attributes, x),
  ]);
}

/** Padding counts as +∞. */
export function minPool(graph: Graph, x: Tensor, window: Window): Tensor {
  return negate(graph, maxPool(graph, negate(graph, x), window));
}

/** Padding counts as zeros; what a window reaches beyond it (`overhang`) is left out of its divisor. */
export function averagePool(
  graph: Graph,
  x: Tensor,
  window: Window,
  overhang: { readonly bottom: number; readonly right: number },
): Tensor {
  const { padding } = window;
  const bottom = padding.bottom + overhang.bottom;
  const all = { ...padding, bottom, right: padding.right + overhang.right };
  const padded = hasPadding(all) ? pad(graph, x, all) : x;
  const y = plainAverage(graph, padded, { ...window, padding: noPadding });
  if (overhang.bottom === 0 && overhang.right === 0) return y;
  return scale(graph, y, cast(graph, divisors(graph, mapSize(x), window, mapSize(y)), y.type));
}

/** Every `strides`-th row and column, from the first, as averages of one pixel: a tenth of StridedSlice's time. */
export function subsample(graph: Graph, x: Tensor, strides: Pair): Tensor {
  return plainAverage(graph, x, {
    kernelSize: [1, 1],
    strides,
    dilation: [1, 1],
    padding: noPadding,
  });
}

function plainAverage(graph: Graph, x: Tensor, window: Window): Tensor {
  const attributes = poolAttributes(x, window);
  const y = node(graph, "AvgPool", [x], attributes, pooled(x, window));
  const isTiled = mapSize(x).every((size, axis) => size % (window.strides[axis] ?? 1) === 0);
  const isDisjoint = window.kernelSize.join() === window.strides.join();
  return differentiable(graph, [x], y, (g, dy) => [
    isTiled && isDisjoint
      ? spread(g, dy, window.kernelSize)
      : node(g, "AvgPoolGrad", [shapeOf(g, x), dy], attributes, x),
  ]);
}

/** The gradient of windows that tile the map: each value, divided, over its window. Half of AvgPoolGrad's time. */
function spread(graph: Graph, dy: Tensor, [height, width]: Pair): Tensor {
  const [rows, columns] = mapSize(dy);
  const channels = dy.shape[3] ?? 0;
  const share = like(graph, "Mul", [dy, scalarLike(graph, dy, 1 / (height * width))]);
  const cells = reshape(graph, share, [-1, 1, columns, 1, channels]);
  const shape = [-1, height, columns, width, channels];
  const multiples = ints(graph, [1, height, 1, width, 1]);
  const attributes = { T: attribute.type(dy.type), Tmultiples: attribute.type("int32") };
  const tiled = node(graph, "Tile", [cells, multiples], attributes, { type: dy.type, shape });
  return reshape(graph, tiled, [-1, rows * height, columns * width, channels]);
}

/** A window's cells over those that lie on the padded map, for each place of the output. */
function divisors(graph: Graph, size: Pair, window: Window, outputs: Pair): Tensor {
  const { kernelSize, strides, padding } = window;
  const ends = [size[0] + padding.top + padding.bottom, size[1] + padding.left + padding.right];
  const shares = ([0, 1] as const).map((axis) =>
    Array.from({ length: outputs[axis] }, (_, i) => {
      const inside = Math.min(kernelSize[axis], (ends[axis] ?? 0) - i * strides[axis]);
      return kernelSize[axis] / inside;
    }),
  );
  const [rows = [], columns = []] = shares;
  const values = rows.flatMap((row) => columns.map((column) => row * column));
  return floats(graph, [1, ...outputs, 1], values);
}

function poolAttributes(x: Tensor, window: Window) {
  return {
    T: attribute.type(x.type),
    ksize: attribute.ints([1, ...window.kernelSize, 1]),
    ...windowAttributes(window),
  };
}

function pooled(x: Tensor, window: Window): Pick<Tensor, "type" | "shape"> {
  const shape = [x.shape[0] ?? -1, ...windowCount(mapSize(x), window), x.shape[3] ?? 0];
  return { type: x.type, shape };
}

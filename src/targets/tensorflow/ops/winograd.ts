/**
 * Convolutions of 3x3 with 36 multiplications for 16 values instead of 144: minimal filtering, F(4x4, 3x3) of Lavin and
 * Gray, "Fast Algorithms for Convolutional Neural Networks", 2015, section 4.2. Maps are cut into tiles of 4x4 with a pixel
 * around; transformed, tile and kernel are multiplied value by value and summed over the channels, which makes 36 matrix products.
 * In float32 its rounding is below 1e-5 of the largest value, a few times that of the sum of products. In bfloat16 it would be 1 %
 * of a map, which is too much to hand on from layer to layer. A kernel's gradient is handed on to nobody, and in VGG-D bfloat16
 * moves it by 8 to 28 % before it gets here: this one per cent does not show in that.
 *
 * Tensors in here are 36 (or 16), tiles of all images, channels: the batch is not in first place. Their ops leave no gradients on
 * the tape, as the convolution has one for the whole.
 */
import { sizeOf } from "../../../network/variables.js";
import {
  differentiable,
  floats,
  ints,
  node,
  type Dims,
  type Graph,
  type Tensor,
} from "../graph.js";
import { attribute } from "../messages.js";
import { cast } from "./elementwise.js";
import { mapSize } from "./shapes.js";
import type { Window } from "./window.js";

type Matrix = readonly (readonly number[])[];

/**
 * The polynomials' points are 0, ±p, ±q and infinity. The paper's 1 and 2 round two to three times as much (Barabasz et al.,
 * "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks", 2018).
 */
const [p, q] = [3 / 4, 3 / 2];
const [p2, q2] = [p * p, q * q];

/** B transposed: what becomes of six values of a map. */
const mapMatrix: Matrix = [
  [p2 * q2, 0, -p2 - q2, 0, 1, 0],
  ...[p, -p].map((point) => [0, -point * q2, -q2, point, 1, 0]),
  ...[q, -q].map((point) => [0, -point * p2, -p2, point, 1, 0]),
  [0, p2 * q2, 0, -p2 - q2, 0, 1],
];
/** G: what becomes of three weights. */
const kernelMatrix: Matrix = [
  [1 / (p2 * q2), 0, 0],
  ...[p, -p].map((point) => [1, point, p2].map((power) => power / (2 * p2 * (p2 - q2)))),
  ...[q, -q].map((point) => [1, point, q2].map((power) => power / (2 * q2 * (q2 - p2)))),
  [0, 0, 1],
];
/** A transposed: four values of the answer, from six products. */
const answerMatrix: Matrix = [0, 1, 2, 3].map((power) => [
  power === 0 ? 1 : 0,
  ...[p, -p, q, -q].map((point) => point ** power),
  power === 3 ? 1 : 0,
]);

/** Multiply-adds are those of the expected images. Below these the transforms take longer than they save, as measured on two cores. */
const worthwhile = { channels: 128, macs: 9e8 };

/** For the whole convolution in float32, for the kernel's gradient in bfloat16. */
export function suitsWinograd(graph: Graph, x: Tensor, kernel: Tensor, window: Window): boolean {
  const { kernelSize, strides, dilation, padding } = window;
  const { top, bottom, left, right } = padding;
  const [height, width] = mapSize(x);
  const [, , depth = 0, filters = 0] = kernel.shape;
  const macs = height * width * 9 * depth * filters * graph.expectedImages;
  return (
    !graph.gpu &&
    x.shape[3] === depth &&
    kernelSize.every((size) => size === 3) &&
    [...strides, ...dilation, top, bottom, left, right].every((one) => one === 1) &&
    Math.min(depth, filters) >= worthwhile.channels &&
    macs >= worthwhile.macs
  );
}

/**
 * A convolution of 3x3 with a pixel of padding on every side. The map's gradient is the same with the kernel turned round. Tiles
 * for the kernel's gradient are made again, as they take more than twice the memory of the map.
 */
export function winogradConv2d(graph: Graph, x: Tensor, kernel: Tensor): Tensor {
  const tiles = mapTiles(graph, x);
  const weights = keptOrLate(graph, kernel, x);
  const y = answer(graph, product(graph, tiles, weights, ""), x);
  return differentiable(graph, [x, kernel], y, (g, dy) => {
    const turned = kernelTiles(
      g,
      kernel,
      kernelMatrix.map((row) => row.toReversed()),
      [dy],
    );
    const dx = answer(g, product(g, mapTiles(g, dy), turned, "adj_y"), dy);
    return [dx, winogradKernelGradient(g, x, dy, kernel)];
  });
}

/** Four times as large as the kernel: made once, or not before it is needed. */
function keptOrLate(graph: Graph, kernel: Tensor, x: Tensor): Tensor {
  if (!graph.kept) return kernelTiles(graph, kernel, kernelMatrix, [x]);
  return graph.kept.keep(graph, kernelTiles(graph, kernel, kernelMatrix));
}

/** The kernel as 36, in, out. */
function kernelTiles(
  graph: Graph,
  kernel: Tensor,
  matrix: Matrix,
  after: readonly Tensor[] = [],
): Tensor {
  const [, , depth = 0, filters = 0] = kernel.shape;
  const rows = view(graph, kernel, [9, depth * filters]);
  const tiles = transformed(graph, squared(matrix), rows, after);
  return view(graph, tiles, [36, depth, filters]);
}

/** A map as 36, tiles, channels. */
function mapTiles(graph: Graph, x: Tensor, after: readonly Tensor[] = []): Tensor {
  const [rows, columns] = tileCounts(x);
  const channels = x.shape[3] ?? 0;
  const cells = cellsOf(graph, x, 1, [rows + 1, columns + 1], after);
  const wide = overlapping(graph, cells, 1, 4, columns);
  const patches = overlapping(graph, wide, 0, 3, rows);
  const all = transformed(graph, squared(mapMatrix), view(graph, patches, [36, -1]));
  return view(graph, all, [36, -1, channels]);
}

/** The values of each tile together: 4, 4, images, rows of tiles, columns of tiles, channels. */
function cellsOf(
  graph: Graph,
  x: Tensor,
  before: number,
  [rows, columns]: readonly [number, number],
  after: readonly Tensor[] = [],
): Tensor {
  const [height, width] = mapSize(x);
  const channels = x.shape[3] ?? 0;
  const amounts = [
    [0, 0],
    [before, 4 * rows - height - before],
    [before, 4 * columns - width - before],
    [0, 0],
  ];
  const attributes = { ...typed(x), Tpaddings: attribute.type("int32") };
  const shape = [x.shape[0] ?? -1, 4 * rows, 4 * columns, channels];
  const output = { type: x.type, shape };
  const padded = node(graph, "Pad", [x, ints(graph, amounts)], attributes, output, after);
  const cut = view(graph, padded, [-1, rows, 4, columns, 4, channels]);
  return transpose(graph, cut, [2, 4, 0, 1, 3, 5]);
}

/** Six values along an axis of cells: its four, and two of the next tile. */
function overlapping(
  graph: Graph,
  cells: Tensor,
  axis: number,
  tileAxis: number,
  count: number,
): Tensor {
  const begin = (first: number) => cells.shape.map((_, i) => (i === tileAxis ? first : 0));
  const size = (values: number) =>
    cells.shape.map((_, i) => (i === axis ? values : i === tileAxis ? count : -1));
  const own = part(graph, cells, begin(0), size(4));
  const next = part(graph, cells, begin(1), size(2));
  const attributes = { ...typed(cells), N: attribute.int(2) };
  return node(graph, "ConcatV2", [own, next, ints(graph, axis)], attributes, {
    type: cells.type,
    shape: cells.shape.map((old, i) => (i === axis ? 6 : i === tileAxis ? count : old)),
  });
}

/** From 36 products to a map of the size of `like`. */
function answer(graph: Graph, products: Tensor, like: Tensor): Tensor {
  const [rows, columns] = tileCounts(like);
  const [height, width] = mapSize(like);
  const filters = products.shape[2] ?? 0;
  const values = transformed(graph, squared(answerMatrix), view(graph, products, [36, -1]));
  const cells = view(graph, values, [4, 4, -1, rows, columns, filters]);
  const inOrder = transpose(graph, cells, [2, 3, 0, 4, 1, 5]);
  const whole = view(graph, inOrder, [-1, 4 * rows, 4 * columns, filters]);
  if (height === 4 * rows && width === 4 * columns) return whole;
  return part(graph, whole, [0, 0, 0, 0], [-1, height, width, filters]);
}

/** The adjoint of what was done to the kernel, from the map and the gradient of the answer. */
export function winogradKernelGradient(
  graph: Graph,
  x: Tensor,
  dy: Tensor,
  kernel: Tensor,
): Tensor {
  const filters = dy.shape[3] ?? 0;
  const cells = view(graph, cellsOf(graph, dy, 0, tileCounts(dy)), [16, -1]);
  const slopes = transformed(graph, adjoint(squared(answerMatrix)), cells);
  const products = product(
    graph,
    mapTiles(graph, x, [dy]),
    view(graph, slopes, [36, -1, filters]),
    "adj_x",
  );
  const rows = view(graph, products, [36, sizeOf(kernel.shape.slice(2))]);
  // The matrix has thirds, which bfloat16 rounds, and the values are few by now.
  const exact = cast(graph, rows, "float32");
  const sums = transformed(graph, adjoint(squared(kernelMatrix)), exact);
  return cast(graph, view(graph, sums, kernel.shape), kernel.type);
}

function tileCounts(x: Tensor): readonly [number, number] {
  const [height, width] = mapSize(x);
  return [Math.ceil(height / 4), Math.ceil(width / 4)];
}

/** A matrix for rows and for columns, as one for the values of a tile. */
function squared(matrix: Matrix): Matrix {
  return matrix.flatMap((down) =>
    matrix.map((right) => down.flatMap((a) => right.map((b) => a * b))),
  );
}

function adjoint(matrix: Matrix): Matrix {
  return (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? 0));
}

/** The matrix times rows of values. */
function transformed(
  graph: Graph,
  matrix: Matrix,
  rows: Tensor,
  after: readonly Tensor[] = [],
): Tensor {
  const size = [matrix.length, matrix[0]?.length ?? 0];
  const inputs = [cast(graph, floats(graph, size, matrix.flat()), rows.type), rows];
  const shape = [matrix.length, rows.shape[1] ?? -1];
  return node(graph, "MatMul", inputs, typed(rows), { type: rows.type, shape }, after);
}

/** 36 products of matrices, of which one may be transposed. */
function product(graph: Graph, a: Tensor, b: Tensor, transposed: "" | "adj_x" | "adj_y"): Tensor {
  const attributes = {
    ...typed(a),
    ...(transposed === "" ? {} : { [transposed]: attribute.bool(true) }),
  };
  const rows = a.shape[transposed === "adj_x" ? 2 : 1] ?? -1;
  const columns = b.shape[transposed === "adj_y" ? 1 : 2] ?? -1;
  const shape = [36, rows, columns];
  return node(graph, "BatchMatMulV2", [a, b], attributes, { type: a.type, shape });
}

function view(graph: Graph, x: Tensor, shape: Dims): Tensor {
  return node(graph, "Reshape", [x, ints(graph, shape)], typed(x), { type: x.type, shape });
}

function transpose(graph: Graph, x: Tensor, order: readonly number[]): Tensor {
  const attributes = { ...typed(x), Tperm: attribute.type("int32") };
  const shape = order.map((axis) => x.shape[axis] ?? -1);
  return node(graph, "Transpose", [x, ints(graph, order)], attributes, { type: x.type, shape });
}

function part(graph: Graph, x: Tensor, begin: Dims, shape: Dims): Tensor {
  const attributes = { ...typed(x), Index: attribute.type("int32") };
  const inputs = [x, ints(graph, begin), ints(graph, shape)];
  return node(graph, "Slice", inputs, attributes, { type: x.type, shape });
}

function typed({ type }: Tensor) {
  return { T: attribute.type(type) };
}

/**
 * Which input pixels a cell of a layer sees. In: a network, a layer, a cell. Out: a box, found by walking back from the cell.
 * Padding counts: a box may reach over the picture's edges.
 */
import type { Deconv, Layer, Network, Pair, Shape } from "../network/network.js";
import type { PixelBox } from "./picture.js";

/** Cells along one axis, both ends among them. */
interface Interval {
  readonly first: number;
  readonly last: number;
}

export function boxOf(network: Network, layer: Layer, [row, column]: Pair): PixelBox {
  const rows = seenAlong(network, layer, row, 0);
  const columns = seenAlong(network, layer, column, 1);
  return {
    top: rows.first,
    left: columns.first,
    height: rows.last - rows.first + 1,
    width: columns.last - columns.first + 1,
  };
}

/** Later layers give their needs to earlier ones; a layer that several read needs all that they do. */
function seenAlong({ layers }: Network, layer: Layer, cell: number, axis: 0 | 1): Interval {
  const needs = new Map<number, Interval>([[layers.indexOf(layer), { first: cell, last: cell }]]);
  for (let index = layers.indexOf(layer); index > 0; index--) {
    const [own, need] = [layers[index], needs.get(index)];
    if (!own || !need) continue;
    const before = read(own, need, axis);
    for (const input of own.inputs) needs.set(input, union(needs.get(input) ?? before, before));
  }
  return needs.get(0) ?? { first: cell, last: cell };
}

function union(a: Interval, b: Interval): Interval {
  return { first: Math.min(a.first, b.first), last: Math.max(a.last, b.last) };
}

/** The cells of its input that make these of its output. */
function read({ operation, inputShape }: Layer, cells: Interval, axis: 0 | 1): Interval {
  switch (operation.kind) {
    case "conv":
    case "dwconv":
      return window(cells, operation, operation.dilation[axis], axis);
    case "maxpool":
    case "avgpool":
    case "minpool":
      return window(cells, operation, 1, axis);
    case "deconv":
      return transposed(cells, operation, axis);
    case "upsample":
      return enlarged(cells, operation.factor[axis], operation.interpolation === "bilinear");
    case "pad":
      return moved(cells, -before(operation.padding, axis));
    case "crop":
      return moved(cells, operation.offset[axis]);
    case "zeropad":
      return {
        first: cells.first * operation.strides[axis],
        last: cells.last * operation.strides[axis],
      };
    case "gap":
    case "gmp":
    case "fc":
    case "flatten":
      return inputShape.length === 3 ? { first: 0, last: lengthOf(inputShape, axis) - 1 } : cells;
    default:
      return cells;
  }
}

interface Windowed {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: { readonly top: number; readonly left: number };
}

function window(
  { first, last }: Interval,
  { kernelSize, strides, padding }: Windowed,
  dilation: number,
  axis: 0 | 1,
): Interval {
  const pad = before(padding, axis);
  const reach = dilation * (kernelSize[axis] - 1);
  return { first: first * strides[axis] - pad, last: last * strides[axis] - pad + reach };
}

/** Output o is made of inputs i with o = i·stride − pad + k·dilation. */
function transposed(
  { first, last }: Interval,
  { kernelSize, strides, dilation, padding }: Deconv,
  axis: 0 | 1,
): Interval {
  const pad = before(padding, axis);
  const reach = dilation[axis] * (kernelSize[axis] - 1);
  return {
    first: Math.ceil((first + pad - reach) / strides[axis]),
    last: Math.floor((last + pad) / strides[axis]),
  };
}

/** Half-pixel centres; a bilinear value lies between two. */
function enlarged({ first, last }: Interval, factor: number, bilinear: boolean): Interval {
  if (!bilinear) return { first: Math.floor(first / factor), last: Math.floor(last / factor) };
  const place = (cell: number) => (cell + 0.5) / factor - 0.5;
  return { first: Math.floor(place(first)), last: Math.ceil(place(last)) };
}

function moved({ first, last }: Interval, by: number): Interval {
  return { first: first + by, last: last + by };
}

function before(
  { top, left }: { readonly top: number; readonly left: number },
  axis: 0 | 1,
): number {
  return axis === 0 ? top : left;
}

function lengthOf(shape: Shape, axis: 0 | 1): number {
  return shape[axis] ?? 1;
}

/** Ops that move values without changing them. */
import type { Padding, Pair } from "../../../network/network.js";
import {
  differentiable,
  ints,
  node,
  scalar,
  type Attributes,
  type Dims,
  type Graph,
  type Tensor,
} from "../graph.js";
import { attribute } from "../messages.js";
import { cast, scalarLike } from "./elementwise.js";
import { mapSize } from "./shapes.js";

/** To a shape that may begin with -1, the batch. */
export function reshape(graph: Graph, x: Tensor, shape: Dims): Tensor {
  if (x.shape.join() === shape.join()) return x;
  const y = node(graph, "Reshape", [x, ints(graph, shape)], typed(x), { type: x.type, shape });
  return differentiable(graph, [x], y, (g, dy) => [reshape(g, dy, x.shape)]);
}

/** The part of a tensor that begins at `begin` and has the given sizes; the batch is taken whole. */
export function slice(graph: Graph, x: Tensor, begin: Dims, shape: Dims): Tensor {
  const attributes = { ...typed(x), Index: attribute.type("int32") };
  const inputs = [x, ints(graph, begin), ints(graph, shape)];
  const y = node(graph, "Slice", inputs, attributes, { type: x.type, shape });
  const before = begin.map((first, i) => [first, missing(x.shape[i], shape[i]) - first]);
  return differentiable(graph, [x], y, (g, dy) => [padded(g, dy, before, 0)]);
}

/** Rows and columns of one value around a map. */
export function pad(graph: Graph, x: Tensor, padding: Padding, value = 0): Tensor {
  return padded(graph, x, mapPaddings(padding), value);
}

/** Appends zero channels up to a number of channels. */
export function padChannels(graph: Graph, x: Tensor, channels: number): Tensor {
  const missing = channels - (x.shape.at(-1) ?? 0);
  return padded(graph, x, [...x.shape.slice(1).map(() => [0, 0]), [0, missing]], 0);
}

/**
 * Appends zeros to a tensor without a batch. For kernels: a Pad that is the kernel of a Conv2D ends the process, because
 * TensorFlow's oneDNN pass takes it for the map's.
 */
export function appendZeros(graph: Graph, x: Tensor, axis: number, count: number): Tensor {
  if (count === 0) return x;
  const shape = x.shape.map((size, i) => (i === axis ? count : size));
  return concat(graph, [x, cast(graph, zeros(graph, shape), x.type)], axis);
}

/** The map mirrored at its edge pixels, which are not repeated. */
export function padReflect(graph: Graph, x: Tensor, padding: Padding): Tensor {
  const amounts = paddingTensor(graph, mapPaddings(padding));
  const attributes = { ...typed(x), mode: attribute.text("REFLECT") };
  const shape = paddedShape(x.shape, mapPaddings(padding));
  const y = node(graph, "MirrorPad", [x, amounts], attributes, { type: x.type, shape });
  return differentiable(graph, [x], y, (g, dy) => [
    node(g, "MirrorPadGrad", [dy, amounts], attributes, x),
  ]);
}

/** The edge pixels repeated outwards. */
export function padReplicate(graph: Graph, x: Tensor, padding: Padding): Tensor {
  const rows = repeatEdges(graph, x, 1, padding.top, padding.bottom);
  return repeatEdges(graph, rows, 2, padding.left, padding.right);
}

function repeatEdges(graph: Graph, x: Tensor, axis: 1 | 2, before: number, after: number): Tensor {
  if (before === 0 && after === 0) return x;
  const edge = (at: number) => {
    const begin = x.shape.map((_, i) => (i === axis ? at : 0));
    return slice(
      graph,
      x,
      begin,
      x.shape.map((size, i) => (i === axis ? 1 : size)),
    );
  };
  const first = edge(0);
  const last = edge((x.shape[axis] ?? 1) - 1);
  const parts = [...Array<Tensor>(before).fill(first), x, ...Array<Tensor>(after).fill(last)];
  return concat(graph, parts, axis);
}

export function concat(graph: Graph, parts: readonly Tensor[], axis: number): Tensor {
  const sizes = parts.map((part) => part.shape[axis] ?? 0);
  const offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, n) => sum + n, 0));
  const first = parts[0];
  if (first === undefined) throw new Error("concat needs a part");
  const shape = first.shape.map((size, i) =>
    i === axis ? sizes.reduce((a, b) => a + b, 0) : size,
  );
  const attributes = { ...typed(first), N: attribute.int(parts.length) };
  const inputs = [...parts, ints(graph, axis)];
  const y = node(graph, "ConcatV2", inputs, attributes, { type: first.type, shape });
  return differentiable(graph, parts, y, (g, dy) =>
    parts.map((part, i) => {
      const begin = part.shape.map((_, d) => (d === axis ? (offsets[i] ?? 0) : 0));
      return slice(g, dy, begin, part.shape);
    }),
  );
}

export function zeros(graph: Graph, shape: Dims): Tensor {
  const attributes = { T: attribute.type("float32"), index_type: attribute.type("int32") };
  const inputs = [ints(graph, shape), scalar(graph, 0)];
  return node(graph, "Fill", inputs, attributes, { type: "float32", shape });
}

/** Half-pixel centres, as PyTorch's interpolate with align_corners=False. TensorFlow resizes in float32. */
export function resize(
  graph: Graph,
  x: Tensor,
  size: Pair,
  interpolation: "nearest" | "bilinear",
): Tensor {
  if (x.type !== "float32") {
    return cast(graph, resize(graph, cast(graph, x, "float32"), size, interpolation), x.type);
  }
  const op = interpolation === "nearest" ? "ResizeNearestNeighbor" : "ResizeBilinear";
  const attributes = { ...typed(x), half_pixel_centers: attribute.bool(true) };
  const shape = [x.shape[0] ?? -1, ...size, x.shape[3] ?? 0];
  const y = node(graph, op, [x, ints(graph, size)], attributes, { type: x.type, shape });
  return differentiable(graph, [x], y, (g, dy) => [
    node(
      g,
      `${op}Grad`,
      [dy, interpolation === "nearest" ? ints(g, mapSize(x)) : x],
      attributes,
      x,
    ),
  ]);
}

/** The batch is taken whole. */
function missing(whole = 0, part = 0): number {
  return part === -1 ? 0 : whole - part;
}

function padded(
  graph: Graph,
  x: Tensor,
  paddings: readonly (readonly number[])[],
  value: number,
): Tensor {
  const shape = paddedShape(x.shape, paddings);
  const amounts = paddingTensor(graph, paddings);
  const y =
    value === 0
      ? node(graph, "Pad", [x, amounts], typed(x), { type: x.type, shape })
      : node(graph, "PadV2", [x, amounts, scalarLike(graph, x, value)], typed(x), {
          type: x.type,
          shape,
        });
  const begin = paddings.map(([before = 0]) => before);
  return differentiable(graph, [x], y, (g, dy) => [slice(g, dy, begin, x.shape)]);
}

function mapPaddings({ top, bottom, left, right }: Padding): number[][] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

function paddedShape(shape: Dims, paddings: readonly (readonly number[])[]): Dims {
  return shape.map((size, i) =>
    size === -1 ? -1 : size + (paddings[i]?.[0] ?? 0) + (paddings[i]?.[1] ?? 0),
  );
}

function paddingTensor(graph: Graph, paddings: readonly (readonly number[])[]): Tensor {
  return ints(graph, paddings);
}

function typed(x: Tensor): Attributes {
  return { T: attribute.type(x.type) };
}

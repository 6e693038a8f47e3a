/** Convolutions, dense products and biases. Maps are batch, height, width, channels; kernels height, width, in, out. */
import type { Pair } from "../../../network/network.js";
import { differentiable, ints, node, type Dims, type Graph, type Tensor } from "../graph.js";
import { attribute, type DataType } from "../messages.js";
import { like } from "./elementwise.js";
import { slice, subsample } from "./arrays.js";
import { mapSize, shapeOf } from "./shapes.js";
import {
  fitted,
  hasWord,
  noPadding,
  windowAttributes,
  windowCount,
  type Window,
} from "./window.js";

type ConvolutionOp = "Conv2D" | "DepthwiseConv2dNative";

/**
 * Grouped where the kernel takes fewer channels than the map has. A kernel of one cell takes its stride beforehand: the
 * filter gradient of oneDNN writes beyond its memory else (seen with channels that are no multiple of 16, even sizes).
 */
export function conv2d(graph: Graph, x: Tensor, kernel: Tensor, window: Window): Tensor {
  const filters = kernel.shape[3] ?? 0;
  const strided = window.strides.some((stride) => stride > 1);
  if (!strided || window.kernelSize.some((size) => size > 1)) {
    return convolution(graph, "Conv2D", x, kernel, window, filters);
  }
  const { x: map, window: bare } = fitted(graph, x, window, 0);
  const seen = subsample(graph, map, window.strides);
  return convolution(graph, "Conv2D", seen, kernel, { ...bare, strides: [1, 1] }, filters);
}

/** One kernel a channel: height, width, channels, 1. TensorFlow wants equal strides and no dilation. */
export function depthwiseConv2d(graph: Graph, x: Tensor, kernel: Tensor, window: Window): Tensor {
  return convolution(graph, "DepthwiseConv2dNative", x, kernel, window, kernel.shape[2] ?? 0);
}

function convolution(
  graph: Graph,
  op: ConvolutionOp,
  map: Tensor,
  kernel: Tensor,
  wanted: Window,
  filters: number,
): Tensor {
  const { x, window } = fitted(graph, map, wanted, 0);
  const attributes = convolutionAttributes(x.type, window);
  const shape = [x.shape[0] ?? -1, ...windowCount(mapSize(x), window), filters];
  const y = node(graph, op, [x, kernel], attributes, { type: x.type, shape });
  return differentiable(graph, [x, kernel], y, (g, dy) => [
    node(g, `${op}BackpropInput`, [shapeOf(g, x), kernel, dy], attributes, x),
    node(g, `${op}BackpropFilter`, [x, ints(g, kernel.shape), dy], attributes, kernel),
  ]);
}

/** The convolution's gradient used forward: `window` is that of the convolution from `size` back to x. */
export function conv2dTranspose(
  graph: Graph,
  x: Tensor,
  kernel: Tensor,
  window: Window,
  size: Pair,
  filters: number,
): Tensor {
  if (!hasWord(size, window)) {
    const { top, bottom, left, right } = window.padding;
    const whole = [size[0] + top + bottom, size[1] + left + right] as const;
    const bare = { ...window, padding: noPadding };
    const padded = conv2dTranspose(graph, x, kernel, bare, whole, filters);
    return slice(graph, padded, [0, top, left, 0], [x.shape[0] ?? -1, ...size, filters]);
  }
  const attributes = convolutionAttributes(x.type, window);
  const shape = [x.shape[0] ?? -1, ...size, filters];
  const sizes = replaceSizes(graph, shapeOf(graph, x), shape.slice(1));
  const inputs = [sizes, kernel, x];
  const y = node(graph, "Conv2DBackpropInput", inputs, attributes, { type: x.type, shape });
  return differentiable(graph, [x, kernel], y, (g, dy) => [
    node(g, "Conv2D", [dy, kernel], attributes, x),
    node(g, "Conv2DBackpropFilter", [dy, ints(g, kernel.shape), x], attributes, kernel),
  ]);
}

export function biasAdd(graph: Graph, x: Tensor, bias: Tensor): Tensor {
  return differentiable(graph, [x, bias], like(graph, "BiasAdd", [x, bias]), (g, dy) => [
    dy,
    node(g, "BiasAddGrad", [dy], { T: attribute.type(dy.type) }, bias),
  ]);
}

/** x of batch, in times a kernel of in, out. */
export function matMul(graph: Graph, x: Tensor, kernel: Tensor): Tensor {
  const shape = [x.shape[0] ?? -1, kernel.shape[1] ?? 0];
  const y = product(graph, [x, kernel], "", shape);
  return differentiable(graph, [x, kernel], y, (g, dy) => [
    product(g, [dy, kernel], "transpose_b", x.shape),
    product(g, [x, dy], "transpose_a", kernel.shape),
  ]);
}

/** oneDNN writes beyond its memory where a kernel of one cell has a dilation, which means nothing. */
function convolutionAttributes(type: DataType, window: Window) {
  const dilation = window.dilation.map((d, axis) => (window.kernelSize[axis] === 1 ? 1 : d));
  return {
    T: attribute.type(type),
    dilations: attribute.ints([1, ...dilation, 1]),
    ...windowAttributes(window),
  };
}

function product(
  graph: Graph,
  [a, b]: readonly [Tensor, Tensor],
  transposed: "" | "transpose_a" | "transpose_b",
  shape: Dims,
): Tensor {
  const attributes = {
    T: attribute.type(a.type),
    ...(transposed === "" ? {} : { [transposed]: attribute.bool(true) }),
  };
  return node(graph, "MatMul", [a, b], attributes, { type: a.type, shape });
}

/** The batch of one shape with the other sizes of another. */
function replaceSizes(graph: Graph, shape: Tensor, sizes: Dims): Tensor {
  const integer = { T: attribute.type("int32") };
  const batch = node(
    graph,
    "Slice",
    [shape, ints(graph, [0]), ints(graph, [1])],
    { ...integer, Index: attribute.type("int32") },
    { type: "int32", shape: [1] },
  );
  const inputs = [batch, ints(graph, sizes), ints(graph, 0)];
  const attributes = { ...integer, N: attribute.int(2) };
  return node(graph, "ConcatV2", inputs, attributes, { type: "int32", shape: shape.shape });
}

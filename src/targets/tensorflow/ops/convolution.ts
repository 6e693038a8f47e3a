/**
 * Convolutions. Maps are batch, height, width, channels; kernels height, width, in, out. A convolution is grouped where
 * its kernel takes fewer channels than the map has.
 *
 * Kernels of one cell never have a stride here: the filter gradient of oneDNN writes beyond its memory for them (seen
 * with channels that are no multiple of 16 on maps of even size).
 */
import type { Pair } from "../../../network/network.js";
import { sizeOf } from "../../../network/variables.js";
import { differentiable, ints, node, type Dims, type Graph, type Tensor } from "../graph.js";
import { attribute, type DataType } from "../messages.js";
import { appendZeros, reshape, slice } from "./arrays.js";
import { matMul } from "./dense.js";
import { convolveGroups, groupsOf, isDilated, spreadKernel, spreadWindow } from "./portable.js";
import { subsample } from "./pooling.js";
import { mapSize, shapeOf } from "./shapes.js";
import {
  fitted,
  hasWord,
  noPadding,
  windowAttributes,
  windowCount,
  type Window,
} from "./window.js";
import { suitsWinograd, winogradConv2d, winogradKernelGradient } from "./winograd.js";

type ConvolutionOp = "Conv2D" | "DepthwiseConv2dNative";

export function conv2d(graph: Graph, x: Tensor, kernel: Tensor, window: Window): Tensor {
  const [, , depth = 1, filters = 0] = kernel.shape;
  if (graph.portable && isDilated(window)) {
    const spread = spreadKernel(graph, kernel, window);
    return conv2d(graph, x, spread, spreadWindow(window));
  }
  const groups = groupsOf(x.shape[3], depth);
  if (graph.portable && groups > 1) {
    return convolveGroups(graph, x, kernel, groups, (part, own) =>
      conv2d(graph, part, own, window),
    );
  }
  if (groups === 1 && coversMap(x, window)) return productWithMap(graph, x, kernel);
  if (x.type === "float32" && suitsWinograd(graph, x, kernel, window)) {
    return winogradConv2d(graph, x, kernel);
  }
  if (!isStridedCell(window)) return convolution(graph, "Conv2D", x, kernel, window, filters);
  const { x: map, window: bare } = fitted(graph, x, window, 0);
  const seen = subsample(graph, map, window.strides);
  return convolution(graph, "Conv2D", seen, kernel, { ...bare, strides: [1, 1] }, filters);
}

function coversMap(x: Tensor, { kernelSize, padding }: Window): boolean {
  const padded = Object.values(padding).some((amount) => amount !== 0);
  return !padded && kernelSize.join() === mapSize(x).join();
}

/** A kernel of the map's own size is a matrix; as a convolution it takes TensorFlow several times as long. */
function productWithMap(graph: Graph, x: Tensor, kernel: Tensor): Tensor {
  const filters = kernel.shape.at(-1) ?? 0;
  const values = sizeOf(kernel.shape.slice(0, -1));
  const rows = reshape(graph, x, [-1, values]);
  const product = matMul(graph, rows, reshape(graph, kernel, [values, filters]));
  return reshape(graph, product, [-1, 1, 1, filters]);
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
    suitsWinograd(g, x, kernel, window)
      ? winogradKernelGradient(g, x, dy, kernel)
      : node(g, `${op}BackpropFilter`, [x, ints(g, kernel.shape), dy], attributes, kernel),
  ]);
}

/**
 * A convolution's gradient used forward: `window` is that of the convolution from `size` back to x. The kernel is height,
 * width, filters of a group, channels of x.
 */
export function conv2dTranspose(
  graph: Graph,
  x: Tensor,
  kernel: Tensor,
  window: Window,
  size: Pair,
  groups = 1,
): Tensor {
  const again = (own: Tensor, its: Window, whole: Pair) =>
    conv2dTranspose(graph, x, own, its, whole, groups);
  const crop = (y: Tensor, top: number, left: number) =>
    slice(graph, y, [0, top, left, 0], [x.shape[0] ?? -1, ...size, y.shape[3] ?? 0]);
  if (!hasWord(size, window)) {
    const { top, bottom, left, right } = window.padding;
    const whole = [size[0] + top + bottom, size[1] + left + right] as const;
    return crop(again(kernel, { ...window, padding: noPadding }, whole), top, left);
  }
  if (graph.portable && isDilated(window)) {
    return again(spreadKernel(graph, kernel, window), spreadWindow(window), size);
  }
  if (graph.portable && groups > 1) {
    return convolveGroups(graph, x, kernel, groups, (part, own) =>
      conv2dTranspose(graph, part, own, window, size),
    );
  }
  if (!isStridedCell(window)) return transposed(graph, x, kernel, window, size, groups);
  const larger = appendZeros(graph, appendZeros(graph, kernel, 0, 1), 1, 1);
  const whole = [size[0] + 1, size[1] + 1] as const;
  return crop(again(larger, { ...window, kernelSize: [2, 2], dilation: [1, 1] }, whole), 0, 0);
}

function transposed(
  graph: Graph,
  x: Tensor,
  kernel: Tensor,
  window: Window,
  size: Pair,
  groups: number,
): Tensor {
  const attributes = convolutionAttributes(x.type, window);
  const shape = [x.shape[0] ?? -1, ...size, (kernel.shape[2] ?? 0) * groups];
  const sizes = replaceSizes(graph, shapeOf(graph, x), shape.slice(1));
  const inputs = [sizes, kernel, x];
  const y = node(graph, "Conv2DBackpropInput", inputs, attributes, { type: x.type, shape });
  return differentiable(graph, [x, kernel], y, (g, dy) => [
    node(g, "Conv2D", [dy, kernel], attributes, x),
    node(g, "Conv2DBackpropFilter", [dy, ints(g, kernel.shape), x], attributes, kernel),
  ]);
}

function isStridedCell({ kernelSize, strides }: Window): boolean {
  return kernelSize.every((size) => size === 1) && strides.some((stride) => stride > 1);
}

/** A dilation means nothing along a kernel of one cell, and is not always known. */
function convolutionAttributes(type: DataType, window: Window) {
  const dilation = window.dilation.map((d, axis) => (window.kernelSize[axis] === 1 ? 1 : d));
  return {
    T: attribute.type(type),
    dilations: attribute.ints([1, ...dilation, 1]),
    ...windowAttributes(window),
  };
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

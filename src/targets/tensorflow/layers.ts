/**
 * Every operation of a network over the table of ops. In: the layer and the tensors it reads. Out: its value before batch
 * normalisation and activation of a unit, which `forward.ts` adds.
 */
import type {
  BatchNorm,
  Layer,
  Operation,
  OperationKind,
  Padding,
  PaddingMode,
} from "../../network/network.js";
import type { VariableRole } from "../../network/variables.js";
import type { Graph, Tensor } from "./graph.js";
import { ops } from "./ops.js";
import { noPadding, windowCount, type Window } from "./ops/window.js";
import { mapSize } from "./ops/shapes.js";

export interface LayerContext {
  /** Names new nodes below the layer's name. */
  readonly graph: Graph;
  readonly layer: Layer;
  readonly x: Tensor;
  readonly inputs: readonly [Tensor, ...Tensor[]];
  /** A variable in the type that the network computes in. */
  readonly variable: (role: VariableRole) => Tensor;
  /** Batch normalisation with the layer's own variables. */
  readonly normalise: (x: Tensor, batchNorm: BatchNorm) => Tensor;
  /** Values dropped at this rate in training; the input itself in inference. */
  readonly drop: (x: Tensor, rate: number) => Tensor;
}

type OperationOf<Kind extends OperationKind> = Operation extends infer One
  ? One extends { readonly kind: infer Kinds }
    ? Kind extends Kinds
      ? One
      : never
    : never
  : never;

type Build<Kind extends OperationKind> = (
  operation: OperationOf<Kind>,
  context: LayerContext,
) => Tensor;

const layers: { readonly [Kind in OperationKind]: Build<Kind> } = {
  input: (_, { x }) => x,
  id: (_, { x }) => x,
  activation: (_, { x }) => x,
  conv({ padding, mode, ...operation }, context) {
    const { graph, variable } = context;
    const padded = padForWindow(context, padding, mode);
    const window = { ...operation, padding: padded.rest };
    return biased(operation, context, ops.conv2d(graph, padded.x, variable("kernel"), window));
  },
  dwconv({ padding, mode, ...operation }, context) {
    const padded = padForWindow(context, padding, mode);
    const window = { ...operation, padding: padded.rest };
    return biased(operation, context, depthwise(context, padded.x, window));
  },
  deconv(operation, context) {
    const { graph, x, variable, layer } = context;
    const size = mapSize({ shape: [-1, ...layer.outputShape] });
    const kernel = variable("kernel");
    const y = ops.conv2dTranspose(graph, x, kernel, operation, size, operation.groups);
    return biased(operation, context, y);
  },
  fc(operation, context) {
    const { graph, x, variable } = context;
    const kernel = variable("kernel");
    const vector = ops.reshape(graph, x, [-1, kernel.shape[0] ?? 0]);
    return biased(operation, context, ops.matMul(graph, vector, kernel));
  },
  maxpool: (operation, { graph, x, layer }) =>
    ops.maxPool(graph, x, poolWindow(operation, x, layer)),
  minpool: (operation, { graph, x, layer }) =>
    ops.minPool(graph, x, poolWindow(operation, x, layer)),
  avgpool(operation, { graph, x, layer }) {
    const window = { ...operation, dilation: ones };
    const { padding } = poolWindow(operation, x, layer);
    return ops.averagePool(graph, x, window, {
      bottom: Math.max(padding.bottom - operation.padding.bottom, 0),
      right: Math.max(padding.right - operation.padding.right, 0),
    });
  },
  gap: (_, { graph, x }) => ops.spatialMean(graph, x),
  gmp(_, { graph, x, layer }) {
    const whole = { kernelSize: mapSize(x), strides: ones, dilation: ones, padding: noPadding };
    return ops.reshape(graph, ops.maxPool(graph, x, whole), [-1, ...layer.outputShape]);
  },
  flatten: (_, { graph, x, layer }) => ops.reshape(graph, x, [-1, ...layer.outputShape]),
  add: (_, { graph, inputs }) => ops.addN(graph, inputs),
  concat: (_, { graph, x, inputs }) => ops.concat(graph, inputs, x.shape.length - 1),
  bn: (operation, { x, normalise }) => normalise(x, operation),
  lrn: (operation, { graph, x }) => ops.localResponseNorm(graph, x, operation),
  dropout: ({ rate }, { x, drop }) => drop(x, rate),
  pad: ({ padding, mode }, { graph, x }) => padMap(graph, x, padding, mode),
  crop: ({ offset }, { graph, x, layer }) =>
    ops.slice(graph, x, [0, ...offset, 0], [-1, ...layer.outputShape]),
  upsample: ({ interpolation }, { graph, x, layer }) =>
    ops.resize(graph, x, mapSize({ shape: [-1, ...layer.outputShape] }), interpolation),
  zeropad({ strides }, { graph, x, layer }) {
    const channels = layer.outputShape.at(-1) ?? 0;
    return ops.padChannels(graph, ops.subsample(graph, x, strides), channels);
  },
};

export function buildOperation(context: LayerContext): Tensor {
  const { operation } = context.layer;
  const build = layers[operation.kind] as (operation: Operation, context: LayerContext) => Tensor;
  return build(operation, context);
}

const ones = [1, 1] as const;

function biased(
  { bias }: { readonly bias: boolean },
  { graph, variable }: LayerContext,
  y: Tensor,
): Tensor {
  return bias ? ops.biasAdd(graph, y, variable("bias")) : y;
}

/** TensorFlow's depthwise kernel takes equal strides only; else each channel is a group of its own. */
function depthwise({ graph, variable }: LayerContext, x: Tensor, window: Window): Tensor {
  const kernel = variable("kernel");
  const [rows, columns] = window.strides;
  if (rows === columns && window.dilation.every((d) => d === 1)) {
    return ops.depthwiseConv2d(graph, x, kernel, window);
  }
  const grouped = ops.reshape(graph, kernel, [...window.kernelSize, 1, kernel.shape[2] ?? 0]);
  return ops.conv2d(graph, x, grouped, window);
}

/** Zeros are left to the convolution; other padding goes before it. */
function padForWindow(
  { graph, x }: LayerContext,
  padding: Padding,
  mode: PaddingMode,
): { readonly x: Tensor; readonly rest: Padding } {
  if (mode.kind === "constant" && mode.value === 0) return { x, rest: padding };
  return { x: padMap(graph, x, padding, mode), rest: noPadding };
}

function padMap(graph: Graph, x: Tensor, padding: Padding, mode: PaddingMode): Tensor {
  if (mode.kind === "reflect") return ops.padReflect(graph, x, padding);
  if (mode.kind === "replicate") return ops.padReplicate(graph, x, padding);
  return ops.pad(graph, x, padding, mode.value);
}

/** The window with the bottom and right padding that gives the layer's size: with `ceil` more than was written. */
function poolWindow(
  operation: Pick<Window, "kernelSize" | "strides" | "padding">,
  x: Tensor,
  { outputShape }: Layer,
): Window {
  const window = { ...operation, dilation: ones };
  const counts = windowCount(mapSize(x), window);
  const size = mapSize(x);
  const missing = (axis: 0 | 1, before: number, after: number) => {
    const count = outputShape[axis] ?? 0;
    if (count === counts[axis]) return after;
    return (count - 1) * window.strides[axis] + window.kernelSize[axis] - size[axis] - before;
  };
  const { top, bottom, left, right } = window.padding;
  const padding = { top, bottom: missing(0, top, bottom), left, right: missing(1, left, right) };
  return { ...window, padding };
}

/**
 * Which TensorFlow.js layers make a layer of the network: its own where they express it exactly, else ours. The main one
 * has the layer's name; what goes before or after it is `name/pad`, `name/flatten`, `name/bn`, `name/relu`.
 */
import * as tf from "@tensorflow/tfjs";
import type { Layer, Operation, OperationKind, Pool } from "../../network/network.js";
import { activationLayer } from "./activations.js";
import { poolingLayer } from "./layers/pooling.js";
import { bilinearLayer, zeroShortcutLayer } from "./layers/resampling.js";
import { responseNormLayer } from "./layers/values.js";
import {
  batchNormStep,
  custom,
  identity,
  isZero,
  operation,
  paddingSteps,
  step,
  type Steps,
} from "./steps.js";
import { conv, deconv, dwconv, fc } from "./weighted.js";

type OperationOf<K extends OperationKind> = Operation extends infer O
  ? O extends { readonly kind: infer Q }
    ? K extends Q
      ? O
      : never
    : never
  : never;

const builders: {
  readonly [K in OperationKind]: (operation: OperationOf<K>, layer: Layer) => Steps;
} = {
  input: () => [],
  conv,
  dwconv,
  deconv,
  fc,
  maxpool: (o, layer) => pool(o, layer, tf.layers.maxPooling2d),
  avgpool: (o, layer) => pool(o, layer, tf.layers.averagePooling2d),
  minpool: (o, layer) => pool(o, layer, null),
  gap: (_, { name }) => operation(tf.layers.globalAveragePooling2d({ name })),
  gmp: (_, layer) => globalMaximum(layer),
  flatten: (_, layer) =>
    layer.inputShape.length > 1
      ? operation(tf.layers.flatten({ name: layer.name }))
      : identity(layer),
  id: (_, layer) => identity(layer),
  add: (_, { name }) => operation(tf.layers.add({ name })),
  concat: (_, { name }) => operation(tf.layers.concatenate({ name, axis: -1 })),
  activation: ({ activation }, layer) =>
    step("activation", activationLayer(layer.name, activation, layer.outputShape)),
  bn: (o, { name }) => batchNormStep(name, o),
  lrn: ({ size, bias, alpha, beta }, layer) =>
    operation(responseNormLayer({ ...custom(layer), size, bias, alpha, beta })),
  dropout: ({ rate }, { name }) => step("dropout", tf.layers.dropout({ name, rate })),
  pad: ({ padding, mode }, layer) => {
    const steps = paddingSteps(layer.name, padding, mode, layer);
    return steps.length > 0 ? steps : identity(layer);
  },
  crop: ({ offset: [top, left] }, { name, inputShape, outputShape }) => {
    const bottom = (inputShape[0] ?? 0) - (outputShape[0] ?? 0) - top;
    const right = (inputShape[1] ?? 0) - (outputShape[1] ?? 0) - left;
    const cropping: [[number, number], [number, number]] = [
      [top, bottom],
      [left, right],
    ];
    return operation(tf.layers.cropping2D({ name, cropping }));
  },
  upsample: ({ factor, interpolation }, layer) =>
    operation(
      interpolation === "nearest"
        ? tf.layers.upSampling2d({ name: layer.name, size: [...factor] })
        : bilinearLayer({ ...custom(layer), factor }),
    ),
  zeropad: ({ strides }, layer) => operation(zeroShortcutLayer({ ...custom(layer), strides })),
};

/** The chain that makes a layer, first to last; empty for the input. */
export function stepsOf(layer: Layer): Steps {
  const build = builders[layer.operation.kind] as (o: Operation, layer: Layer) => Steps;
  const named = { ...layer, name: stepName(layer.name) };
  const { name, batchNorm, activation, outputShape } = named;
  const steps = build(layer.operation, named);
  const active = activation !== null && steps.at(-1)?.role !== "fused";
  return [
    ...steps,
    ...(batchNorm ? batchNormStep(`${name}/bn`, batchNorm) : []),
    ...(active
      ? step("activation", activationLayer(`${name}/${activation.name}`, activation, outputShape))
      : []),
  ];
}

/** TensorFlow.js takes no name that begins with an underscore. */
export function stepName(layer: string): string {
  return layer.startsWith("_") ? `0${layer}` : layer;
}

/** As a window over the whole map: `globalMaxPooling2d` gives its gradient to every one of equal values, as no other engine does. */
function globalMaximum({ name, inputShape: [height = 0, width = 0] }: Layer): Steps {
  const poolSize: [number, number] = [height, width];
  return [
    ...operation(tf.layers.maxPooling2d({ name: `${name}/pool`, poolSize, strides: poolSize })),
    ...operation(tf.layers.flatten({ name })),
  ];
}

type PoolArgs = Parameters<typeof tf.layers.maxPooling2d>[0];
type StockPool = (args: PoolArgs) => tf.layers.Layer;

const operations = { maxpool: "max", avgpool: "average", minpool: "min" } as const;

function pool(o: Pool, layer: Layer, stock: StockPool | null): Steps {
  const { kernelSize, strides, padding } = o;
  if (stock && isZero(padding) && !o.ceil) {
    const args = { name: layer.name, poolSize: [...kernelSize], strides: [...strides] };
    return operation(stock(args as PoolArgs));
  }
  const config = { ...custom(layer), operation: operations[o.kind], kernelSize, strides, padding };
  return operation(poolingLayer(config));
}

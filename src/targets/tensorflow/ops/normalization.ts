/** Batch normalisation and AlexNet's local response normalisation. */
import type { BatchNorm, LocalResponseNorm } from "../../../network/network.js";
import { differentiable, node, nodeWithOutputs, type Graph, type Tensor } from "../graph.js";
import { attribute } from "../messages.js";
import { cast } from "./elementwise.js";
import { reshape } from "./arrays.js";

export interface BatchNormVariables {
  readonly gamma: Tensor;
  readonly beta: Tensor;
  readonly movingMean: Tensor;
  readonly movingVariance: Tensor;
}

export interface Normalised {
  readonly output: Tensor;
  readonly batchMean: Tensor;
  /** Bessel-corrected: what PyTorch's and Keras's fused kernels average too. */
  readonly batchVariance: Tensor;
}

/** Over the channels of a map or the units of a vector; with the batch's statistics or the moving ones. */
export function batchNorm(
  graph: Graph,
  x: Tensor,
  variables: BatchNormVariables,
  { epsilon }: Pick<BatchNorm, "epsilon">,
  ofBatch: boolean,
): Normalised {
  if (x.shape.length === 2) {
    const map = reshape(graph, x, [-1, 1, 1, x.shape[1] ?? 0]);
    const normalised = batchNorm(graph, map, variables, { epsilon }, ofBatch);
    return { ...normalised, output: reshape(graph, normalised.output, x.shape) };
  }
  const { gamma, beta, movingMean, movingVariance } = variables;
  const attributes = {
    T: attribute.type(x.type),
    U: attribute.type("float32"),
    epsilon: attribute.float(epsilon),
    is_training: attribute.bool(ofBatch),
  };
  const inputs = [x, gamma, beta, movingMean, movingVariance];
  const outputs = [x, gamma, gamma, gamma, gamma, gamma];
  const all = nodeWithOutputs(graph, "FusedBatchNormV3", inputs, attributes, outputs);
  const [y, mean, variance, savedMean, savedVariance, reserve] = all as SixTensors;
  const used = ofBatch ? [savedMean, savedVariance] : [movingMean, movingVariance];
  const output = differentiable(graph, [x, gamma, beta], y, (g, dy) =>
    nodeWithOutputs(g, "FusedBatchNormGradV3", [dy, x, gamma, ...used, reserve], attributes, [
      x,
      gamma,
      beta,
    ]),
  );
  return { output, batchMean: mean, batchVariance: variance };
}

type SixTensors = readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];

/** TensorFlow's kernel is float32 and takes an odd number of channels; `alpha` is per cell, as in the paper. */
export function localResponseNorm(
  graph: Graph,
  x: Tensor,
  { size, bias, alpha, beta }: Omit<LocalResponseNorm, "kind">,
): Tensor {
  if (x.type !== "float32") {
    const normalised = localResponseNorm(graph, cast(graph, x, "float32"), {
      size,
      bias,
      alpha,
      beta,
    });
    return cast(graph, normalised, x.type);
  }
  const attributes = {
    T: attribute.type(x.type),
    depth_radius: attribute.int((size - 1) / 2),
    bias: attribute.float(bias),
    alpha: attribute.float(alpha),
    beta: attribute.float(beta),
  };
  const y = node(graph, "LRN", [x], attributes, x);
  return differentiable(graph, [x], y, (g, dy) => [node(g, "LRNGrad", [dy, x, y], attributes, x)]);
}

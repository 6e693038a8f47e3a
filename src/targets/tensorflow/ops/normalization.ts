/** Batch normalisation. */
import type { BatchNorm } from "../../../network/network.js";
import { differentiable, nodeWithOutputs, type Graph, type Tensor } from "../graph.js";
import { attribute } from "../messages.js";
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

/** How a network is trained, as plain data: what an engine must know before the first step. */

import type { OptimizerName } from "../network/optimizers.js";

export type { OptimizerName };

/** Fields that an optimiser does not use are ignored by it. */
export interface Optimizer {
  readonly name: OptimizerName;
  /** momentum, nesterov: 0.9 */
  readonly momentum: number;
  /** adam, adamw: 0.9, 0.999 */
  readonly beta1: number;
  readonly beta2: number;
  /** rmsprop: 0.9, the decay of the mean square */
  readonly rho: number;
  /** 1e-7, added to the root of the uncorrected second moment, where TensorFlow puts it */
  readonly epsilon: number;
  /** adamw: decoupled from the gradient, scaled by the learning rate; kernels only, as l2 */
  readonly weightDecay: number;
}

/** Soft cross-entropy has a target for each class instead of a class number: for mixed samples and weighted classes. */
export type Loss = "crossentropy" | "softcrossentropy" | "binarycrossentropy" | "mse";

export type Precision = "float32" | "bf16";

export interface TrainingPlan {
  readonly optimizer: Optimizer;
  readonly loss: Loss;
  readonly precision: Precision;
  /** For dropout; the weights have their own seed. */
  readonly seed: number;
  /** Gradients are scaled down to this global norm; 0 for none. */
  readonly clipNorm: number;
  /** Gradients of this many batches are averaged before one update; 1 for none. */
  readonly accumulate: number;
  /** Layers whose variables stay as they are; their batch normalisation uses its moving statistics. */
  readonly frozen: readonly string[];
}

const defaults = {
  momentum: 0.9,
  beta1: 0.9,
  beta2: 0.999,
  rho: 0.9,
  epsilon: 1e-7,
  weightDecay: 0.01,
};

export function optimizer(
  name: OptimizerName,
  options: Partial<Omit<Optimizer, "name">> = {},
): Optimizer {
  return { name, ...defaults, ...options };
}

export const defaultLearningRate: Readonly<Record<OptimizerName, number>> = {
  sgd: 1e-2,
  momentum: 1e-2,
  nesterov: 1e-2,
  rmsprop: 1e-3,
  adam: 1e-3,
  adamw: 1e-3,
};

export const defaultPlan: TrainingPlan = {
  optimizer: optimizer("adam"),
  loss: "crossentropy",
  precision: "float32",
  seed: 1,
  clipNorm: 0,
  accumulate: 1,
  frozen: [],
};

/**
 * The rules of the optimisers. In: a weight, its gradient, what is kept for it. Out: all three's next values. They are
 * those of TensorFlow's fused ops (`ResourceApplyAdam` and so on), so a run can go on from another engine's checkpoint.
 */
import * as tf from "@tensorflow/tfjs";
import type { Optimizer, OptimizerName } from "../../training/plan.js";

export interface Update {
  readonly weight: tf.Tensor;
  readonly gradient: tf.Tensor;
  /** In the order of the rule's `slots`. */
  readonly slots: readonly tf.Tensor[];
  readonly rate: number;
  /** The number of this update, from 1. */
  readonly count: number;
  readonly optimizer: Optimizer;
}

export interface OptimizerRule {
  /** Names of the variables kept for each trained one. They begin at zero. */
  readonly slots: readonly string[];
  /** The next weight and the next slots. */
  readonly next: (update: Update) => readonly [tf.Tensor, ...tf.Tensor[]];
}

export const optimizerRules: Readonly<Record<OptimizerName, OptimizerRule>> = {
  sgd: {
    slots: [],
    next: ({ weight, gradient, rate }) => [tf.sub(weight, tf.mul(rate, gradient))],
  },
  momentum: { slots: ["momentum"], next: (update) => momentum(update, false) },
  nesterov: { slots: ["momentum"], next: (update) => momentum(update, true) },
  rmsprop: { slots: ["meanSquare", "momentum"], next: rmsProp },
  adam: { slots: ["m", "v"], next: adam },
  adamw: { slots: ["m", "v"], next: adam },
};

/** a ← momentum·a + g; w ← w − rate·a, with Nesterov w ← w − rate·(g + momentum·a) */
function momentum(
  { weight, gradient, slots: [before], rate, optimizer }: Update,
  nesterov: boolean,
): readonly [tf.Tensor, tf.Tensor] {
  const ahead = (velocity: tf.Tensor) => tf.add(gradient, tf.mul(optimizer.momentum, velocity));
  const velocity = ahead(before as tf.Tensor);
  const direction = nesterov ? ahead(velocity) : velocity;
  return [tf.sub(weight, tf.mul(rate, direction)), velocity];
}

/** s ← rho·s + (1 − rho)·g²; w ← w − rate·g / √(s + epsilon). TensorFlow's op keeps the last change as momentum. */
function rmsProp({ weight, gradient, slots: [before], rate, optimizer }: Update) {
  const square = average(before as tf.Tensor, tf.square(gradient), optimizer.rho);
  const root = tf.sqrt(tf.add(square, optimizer.epsilon));
  const change = tf.div(tf.mul(rate, gradient), root);
  return [tf.sub(weight, change), square, change] as const;
}

/** Kingma 2015, section 2's more efficient order: epsilon is added to the root of the uncorrected second moment. */
function adam({ weight, gradient, slots: [m, v], rate, count, optimizer }: Update) {
  const { beta1, beta2, epsilon } = optimizer;
  const first = average(m as tf.Tensor, gradient, beta1);
  const second = average(v as tf.Tensor, tf.square(gradient), beta2);
  const corrected = (rate * Math.sqrt(1 - beta2 ** count)) / (1 - beta1 ** count);
  const change = tf.div(tf.mul(corrected, first), tf.add(tf.sqrt(second), epsilon));
  return [tf.sub(weight, change), first, second] as const;
}

function average(before: tf.Tensor, now: tf.Tensor, keep: number): tf.Tensor {
  return tf.add(tf.mul(keep, before), tf.mul(1 - keep, now));
}

import * as tf from "@tensorflow/tfjs";
import { differentiable } from "./differentiable.js";

export interface Statistics {
  readonly mean: tf.Tensor;
  /** Divided by one less than the count: what moving averages take, as TensorFlow's and PyTorch's do. */
  readonly variance: tf.Tensor;
}

/**
 * Batch normalisation with the batch's own statistics (Ioffe and Szegedy 2015, algorithm 1), over the channels of maps
 * or the units of vectors. `seen` is given the statistics while they exist.
 */
export function normalizeBatch(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
  seen: (statistics: Statistics) => void,
): tf.Tensor {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const count = x.size / gamma.size;
  const forward = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) => {
    const mean = tf.div(tf.sum(x, axes), count);
    const centred = tf.sub(x, mean);
    const squares = tf.sum(tf.square(centred), axes);
    seen({ mean, variance: tf.div(squares, Math.max(1, count - 1)) });
    const inverse = tf.rsqrt(tf.add(tf.div(squares, count), epsilon));
    const standard = tf.mul(centred, inverse);
    const saved = [standard, tf.mul(gamma, inverse)] as const;
    return { value: tf.add(tf.mul(standard, gamma), beta), saved };
  };
  return differentiable([x, gamma, beta], forward, (dy, standard, scale) => {
    const gammaGradient = tf.sum(tf.mul(dy, standard), axes);
    const betaGradient = tf.sum(dy, axes);
    const along = tf.add(betaGradient, tf.mul(standard, gammaGradient));
    const gradient = tf.mul(scale, tf.sub(dy, tf.div(along, count)));
    return [gradient, gammaGradient, betaGradient];
  });
}

/** The losses of the language on tensors. In: a head's outputs and labels. Out: losses, right answers, slopes. */
import * as tf from "@tensorflow/tfjs";
import type { Loss } from "../../training/plan.js";
import { differentiable } from "./ops/differentiable.js";

/** Outputs are one row a sample; for cross-entropy on a map one a pixel. */
export interface LossRule {
  /** Class numbers, one a row; or targets in the shape of the outputs. */
  readonly labels: "classes" | "targets";
  /** One loss a row; else one for each output. */
  readonly perRow: boolean;
  /** The losses whose mean is the loss, from logits where the loss folds an activation. */
  readonly values: (outputs: tf.Tensor, labels: tf.Tensor) => tf.Tensor;
  /** 1 for each right answer, 0 for each wrong one. */
  readonly right: (outputs: tf.Tensor, labels: tf.Tensor) => tf.Tensor;
  /** The gradient of `values` at the folded activation's output. */
  readonly slope: (probabilities: tf.Tensor, labels: tf.Tensor) => tf.Tensor;
}

export const lossRules: Readonly<Record<Loss, LossRule>> = {
  crossentropy: {
    labels: "classes",
    perRow: true,
    values: softmaxCrossEntropy,
    right: (logits, classes) => tf.equal(tf.argMax(logits, -1), classes),
    slope: (p, classes) => tf.neg(tf.div(oneHot(p, classes), p)),
  },
  softcrossentropy: {
    labels: "targets",
    perRow: true,
    values: softCrossEntropy,
    right: (logits, targets) => tf.equal(tf.argMax(logits, -1), tf.argMax(targets, -1)),
    slope: (p, targets) => tf.neg(tf.div(targets, p)),
  },
  binarycrossentropy: {
    labels: "targets",
    perRow: false,
    values: sigmoidCrossEntropy,
    right: (logits, targets) => tf.equal(tf.greater(logits, 0), tf.greater(targets, 0.5)),
    slope: (p, targets) => tf.div(tf.sub(p, targets), tf.mul(p, tf.sub(1, p))),
  },
  mse: {
    labels: "targets",
    perRow: false,
    values: (outputs, targets) => tf.square(tf.sub(outputs, targets)),
    right: (outputs, targets) => tf.equal(answer(outputs), answer(targets)),
    slope: (outputs, targets) => tf.mul(2, tf.sub(outputs, targets)),
  },
};

/** −log softmax(logits)[class] */
function softmaxCrossEntropy(logits: tf.Tensor, classes: tf.Tensor): tf.Tensor {
  return softCrossEntropy(logits, oneHot(logits, classes));
}

/** −Σ t · log softmax(logits), with the largest logit taken off first; targets may have any sum, which weighs the row. */
function softCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const forward = (z: tf.Tensor) => {
    const shifted = tf.sub(z, tf.max(z, -1, true));
    const total = tf.sum(targets, -1, true);
    const logs = tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
    const value = tf.neg(tf.sum(tf.mul(logs, targets), -1));
    return { value, saved: [tf.sub(tf.mul(tf.softmax(z), total), targets)] as const };
  };
  return differentiable([logits], forward, (dy, slope) => [tf.mul(tf.expandDims(dy, -1), slope)]);
}

/** max(z, 0) − z·t + log(1 + exp(−|z|)) */
function sigmoidCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const forward = (z: tf.Tensor) => {
    const tail = tf.log1p(tf.exp(tf.neg(tf.abs(z))));
    const value = tf.add(tf.sub(tf.relu(z), tf.mul(z, targets)), tail);
    return { value, saved: [tf.sub(tf.sigmoid(z), targets)] as const };
  };
  return differentiable([logits], forward, (dy, slope) => [tf.mul(dy, slope)]);
}

/** By comparison: `tf.oneHot` refuses a single class, and the wasm backend's writes whole numbers into floats. */
function oneHot(rows: tf.Tensor, classes: tf.Tensor): tf.Tensor {
  const all = tf.range(0, rows.shape.at(-1) ?? 0, 1, "int32");
  return tf.cast(tf.equal(tf.expandDims(classes, -1), all), "float32");
}

/** The class of the largest output; of a single output, whether it is above a half. */
function answer(outputs: tf.Tensor): tf.Tensor {
  return outputs.shape.at(-1) === 1
    ? tf.cast(tf.greater(outputs, 0.5), "int32")
    : tf.argMax(outputs, -1);
}

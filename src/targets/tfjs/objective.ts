/** What training minimises. In: values of a forward pass and labels. Out: the loss and the right answers, scalars. */
import * as tf from "@tensorflow/tfjs";
import type { Network } from "../../network/network.js";
import { layerAt } from "../../training/headPath.js";
import type { Head } from "./heads.js";
import type { LossRule } from "./losses.js";
import { known } from "./model.js";

export interface Objective {
  /** Mean over the batch, with the heads by their weights. */
  readonly loss: tf.Tensor;
  /** Samples whose largest output is the label; a share of a sample where it has many answers. */
  readonly correct: tf.Tensor;
}

/** The main head comes first; `labels` are as `labelTensor` gives them. */
export function objective(
  network: Network,
  rule: LossRule,
  heads: readonly [Head, ...Head[]],
  values: readonly (tf.Tensor | null)[],
  labels: tf.Tensor,
): Objective {
  const rowsAt = ({ output }: Head) => rows(network, rule, output, known(values, output));
  const losses = heads.map((head) =>
    tf.mul(head.weight, tf.mean(rule.values(rowsAt(head), labels))),
  );
  const right = rule.right(rowsAt(heads[0]), labels);
  const samples = known(values, 0).shape[0];
  const correct = tf.div(tf.sum(right), right.size / samples);
  return { loss: tf.addN(losses), correct };
}

/** The loss's gradient at the outputs of layers that have logits for values: at what the activation makes of them. */
export function foldedGradient(
  network: Network,
  rule: LossRule,
  head: Head,
  probabilities: tf.Tensor,
  labels: tf.Tensor,
): tf.Tensor {
  const slope = rule.slope(rows(network, rule, head.output, probabilities), labels);
  const count = rule.perRow ? slope.size / (slope.shape.at(-1) ?? 1) : slope.size;
  return tf.reshape(tf.mul(slope, head.weight / count), probabilities.shape);
}

/** Class numbers want a row for each; targets have the output's shape. */
function rows(network: Network, rule: LossRule, output: number, value: tf.Tensor): tf.Tensor {
  const { outputShape } = layerAt(network, output);
  return tf.reshape(value, [
    -1,
    ...(rule.labels === "classes" ? outputShape.slice(-1) : outputShape),
  ]);
}

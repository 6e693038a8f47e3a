/** Images and labels as tensors, checked first. In: typed arrays. Out: tensors of the current scope, or a RangeError. */
import * as tf from "@tensorflow/tfjs";
import type { LabelledBatch, Values } from "../../engine/runner.js";
import type { Network } from "../../network/network.js";
import { checkCount, checkImageShape, checkLabels } from "../../training/batchCheck.js";
import { layerAt } from "../../training/headPath.js";
import type { LossRule } from "./losses.js";

export function imageTensor(network: Network, values: Values): tf.Tensor {
  checkImageShape(network, values.shape);
  checkCount(values);
  return tf.tensor(values.data, [...values.shape]);
}

export function labelTensor(
  network: Network,
  { labels: kind }: LossRule,
  samples: number,
  labels: LabelledBatch["labels"],
): tf.Tensor {
  checkLabels(network, kind, samples, labels);
  if (kind === "classes") return tf.tensor1d(Int32Array.from(labels), "int32");
  const { outputShape } = layerAt(network, network.output);
  return tf.tensor(Float32Array.from(labels), [samples, ...outputShape]);
}

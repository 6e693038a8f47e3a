/** What a runner is given, as TensorFlow takes it. In: images and labels. Out: feeds, or a RangeError. */
import type { LabelledBatch, Values } from "../../engine/runner.js";
import type { Feed, Held } from "../../engine/session.js";
import type { Network } from "../../network/network.js";
import { checkCount, checkImageShape, checkLabels } from "../../training/batchCheck.js";
import { layerAt } from "../../training/headPath.js";
import type { Loss } from "../../training/plan.js";
import { heldBy } from "./heldValues.js";
import { lossRules } from "./losses.js";

export function imageFeed(network: Network, values: Values): Feed | Held {
  checkImageShape(network, values.shape);
  const held = heldBy(values);
  if (held) return held;
  checkCount(values);
  const { shape, data } = values;
  return { type: "float32", shape, data };
}

export function labelFeed(
  network: Network,
  loss: Loss,
  samples: number,
  labels: LabelledBatch["labels"],
): Feed {
  const { labels: type } = lossRules[loss];
  checkLabels(network, type === "int32" ? "classes" : "targets", samples, labels);
  if (type === "int32") return { type, shape: [labels.length], data: Int32Array.from(labels) };
  const { outputShape } = layerAt(network, network.output);
  return { type, shape: [samples, ...outputShape], data: Float32Array.from(labels) };
}

/** Which loss a network has, and what its samples' labels are for that loss. */
import type { LabelledBatch } from "../engine/runner.js";
import type { Network } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { mixedTargets } from "./mixup.js";
import type { Loss } from "./plan.js";

/** Cross-entropy of a network that ends in sigmoid is the binary one. */
export function lossOf(network: Network, asked: Loss): Loss {
  return asked === "crossentropy" && finalActivation(network) === "sigmoid"
    ? "binarycrossentropy"
    : asked;
}

/** The activation that the output has gone through last; null for logits. */
export function finalActivation(network: Network, index = network.output): string | null {
  const layer = network.layers[index];
  if (!layer) return null;
  const { operation, activation, batchNorm, inputs, inputShape } = layer;
  const own = operation.kind === "activation" ? operation.activation : activation;
  if (own || batchNorm) return own?.name ?? null;
  const flat = operation.kind === "flatten" && sizeOf(inputShape.slice(0, -1)) === 1;
  const same = operation.kind === "id" || flat;
  return same ? finalActivation(network, inputs[0]) : null;
}

/**
 * Class numbers for cross-entropy; for the others a target for each of the outputs, 1 at the class, or the class's weight. With a
 * share each is mixed with the one after it.
 */
export function targetsOf(
  labels: Int32Array,
  loss: Loss,
  outputs: number,
  weights: readonly number[] | null = null,
  share?: number,
): LabelledBatch["labels"] {
  if (loss === "crossentropy") return labels;
  const targets = new Float32Array(labels.length * outputs);
  labels.forEach((label, sample) => {
    if (outputs === 1) targets[sample] = label;
    else targets[sample * outputs + label] = weights?.[label] ?? 1;
  });
  return share === undefined ? targets : mixedTargets(targets, outputs, share);
}

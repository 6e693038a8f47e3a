/** Which loss a network has, and what its samples' labels are for that loss. */
import type { LabelledBatch } from "../engine/runner.js";
import type { Network } from "../network/network.js";
import { activationAt, headPath } from "./headPath.js";
import { mixedTargets } from "./mixup.js";
import type { Loss } from "./plan.js";

/** Cross-entropy of a network that ends in sigmoid is the binary one. */
export function lossOf(network: Network, asked: Loss): Loss {
  return asked === "crossentropy" && finalActivation(network) === "sigmoid"
    ? "binarycrossentropy"
    : asked;
}

/** The activation that the output has gone through last; null for logits. */
export function finalActivation(network: Network): string | null {
  const last = headPath(network, network.output).at(-1) ?? network.output;
  return activationAt(network, last)?.name ?? null;
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

/** A network's outputs as probabilities of classes. */
import type { Network } from "../network/network.js";
import { finalActivation } from "./loss.js";

/** Logits go through softmax; one sigmoid is the probability of the second class. */
export function probabilities(network: Network, outputs: Float32Array): readonly number[] {
  const values = Array.from(outputs);
  const last = finalActivation(network);
  if (last === "sigmoid") return values.length === 1 ? [1 - (values[0] ?? 0), ...values] : values;
  if (last === "softmax") return values;
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

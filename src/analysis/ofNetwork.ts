/** What the results of all views of a network share. */
import type { Network } from "../network/network.js";

/** What every figure of a network's values says. Untrained: the weights are the drawn ones. */
export interface OfNetwork {
  readonly network: Network;
  readonly trained: boolean;
}

/** A class with its probability; `index` is its number. */
export interface RankedClass {
  readonly index: number;
  readonly class: string;
  readonly probability: number;
}

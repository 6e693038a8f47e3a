/** The ends of a network that a loss looks at: its output and, in training, the auxiliary classifiers. */
import type { ActivationWord } from "../../language/words.js";
import type { Activation, Network } from "../../network/network.js";
import { activationAt, headPath } from "../../training/headPath.js";
import type { Loss } from "../../training/plan.js";

export interface Head {
  /** Index of its last layer. */
  readonly output: number;
  readonly weight: number;
  /** The final activation that the loss takes in, so that it works on logits. */
  readonly folded: Activation | null;
  /** Layers that have logits for values then: the one with the activation, and those after it that only flatten. */
  readonly path: readonly number[];
}

/** What each loss folds. */
const folds: Readonly<Record<Loss, ActivationWord | null>> = {
  crossentropy: "softmax",
  softcrossentropy: "softmax",
  binarycrossentropy: "sigmoid",
  mse: null,
};

/** The main head comes first. */
export function headsOf(network: Network, loss: Loss): readonly [Head, ...Head[]] {
  const main = { output: network.output, weight: 1 };
  const heads = [main, ...network.auxiliaries].map(({ output, weight }): Head => {
    const path = headPath(network, output);
    const activation = activationAt(network, path.at(-1) ?? output);
    const folded = activation?.name === folds[loss] ? activation : null;
    return { output, weight, folded, path: folded ? path : [] };
  });
  return heads as [Head, ...Head[]];
}

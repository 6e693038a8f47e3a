/** The ends of a network that a loss looks at: its output and, in training, the auxiliary classifiers. */
import type { ActivationWord } from "../../language/words.js";
import type { Activation, Layer, Network } from "../../network/network.js";
import { sizeOf } from "../../network/variables.js";
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
  binarycrossentropy: "sigmoid",
  mse: null,
};

/** The main head comes first. */
export function headsOf(network: Network, loss: Loss): readonly [Head, ...Head[]] {
  const main = { output: network.output, weight: 1 };
  const heads = [main, ...network.auxiliaries].map(({ output, weight }): Head => {
    const path = flatPath(network, output);
    const activation = activationAt(network, path.at(-1) ?? output);
    const folded = activation?.name === folds[loss] ? activation : null;
    return { output, weight, folded, path: folded ? path : [] };
  });
  return heads as [Head, ...Head[]];
}

/** The last layer, and those before it as long as nothing but a flattening to the same numbers lies between. */
function flatPath(network: Network, output: number): readonly number[] {
  const { operation, activation, batchNorm, inputs, inputShape } = layerAt(network, output);
  const plain = activation === null && batchNorm === null;
  const vector = sizeOf(inputShape.slice(0, -1)) === 1;
  const through = operation.kind === "id" || (operation.kind === "flatten" && vector);
  const before = inputs[0];
  if (!plain || !through || before === undefined) return [output];
  return [output, ...flatPath(network, before)];
}

function activationAt(network: Network, index: number): Activation | null {
  const { operation, activation } = layerAt(network, index);
  return operation.kind === "activation" ? operation.activation : activation;
}

export function layerAt(network: Network, index: number): Layer {
  const layer = network.layers[index];
  if (!layer) throw new Error(`the network has no layer ${index}`);
  return layer;
}

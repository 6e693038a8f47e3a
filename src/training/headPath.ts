/** The end of a network, or of an auxiliary head, as a loss looks at it. */
import type { Activation, Layer, Network } from "../network/network.js";
import { sizeOf } from "../network/variables.js";

/** The last layer, and those before it as long as nothing but a flattening to the same numbers lies between. */
export function headPath(network: Network, output: number): readonly number[] {
  const { operation, activation, batchNorm, inputs, inputShape } = layerAt(network, output);
  const plain = activation === null && batchNorm === null;
  const vector = sizeOf(inputShape.slice(0, -1)) === 1;
  const through = operation.kind === "id" || (operation.kind === "flatten" && vector);
  const before = inputs[0];
  if (!plain || !through || before === undefined) return [output];
  return [output, ...headPath(network, before)];
}

export function activationAt(network: Network, index: number): Activation | null {
  const { operation, activation } = layerAt(network, index);
  return operation.kind === "activation" ? operation.activation : activation;
}

export function layerAt(network: Network, index: number): Layer {
  const layer = network.layers[index];
  if (!layer) throw new Error(`the network has no layer ${index}`);
  return layer;
}

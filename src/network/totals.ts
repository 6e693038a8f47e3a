/** Sums over a network; auxiliary heads are left out, and counted in `withAux`. */
import type { Layer, Totals } from "./network.js";
import { isStored } from "./operations.js";
import { sizeOf } from "./variables.js";

export function totalsOf(layers: readonly Layer[], output: number): Totals {
  const main = layers.filter((layer) => layer.aux === 0);
  const hasAux = main.length < layers.length;
  return {
    params: sum(main, (layer) => layer.params),
    weights: sum(main, (layer) => layer.weights),
    biases: sum(main, (layer) => layer.biases),
    nonTrainable: sum(main, (layer) => layer.nonTrainable),
    macs: sum(main, (layer) => layer.macs),
    activations: sum(main, storedValues),
    receptiveField: layers[output]?.receptiveField ?? [1, 1],
    withAux: hasAux
      ? { params: sum(layers, (layer) => layer.params), macs: sum(layers, (layer) => layer.macs) }
      : null,
  };
}

/** Values that a layer's output holds, once each; 0 for layers that need not keep one. */
export function storedValues(layer: Layer): number {
  return isStored(layer.operation) ? sizeOf(layer.outputShape) : 0;
}

function sum(layers: readonly Layer[], part: (layer: Layer) => number): number {
  return layers.reduce((total, layer) => total + part(layer), 0);
}

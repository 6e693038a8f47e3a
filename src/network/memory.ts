/**
 * How much memory a network needs, by what is really kept, in bytes.
 *
 * Inference keeps the weights and, at its widest point, the outputs that are still to be read: a layer's output lives
 * from its computation to its last reader. Bias, batch normalisation, activation and dropout happen in place.
 *
 * Training keeps the weights, one gradient for each trainable value, the optimiser's slots, and every stored output of
 * the batch until its gradient has been computed (the `activations` of the totals, and one more copy for what a batch
 * normalisation or a dropout remembers), plus the gradients of the largest layer's input and output.
 */
import type { Layer, Network } from "./network.js";
import type { OptimizerName } from "./optimizers.js";
import { optimizerSlots } from "./optimizers.js";
import { storedValues } from "./totals.js";
import { sizeOf } from "./variables.js";

export interface MemoryOptions {
  readonly batch: number;
  /** bytes of a value: 4 for float32; activations and gradients take 2 with bf16 */
  readonly precision?: "float32" | "bf16";
}

export interface Memory {
  readonly weights: number;
  readonly activations: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly total: number;
}

const bytes = { float32: 4, bf16: 2 } as const;

export function inferenceMemory(
  network: Network,
  { batch, precision = "float32" }: MemoryOptions,
): Memory {
  const { params, nonTrainable } = network.totals;
  const weights = (params + nonTrainable) * 4;
  const activations = widest(mainLayers(network)) * batch * bytes[precision];
  return { weights, activations, gradients: 0, optimizer: 0, total: weights + activations };
}

export function trainingMemory(
  network: Network,
  optimizer: OptimizerName,
  { batch, precision = "float32" }: MemoryOptions,
): Memory {
  const { nonTrainable, withAux, params: main } = network.totals;
  const params = withAux?.params ?? main;
  const weights = (params + nonTrainable) * 4;
  const kept = network.layers.reduce(
    (sum, layer) => sum + storedValues(layer) + remembered(layer),
    0,
  );
  const flowing = Math.max(
    ...network.layers.map((layer) => sizeOf(layer.inputShape) + sizeOf(layer.outputShape)),
  );
  const activations = kept * batch * bytes[precision];
  const gradients = params * 4 + flowing * batch * bytes[precision];
  const slots = params * 4 * optimizerSlots[optimizer];
  return {
    weights,
    activations,
    gradients,
    optimizer: slots,
    total: weights + activations + gradients + slots,
  };
}

function mainLayers({ layers }: Network): readonly Layer[] {
  return layers.filter((layer) => layer.aux === 0);
}

/** What goes into a normalisation or comes out of a dropout is needed again for the gradient. */
function remembered({ operation, batchNorm, outputShape }: Layer): number {
  const again =
    batchNorm !== null ||
    operation.kind === "bn" ||
    operation.kind === "lrn" ||
    operation.kind === "dropout";
  return again ? sizeOf(outputShape) : 0;
}

/** The largest sum of outputs that are alive at once. */
function widest(layers: readonly Layer[]): number {
  const lastReader = new Map<number, number>();
  layers.forEach((layer, index) => layer.inputs.forEach((input) => lastReader.set(input, index)));
  let alive = 0;
  let most = 0;
  layers.forEach((layer, index) => {
    alive += sizeOf(layer.outputShape);
    most = Math.max(most, alive);
    for (const input of new Set(layer.inputs))
      if (lastReader.get(input) === index) alive -= sizeOf(layers[input]?.outputShape ?? []);
  });
  return most;
}

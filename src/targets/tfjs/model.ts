/**
 * A checked network as a `tf.LayersModel`. In: a complete network. Out: a model that can do all that TensorFlow.js can
 * (predict, fit, save, load, summary), with weights of zero until they are set. It is made on the backend that is current,
 * and runs on any: wasm, plain JavaScript, TensorFlow through tfjs-node. Its own layer classes are registered on import.
 *
 * `fit` differs from our own training in two places, as TensorFlow.js does: drop-out is not seeded, and the moving
 * variance of batch normalisation is not corrected for the batch's size.
 */
import * as tf from "@tensorflow/tfjs";
import type { Layer, Network } from "../../network/network.js";
import { networkVariables, variablesOf, type VariableRole } from "../../network/variables.js";
import { stepName, stepsOf } from "./layers.js";
import type { Steps } from "./steps.js";

export interface BuiltModel {
  readonly model: tf.LayersModel;
  /** The TensorFlow.js layers of each layer of the network. */
  readonly steps: readonly Steps[];
}

export interface ModelOptions {
  /** Further outputs, after the main one: the auxiliary heads in order, whose loss is added in training. */
  readonly auxiliaries?: boolean;
}

export function layersModel(network: Network, options: ModelOptions = {}): tf.LayersModel {
  return buildModel(network, options).model;
}

export function buildModel(network: Network, { auxiliaries = false }: ModelOptions): BuiltModel {
  const heads = auxiliaries ? network.auxiliaries.map((head) => head.output) : [];
  const values: (tf.SymbolicTensor | null)[] = [];
  const steps: Steps[] = [];
  for (const layer of network.layers) {
    const wanted = layer.aux === 0 || auxiliaries;
    steps.push(wanted ? stepsOf(layer) : []);
    values.push(wanted ? valueOf(layer, steps.at(-1) ?? [], values) : null);
  }
  const outputs = [network.output, ...heads].map((index) => known(values, index));
  const model = tf.model({ name: network.name, inputs: known(values, 0), outputs });
  return { model, steps };
}

/** The model's weights under the names of the network's variables. */
export function modelVariables(
  model: tf.LayersModel,
  network: Network,
): ReadonlyMap<string, tf.LayerVariable> {
  const present = new Set(model.layers.map((layer) => layer.name));
  const found = new Map<string, tf.LayerVariable>();
  for (const layer of network.layers) {
    for (const { name, role } of variablesOf(layer)) {
      const owner = ownerOf(layer, role);
      const weight = present.has(owner) ? weightOf(model.getLayer(owner), role) : undefined;
      if (weight) found.set(name, weight);
    }
  }
  return found;
}

/** Gives a model the weights of the network, for example those that a runner has trained. */
export function setModelVariables(
  model: tf.LayersModel,
  network: Network,
  values: ReadonlyMap<string, Float32Array>,
): void {
  for (const [name, weight] of modelVariables(model, network)) {
    const data = values.get(name);
    if (!data) throw new Error(`no values for ${name}`);
    tf.tidy(() => weight.write(tf.tensor(data, weight.shape as number[])));
  }
}

function valueOf(
  layer: Layer,
  steps: Steps,
  values: readonly (tf.SymbolicTensor | null)[],
): tf.SymbolicTensor {
  if (layer.operation.kind === "input") {
    return tf.input({ name: stepName(layer.name), shape: [...layer.outputShape] });
  }
  const inputs = layer.inputs.map((index) => known(values, index));
  return applySteps(steps, inputs) as tf.SymbolicTensor;
}

/** TensorFlow.js takes a list only where there are several. */
export function applySteps<T extends tf.SymbolicTensor | tf.Tensor>(
  steps: Steps,
  inputs: readonly T[],
): T {
  const [first] = inputs;
  return steps.reduce<T | readonly T[]>((value, { layer }) => layer.apply(value), inputs.length === 1 ? first : inputs);
}

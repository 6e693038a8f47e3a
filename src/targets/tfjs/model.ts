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
import { variablesOf, type VariableRole } from "../../network/variables.js";
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
    writeWeight(weight, data);
  }
}

/** A copy: the JavaScript backend would keep the array itself. */
export function writeWeight(weight: tf.LayerVariable, data: Float32Array): void {
  const value = tf.tensor(data.slice(), weight.shape as number[]);
  weight.write(value);
  value.dispose();
}

/** One TensorFlow.js layer after the other; only the first reads several values. */
export function applySteps<T extends tf.SymbolicTensor | tf.Tensor>(
  steps: Steps,
  inputs: readonly T[],
): T {
  const [first, ...rest] = steps;
  if (!first) throw new Error("a layer without steps");
  return rest.reduce(
    (value, { layer }) => layer.apply(value) as T,
    applyLayer(first.layer, inputs),
  );
}

function applyLayer<T extends tf.SymbolicTensor | tf.Tensor>(
  layer: tf.layers.Layer,
  inputs: readonly T[],
): T {
  const [first] = inputs;
  if (!first) throw new Error(`layer ${layer.name} has no input`);
  return layer.apply(inputs.length === 1 ? first : ([...inputs] as tf.Tensor[])) as T;
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
  return applySteps(steps, inputs);
}

export function known<T>(values: readonly (T | null)[], index: number): T {
  const value = values[index];
  if (value === undefined || value === null) throw new Error(`layer ${index} is not built`);
  return value;
}

const weightNames: Readonly<Record<VariableRole, readonly string[]>> = {
  kernel: ["kernel", "depthwise_kernel"],
  bias: ["bias"],
  gamma: ["gamma"],
  beta: ["beta"],
  movingMean: ["moving_mean"],
  movingVariance: ["moving_variance"],
};

/** The TensorFlow.js layer that holds a variable of the layer. */
function ownerOf({ name, operation }: Layer, role: VariableRole): string {
  const main = role === "kernel" || role === "bias" || operation.kind === "bn";
  return main ? stepName(name) : `${stepName(name)}/bn`;
}

function weightOf(layer: tf.layers.Layer, role: VariableRole): tf.LayerVariable | undefined {
  const lastPart = (name: string) => name.split("/").at(-1) ?? "";
  return layer.weights.find(({ originalName }) =>
    weightNames[role].includes(lastPart(originalName)),
  );
}

/**
 * The forward pass, layer by layer. In: images and the steps of a network. Out: the values of its layers. Three things
 * are done here and not by the steps: batch statistics, seeded drop-out, leaving out an activation that a loss folds.
 */
import * as tf from "@tensorflow/tfjs";
import type { Layer, Network } from "../../network/network.js";
import { normalizeBatch, type Statistics } from "./ops/batchNorm.js";
import { applySteps, known } from "./model.js";
import type { Random } from "./random.js";
import type { Step, Steps } from "./steps.js";

export interface Pass {
  /** Drop-out and batch statistics are on. */
  readonly training: boolean;
  /** Layers of auxiliary heads run too. */
  readonly auxiliaries: boolean;
  /** The last layer that runs. */
  readonly upto: number;
  /** Layers that normalise with their moving statistics all the same. */
  readonly frozen: ReadonlySet<string>;
  /** Layers whose activation is left out. */
  readonly folded: ReadonlySet<number>;
  /** Layers whose values are wanted; null for all, as gradients need. The others are freed when the last has read them. */
  readonly kept: ReadonlySet<number> | null;
  readonly dropout: (layer: number) => Random;
  readonly weight: (name: string) => tf.Tensor;
  /** Receives the statistics of a batch while they exist. */
  readonly seen: (layer: Layer, momentum: number, statistics: Statistics) => void;
  /** Receives what a batch normalisation takes in while it exists. */
  readonly beforeNorm: (layer: number, value: tf.Tensor) => void;
  /** May put another value in the place of a layer's. */
  readonly watch: (layer: number, value: tf.Tensor) => tf.Tensor;
}

/** Null where a layer did not run or its value has been freed. */
export function forward(
  network: Network,
  steps: readonly Steps[],
  images: tf.Tensor,
  pass: Pass,
): readonly (tf.Tensor | null)[] {
  const values: (tf.Tensor | null)[] = [];
  const last = lastReaders(network);
  network.layers.forEach((layer, index) => {
    const runs = index <= pass.upto && (layer.aux === 0 || pass.auxiliaries);
    const inputs = runs ? layer.inputs.map((i) => known(values, i)) : [];
    const value =
      index === 0 ? images : runs ? run(layer, index, steps[index] ?? [], inputs, pass) : null;
    values.push(value && pass.watch(index, value));
    for (const input of layer.inputs) {
      if (pass.kept === null || pass.kept.has(input) || last[input] !== index) continue;
      values[input]?.dispose();
      values[input] = null;
    }
  });
  return values;
}

function run(
  layer: Layer,
  index: number,
  steps: Steps,
  inputs: readonly tf.Tensor[],
  pass: Pass,
): tf.Tensor {
  return tf.tidy(() => {
    const used = pass.folded.has(index) ? steps.slice(0, -1) : steps;
    const [value] = used.reduce<readonly tf.Tensor[]>(
      (values, step) => [runStep(layer, index, step, values, pass)],
      inputs,
    );
    if (!value) throw new Error(`layer ${layer.name} has no input`);
    return used.length === 0 ? tf.clone(value) : value;
  });
}

function runStep(
  layer: Layer,
  index: number,
  step: Step,
  inputs: readonly tf.Tensor[],
  pass: Pass,
): tf.Tensor {
  const [x] = inputs;
  if (x && step.role === "batchNorm") pass.beforeNorm(index, x);
  if (x && pass.training) {
    const { operation } = layer;
    if (step.role === "dropout" && operation.kind === "dropout") {
      return drop(x, operation.rate, pass.dropout(index));
    }
    if (step.role === "batchNorm" && !pass.frozen.has(layer.name)) return normalize(layer, x, pass);
  }
  return applySteps([step], inputs);
}

/** Inverted: what stays is made larger, so that inference changes nothing. */
function drop(x: tf.Tensor, rate: number, { uniform }: Random): tf.Tensor {
  const scale = 1 / (1 - rate);
  const mask = new Float32Array(x.size);
  for (let i = 0; i < mask.length; i++) mask[i] = uniform() < rate ? 0 : scale;
  return tf.mul(x, tf.tensor(mask, x.shape));
}

function normalize(layer: Layer, x: tf.Tensor, pass: Pass): tf.Tensor {
  const batchNorm = layer.operation.kind === "bn" ? layer.operation : layer.batchNorm;
  if (!batchNorm) throw new Error(`layer ${layer.name} has no batch normalisation`);
  const { epsilon, momentum } = batchNorm;
  const gamma = pass.weight(`${layer.name}/gamma`);
  const beta = pass.weight(`${layer.name}/beta`);
  return normalizeBatch(x, gamma, beta, epsilon, (statistics) =>
    pass.seen(layer, momentum, statistics),
  );
}

/** For each layer the last that reads it. */
function lastReaders({ layers }: Network): readonly number[] {
  const last: number[] = [];
  layers.forEach((layer, index) => {
    for (const input of layer.inputs) last[input] = index;
  });
  return last;
}

/**
 * A checked network becomes one TensorFlow graph: forward for inference and for training, loss, gradients, optimiser and
 * initialisers over the same variables. In: a network and a training plan (null where it is not trained). Out: the bytes
 * of a GraphDef and the names to feed and fetch. Nodes of a layer are named below the layer's name.
 */
import type { Network } from "../../network/network.js";
import { networkVariables, variablesOf } from "../../network/variables.js";
import { lossOf } from "../../training/loss.js";
import { defaultPlan, type Loss, type TrainingPlan } from "../../training/plan.js";
import type { Stored } from "./forward.js";
import {
  createGraph,
  inScope,
  namedNode,
  scalar,
  type Dims,
  type Graph,
  type Tensor,
} from "./graph.js";
import { initialValue } from "./initializers.js";
import { masked } from "./maps.js";
import { keptWeights, type KeptWeights } from "./keptWeights.js";
import { lossRules } from "./losses.js";
import { attribute, encodeGraph, type DataType } from "./messages.js";
import { feeds, fetches, nodeOfOutput, type PassNames, type ScoreNames } from "./names.js";
import { zeros } from "./ops/arrays.js";
import { cast } from "./ops/elementwise.js";
import { seedOf } from "./ops/random.js";
import { buildPass, type BuiltPass } from "./passes.js";
import { buildScore, type ScoreKey } from "./scores.js";
import { declareOptimizer, optimizerVariables, trainingStep } from "./training.js";
import {
  afterwards,
  assign,
  declareVariable,
  readByNumber,
  writeByNumber,
  type StoredVariable,
} from "./variables.js";

export interface StoredName {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface CompiledGraph {
  readonly bytes: Uint8Array;
  /** Binary cross-entropy where the network ends in sigmoid. */
  readonly loss: Loss;
  /** In the order of the numbers that they are read and written by. */
  readonly weights: readonly StoredName[];
  readonly optimizer: readonly StoredName[];
  readonly inference: PassNames;
  /** null without a plan */
  readonly training: PassNames | null;
  readonly scores: readonly ScoreNames[];
  /** Whether inference computes with kept copies of the weights, which `refresh` brings up to date. */
  readonly copies: boolean;
}

/** What suits the machine. */
export interface MachineOptions {
  readonly gpu: boolean;
  /** In how many slices a batch is computed, see `slices.ts`. */
  readonly slices: number;
}

export interface GraphOptions extends MachineOptions {
  /** For a TensorFlow without gradients of groups and dilation, see `support.ts`. */
  readonly portable: boolean;
  /** Those whose gradients will be asked for. */
  readonly scores: readonly ScoreKey[];
}

type Inputs = { readonly [Name in keyof typeof feeds]: Tensor };

export function compileNetwork(
  network: Network,
  plan: TrainingPlan | null,
  { portable = false, gpu = false, scores = [], slices = 1 }: Partial<GraphOptions> = {},
): CompiledGraph {
  const graph = createGraph({ portable, gpu });
  const stored: Stored = new Map(
    networkVariables(network).map(({ name, shape }) => [name, declareVariable(graph, name, shape)]),
  );
  const loss = lossOf(network, plan?.loss ?? defaultPlan.loss);
  const inputs = placeholders(graph, network, loss);
  const kept = keptWeights();
  const inference = buildPass({ ...graph, kept }, network, stored, inputs, loss, {
    pass: "inference",
    precision: plan?.precision ?? defaultPlan.precision,
    frozen: new Set(),
    dropoutSeed: () => scalar(graph, 0),
    slices,
  });
  nameInference(graph, network, inference, kept);
  const gradients = scores.map((score) => buildScore(graph, network, inference.values, score));
  const weights = [...stored.values()];
  access(graph, inputs, weights, [fetches.readWeight, fetches.writeWeight]);
  const training = plan && buildTraining(graph, network, plan, stored, inputs, loss, slices);
  const optimizer = training?.optimizer ?? [];
  initializers(graph, network, stored, inputs.seed, optimizer);
  return {
    bytes: encodeGraph(graph.nodes),
    loss,
    weights,
    optimizer,
    inference: inference.names,
    training: training?.pass.names ?? null,
    scores: gradients,
    copies: kept.updates.length > 0,
  };
}

function nameInference(
  graph: Graph,
  { output }: Network,
  { values, result }: BuiltPass,
  kept: KeptWeights,
): void {
  const last = values.layers[output]?.output;
  if (last) named(graph, fetches.predictions, last);
  named(graph, fetches.evaluate, result);
  if (kept.updates.length > 0) named(graph, fetches.refresh, scalar(graph, 1), kept.updates);
}

/** Of a batch, at least. */
const trainingImages = 2;

function buildTraining(
  graph: Graph,
  network: Network,
  plan: TrainingPlan,
  stored: Stored,
  inputs: Inputs,
  loss: Loss,
  slices: number,
): { readonly pass: BuiltPass; readonly optimizer: readonly StoredVariable[] } {
  const state = declareOptimizer(graph, network, plan, stored);
  const step = cast(inScope(graph, "step"), state.step.value, "int32");
  const batch = { ...graph, expectedImages: trainingImages };
  const pass = buildPass(batch, network, stored, inputs, loss, {
    pass: "training",
    precision: plan.precision,
    frozen: new Set(plan.frozen),
    dropoutSeed: (scoped, index) => seedOf(scoped, mix(plan.seed, index), step),
    slices,
  });
  const { gradientOf, values, result } = pass;
  const ops = trainingStep(graph, state, plan, gradientOf, values.statistics, inputs.learningRate);
  named(graph, fetches.update, result, ops.update);
  named(graph, fetches.accumulate, result, ops.accumulate);
  const optimizer = optimizerVariables(state);
  access(graph, inputs, optimizer, [fetches.readOptimizer, fetches.writeOptimizer]);
  return { pass, optimizer };
}

function placeholders(graph: Graph, network: Network, loss: Loss): Inputs {
  const input = network.layers[0]?.outputShape ?? [];
  const output = network.layers[network.output]?.outputShape ?? [];
  const labels = lossRules[loss].labels;
  return {
    images: placeholder(graph, feeds.images, "float32", [-1, ...input]),
    labels: placeholder(graph, feeds.labels, labels, labels === "int32" ? [-1] : [-1, ...output]),
    learningRate: placeholder(graph, feeds.learningRate, "float32", []),
    seed: placeholder(graph, feeds.seed, "int32", []),
    number: placeholder(graph, feeds.number, "int32", []),
    value: placeholder(graph, feeds.value, "float32", null),
  };
}

/** A shape of null is any. */
function placeholder(graph: Graph, name: string, type: DataType, shape: Dims | null): Tensor {
  const dtype = { dtype: attribute.type(type) };
  const attributes = shape ? { ...dtype, shape: attribute.shape(shape) } : dtype;
  const output = { type, shape: shape ?? [] };
  return namedNode(graph, nodeOfOutput(name), "Placeholder", [], attributes, output);
}

function named(graph: Graph, name: string, value: Tensor, after: readonly Tensor[] = []): void {
  afterwards(graph, nodeOfOutput(name), value, after);
}

function access(
  root: Graph,
  { number, value }: Inputs,
  variables: readonly StoredVariable[],
  [read, write]: readonly [string, string],
): void {
  if (variables.length === 0) return;
  const graph = inScope(root, ".access");
  readByNumber(graph, nodeOfOutput(read), variables, number);
  writeByNumber(graph, nodeOfOutput(write), variables, number, value);
}

function initializers(
  root: Graph,
  network: Network,
  stored: Stored,
  seed: Tensor,
  optimizer: readonly StoredVariable[],
): void {
  const graph = inScope(root, ".initial");
  const drawn = network.layers.flatMap((layer, number) =>
    variablesOf(layer).flatMap((variable, role) => {
      const own = stored.get(variable.name);
      const scoped = inScope(root, `${variable.name}/initial`);
      const value = initialValue(scoped, variable, seedOf(scoped, mix(number, role), seed));
      return own ? [assign(scoped, own, masked(scoped, layer, variable, value))] : [];
    }),
  );
  const cleared = optimizer.map((slot) => assign(graph, slot, zeros(graph, slot.shape)));
  named(graph, fetches.initialize, scalar(graph, 1), [...drawn, ...cleared]);
  named(graph, fetches.clearOptimizer, scalar(graph, 1), cleared);
}

/** One whole number of 32 bits from two. */
function mix(seed: number, index: number): number {
  return (Math.imul(seed, 1_000_003) + index) | 0;
}

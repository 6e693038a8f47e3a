/** A network as TensorFlow.js holds it, and what can be computed with it inside one scope of tensors. */
import * as tf from "@tensorflow/tfjs";
import { EngineError } from "../../engine/engineError.js";
import type { LabelledBatch, StepResult, Values } from "../../engine/runner.js";
import type { Layer, Network } from "../../network/network.js";
import { variablesOf } from "../../network/variables.js";
import { lossOf } from "../../training/loss.js";
import { defaultPlan, type TrainingPlan } from "../../training/plan.js";
import { imageTensor, labelTensor } from "./batches.js";
import type { Statistics } from "./ops/batchNorm.js";
import { forward, type Pass } from "./forward.js";
import { headsOf, type Head } from "./heads.js";
import { initialValues } from "./initial.js";
import { lossRules, type LossRule } from "./losses.js";
import { buildModel, known, modelVariables, writeWeight, type BuiltModel } from "./model.js";
import { objective } from "./objective.js";
import {
  applyGradients,
  clearState,
  emptyState,
  type OptimizerState,
  type Trained,
} from "./optimizer.js";
import { random } from "./random.js";

export interface Engine extends BuiltModel {
  readonly network: Network;
  readonly plan: TrainingPlan | null;
  readonly weights: ReadonlyMap<string, tf.LayerVariable>;
  readonly trained: readonly Trained[];
  readonly state: OptimizerState;
  readonly rule: LossRule;
  readonly heads: readonly [Head, ...Head[]];
  readonly folded: ReadonlySet<number>;
}

export function buildEngine(network: Network, plan: TrainingPlan | null): Engine {
  const built = buildModel(network, { auxiliaries: true });
  const weights = modelVariables(built.model, network);
  const frozen = new Set(plan?.frozen);
  const variables = network.layers.filter(({ name }) => !frozen.has(name)).flatMap(variablesOf);
  const trained = variables.flatMap((variable) => {
    const weight = variable.trainable ? weights.get(variable.name) : undefined;
    return plan && weight ? [{ variable, weight }] : [];
  });
  const loss = lossOf(network, plan?.loss ?? defaultPlan.loss);
  const heads = headsOf(network, loss);
  const folded = new Set(heads.flatMap(({ path }) => path.slice(-1)));
  const rule = lossRules[loss];
  return { ...built, network, plan, weights, trained, state: emptyState(), rule, heads, folded };
}

export function initialize({ network, weights, state }: Engine, seed: number): void {
  clearState(state);
  network.layers.forEach((layer, index) => {
    for (const [name, values] of initialValues(layer, seed, index)) {
      writeWeight(weightOf(weights, name), values);
    }
  });
}

export function predict(engine: Engine, images: Values): tf.Tensor {
  const { network } = engine;
  const kept = new Set([network.output]);
  const x = imageTensor(network, images);
  return known(forward(network, engine.steps, x, inference(engine, { kept })), network.output);
}

export function evaluate(engine: Engine, batch: LabelledBatch): StepResult {
  const { network, rule, heads, folded } = engine;
  const x = imageTensor(network, batch.images);
  const labels = labelTensor(network, rule, x.shape[0], batch.labels);
  const kept = new Set([0, network.output]);
  const values = forward(network, engine.steps, x, inference(engine, { folded, kept }));
  const { loss, correct } = objective(network, rule, [heads[0]], values, labels);
  return { loss: numberOf(loss), correct: numberOf(correct) };
}

export function trainStep(engine: Engine, batch: LabelledBatch, rate: number): StepResult {
  const { network, plan, rule, heads, trained, state } = engine;
  if (!plan) throw new EngineError(`${network.name} was opened without a training plan`);
  const x = imageTensor(network, batch.images);
  const labels = labelTensor(network, rule, x.shape[0], batch.labels);
  const pass = training(engine, { seen: (...seen) => moveStatistics(engine, ...seen) });
  let correct = 0;
  const { value, grads } = gradients(
    () => {
      const values = forward(network, engine.steps, x, pass);
      const goal = objective(network, rule, heads, values, labels);
      correct = numberOf(goal.correct);
      return goal.loss;
    },
    trained.map(({ weight }) => weight.read()),
  );
  applyGradients(state, plan, trained, grads, rate);
  return { loss: numberOf(value), correct };
}

/** A gradient of zeros where the value does not depend on a source. */
export function gradients(
  value: () => tf.Tensor,
  sources: readonly tf.Tensor[],
): { readonly value: tf.Tensor; readonly grads: readonly tf.Tensor[] } {
  if (sources.length === 0) return { value: value(), grads: [] };
  const found = tf.engine().gradients(value, [...sources], undefined, true);
  const grads = found.grads as (tf.Tensor | undefined)[];
  return {
    value: found.value,
    grads: sources.map((source, i) => grads[i] ?? tf.zeros(source.shape)),
  };
}

export function inference(engine: Engine, changes: Partial<Pass>): Pass {
  return {
    training: false,
    auxiliaries: false,
    upto: engine.network.layers.length - 1,
    frozen: new Set(engine.plan?.frozen),
    folded: new Set(),
    kept: null,
    dropout: (layer) => random(engine.plan?.seed ?? 0, layer, engine.state.step),
    weight: (name) => weightOf(engine.weights, name).read(),
    seen: () => undefined,
    beforeNorm: () => undefined,
    watch: (_, value) => value,
    ...changes,
  };
}

export function training(engine: Engine, changes: Partial<Pass>): Pass {
  const { folded } = engine;
  return inference(engine, { training: true, auxiliaries: true, folded, ...changes });
}

/** moving ← momentum·moving + (1 − momentum)·batch */
function moveStatistics(
  { weights }: Engine,
  { name }: Layer,
  momentum: number,
  { mean, variance }: Statistics,
): void {
  const move = (weight: tf.LayerVariable, value: tf.Tensor) =>
    weight.write(tf.add(tf.mul(momentum, weight.read()), tf.mul(1 - momentum, value)));
  move(weightOf(weights, `${name}/movingMean`), mean);
  move(weightOf(weights, `${name}/movingVariance`), variance);
}

function weightOf(weights: ReadonlyMap<string, tf.LayerVariable>, name: string): tf.LayerVariable {
  const weight = weights.get(name);
  if (!weight) throw new Error(`the model has no weight ${name}`);
  return weight;
}

function numberOf(scalar: tf.Tensor): number {
  return scalar.dataSync()[0] ?? NaN;
}

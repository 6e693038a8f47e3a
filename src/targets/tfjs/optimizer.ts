/**
 * Training's updates and what is kept between them. In: gradients and a plan. Out: changed weights. A step trains on one
 * batch; an update takes the mean gradient of `accumulate` steps, with λ·w of `l2=λ`, scaled down to `clipNorm`.
 */
import * as tf from "@tensorflow/tfjs";
import type { Variable } from "../../network/variables.js";
import type { TrainingPlan } from "../../training/plan.js";
import { optimizerRules } from "./optimizerRules.js";

/** A variable that training changes. */
export interface Trained {
  readonly variable: Variable;
  readonly weight: tf.LayerVariable;
}

/** What an optimiser keeps between steps. */
export interface OptimizerState {
  /** Batches trained on. */
  step: number;
  /** Those that have been needed; the others are zeros. */
  readonly variables: Map<string, tf.Variable>;
}

export function emptyState(): OptimizerState {
  return { step: 0, variables: new Map() };
}

export function clearState(state: OptimizerState): void {
  state.step = 0;
  for (const variable of state.variables.values()) variable.dispose();
  state.variables.clear();
}

/** Names and shapes of all that a checkpoint needs, in one order. */
export function stateVariables(
  { optimizer, accumulate }: TrainingPlan,
  trained: readonly Trained[],
): readonly { readonly name: string; readonly shape: readonly number[] }[] {
  const kept = [
    ...optimizerRules[optimizer.name].slots,
    ...(accumulate > 1 ? ["accumulated"] : []),
  ];
  const slots = trained.flatMap(({ variable: { name, shape } }) =>
    kept.map((slot) => ({ name: `${name}/${slot}`, shape })),
  );
  return [{ name: "step", shape: [] }, ...slots];
}

/** A variable of the state, zeros where it has not been needed before. */
export function stateVariable(
  { variables }: OptimizerState,
  name: string,
  shape: readonly number[],
): tf.Variable {
  const found = variables.get(name);
  if (found) return found;
  const created = tf.tidy(() => tf.variable(tf.zeros([...shape]), false));
  variables.set(name, created);
  return created;
}

/** One step with the gradients of one batch, which are in the order of `trained`. */
export function applyGradients(
  state: OptimizerState,
  plan: TrainingPlan,
  trained: readonly Trained[],
  gradients: readonly tf.Tensor[],
  rate: number,
): void {
  state.step += 1;
  const totals = trained.map((one, i) => total(state, plan, one, gradients[i] as tf.Tensor));
  if (state.step % plan.accumulate !== 0) return;
  const clipped = clip(totals, plan.clipNorm);
  trained.forEach((one, i) => update(state, plan, one, clipped[i] as tf.Tensor, rate));
  if (plan.accumulate === 1) return;
  for (const one of trained) accumulator(state, one).assign(tf.zeros([...one.variable.shape]));
}

/** The gradient of the batch with its penalty; where batches accumulate, the sum of their shares so far. */
function total(
  state: OptimizerState,
  { accumulate }: TrainingPlan,
  one: Trained,
  gradient: tf.Tensor,
): tf.Tensor {
  const { l2 } = one.variable;
  const penalised = l2 === 0 ? gradient : tf.add(gradient, tf.mul(l2, one.weight.read()));
  if (accumulate === 1) return penalised;
  const kept = accumulator(state, one);
  const sum = tf.add(kept, tf.mul(1 / accumulate, penalised));
  kept.assign(sum);
  return sum;
}

function update(
  state: OptimizerState,
  { optimizer, accumulate }: TrainingPlan,
  { variable, weight }: Trained,
  gradient: tf.Tensor,
  rate: number,
): void {
  const { slots, next } = optimizerRules[optimizer.name];
  const kept = slots.map((slot) =>
    stateVariable(state, `${variable.name}/${slot}`, variable.shape),
  );
  const count = state.step / accumulate;
  // Loshchilov 2019: w ← w − rate·decay·w, apart from the gradient.
  const decays = optimizer.name === "adamw" && variable.role === "kernel";
  const before = decays ? tf.mul(1 - rate * optimizer.weightDecay, weight.read()) : weight.read();
  const [after, ...values] = next({
    weight: before,
    gradient,
    slots: kept,
    rate,
    count,
    optimizer,
  });
  weight.write(after);
  kept.forEach((slot, i) => slot.assign(values[i] as tf.Tensor));
}

/** Scaled down together to the global norm, where theirs is larger. */
function clip(gradients: readonly tf.Tensor[], norm: number): readonly tf.Tensor[] {
  if (norm === 0 || gradients.length === 0) return gradients;
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const whole = tf.sqrt(tf.addN(squares));
  const factor = tf.div(norm, tf.maximum(whole, norm));
  return gradients.map((gradient) => tf.mul(gradient, factor));
}

function accumulator(state: OptimizerState, { variable: { name, shape } }: Trained): tf.Variable {
  return stateVariable(state, `${name}/accumulated`, shape);
}

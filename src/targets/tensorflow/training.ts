/**
 * One training step. In: gradients, the plan, the variables. Out: the ops that update, under two names: one only adds the
 * gradients up, the other updates as well.
 */
import type { Network } from "../../network/network.js";
import { variablesOf, type Variable } from "../../network/variables.js";
import type { TrainingPlan } from "../../training/plan.js";
import type { MovingStatistic, Stored } from "./forward.js";
import { inScope, node, scalar, type Graph, type Tensor } from "./graph.js";
import type { GradientOf } from "./gradients.js";
import { attribute } from "./messages.js";
import { zeros } from "./ops/arrays.js";
import { like } from "./ops/elementwise.js";
import { applyUpdate, slotsOf } from "./optimizers.js";
import { readersOf } from "./readers.js";
import { assign, declareVariable, type StoredVariable } from "./variables.js";

/** A variable that training changes, with what the optimiser keeps for it. */
interface Trained {
  readonly variable: Variable;
  readonly stored: StoredVariable;
  readonly slots: readonly StoredVariable[];
  /** The sum of gradients between updates; null where every batch is one. */
  readonly accumulator: StoredVariable | null;
}

/** What an update takes in. */
interface Summed extends Trained {
  readonly total: Tensor;
  /** The total, clipped. */
  readonly gradient: Tensor;
  /** What reads the variable in this step. */
  readonly readers: readonly Tensor[];
}

export interface OptimizerState {
  /** Batches trained on. */
  readonly step: StoredVariable;
  readonly trained: readonly Trained[];
}

export interface StepOps {
  /** Ops of a batch whose gradients are only added up. */
  readonly accumulate: readonly Tensor[];
  /** Ops of a batch that ends in an update. */
  readonly update: readonly Tensor[];
}

export function declareOptimizer(
  graph: Graph,
  network: Network,
  plan: TrainingPlan,
  stored: Stored,
): OptimizerState {
  const frozen = new Set(plan.frozen);
  const variables = network.layers
    .filter((layer) => !frozen.has(layer.name))
    .flatMap(variablesOf)
    .filter(({ trainable }) => trainable);
  const trained = variables.flatMap((variable) => {
    const own = stored.get(variable.name);
    if (!own) return [];
    const beside = (slot: string) =>
      declareVariable(graph, `${variable.name}/${slot}`, variable.shape);
    const accumulator = plan.accumulate > 1 ? beside("accumulated") : null;
    return [
      { variable, stored: own, slots: slotsOf(plan.optimizer.name).map(beside), accumulator },
    ];
  });
  return { step: declareVariable(graph, "step", []), trained };
}

/** The optimiser's own variables, in one order. */
export function optimizerVariables({ step, trained }: OptimizerState): readonly StoredVariable[] {
  const slots = trained.flatMap(({ slots, accumulator }) =>
    accumulator ? [...slots, accumulator] : slots,
  );
  return [step, ...slots];
}

export function trainingStep(
  root: Graph,
  state: OptimizerState,
  plan: TrainingPlan,
  gradientOf: GradientOf,
  statistics: readonly MovingStatistic[],
  learningRate: Tensor,
): StepOps {
  const graph = inScope(root, ".step");
  const found = state.trained.flatMap((one) => {
    const gradient = gradientOf(one.stored.value);
    return gradient ? [{ ...one, total: total(root, one, gradient, plan.accumulate) }] : [];
  });
  const clipped = clip(
    graph,
    found.map((one) => one.total),
    plan.clipNorm,
  );
  const count = updateCount(graph, state.step, plan.accumulate);
  const readers = readersOf(root, clipped);
  const updates = found.flatMap((one, i) => {
    const own = { ...one, gradient: clipped[i] ?? one.total, readers: readers(one.stored.value) };
    return update(root, own, plan, learningRate, count);
  });
  const next = like(graph, "AddV2", [state.step.value, scalar(graph, 1)]);
  const always = [
    assign(graph, state.step, next),
    ...statistics.map(({ variable, next }) => assign(graph, variable, next)),
  ];
  const sums = found.flatMap(({ accumulator, total }) =>
    accumulator ? [assign(graph, accumulator, total)] : [],
  );
  return { accumulate: [...always, ...sums], update: [...always, ...updates] };
}

/** The gradient that an update takes: with λ·w of `l2=λ`, and the mean over the batches of an update. */
function total(
  root: Graph,
  { variable, stored, accumulator }: Trained,
  gradient: Tensor,
  batches: number,
): Tensor {
  const graph = inScope(root, `${variable.name}/update`);
  const plus = (a: Tensor, b: Tensor) => like(graph, "AddV2", [a, b]);
  const times = (a: Tensor, b: number) => like(graph, "Mul", [a, scalar(graph, b)]);
  const { l2 } = variable;
  const penalised = l2 === 0 ? gradient : plus(gradient, times(stored.value, l2));
  return accumulator ? plus(times(penalised, 1 / batches), accumulator.value) : penalised;
}

function update(
  root: Graph,
  { variable, stored, slots, accumulator, total, gradient, readers }: Summed,
  { optimizer }: TrainingPlan,
  learningRate: Tensor,
  count: Tensor,
): readonly Tensor[] {
  const graph = inScope(root, `${variable.name}/update`);
  const decays = variable.role === "kernel";
  const kept = { variable: stored, slots, gradient, decays, readers };
  const applied = applyUpdate({ graph, optimizer, learningRate, count, ...kept });
  if (!accumulator) return [applied];
  const cleared = assign(graph, accumulator, zeros(graph, variable.shape), { after: [total] });
  return [applied, cleared];
}

/** Scaled down together to the global norm, where it is larger. */
function clip(graph: Graph, gradients: readonly Tensor[], norm: number): readonly Tensor[] {
  if (norm === 0) return gradients;
  const half = { type: "float32", shape: [] } as const;
  const halves = gradients.map((gradient) =>
    node(graph, "L2Loss", [gradient], { T: attribute.type("float32") }, half),
  );
  const [first = scalar(graph, 0), ...rest] = halves;
  const sum = like(graph, "AddN", [first, ...rest], { N: attribute.int(rest.length + 1) });
  const root = like(graph, "Sqrt", [like(graph, "Mul", [sum, scalar(graph, 2)])]);
  const limit = scalar(graph, norm);
  const factor = like(graph, "Div", [limit, like(graph, "Maximum", [root, limit])]);
  return gradients.map((gradient) => like(graph, "Mul", [gradient, factor]));
}

/** The number of this update from 1, given the batches before it. */
function updateCount(graph: Graph, step: StoredVariable, batches: number): Tensor {
  const done = like(graph, "FloorDiv", [step.value, scalar(graph, batches)]);
  return like(graph, "AddV2", [done, scalar(graph, 1)]);
}

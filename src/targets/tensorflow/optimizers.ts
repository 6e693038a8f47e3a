/**
 * Optimisers. In: a variable, its gradient and the optimiser's slots. Out: the op that updates them. Each is TensorFlow's
 * own fused op, so the rules are those of its documentation (`ResourceApplyAdam` and so on).
 */
import type { Optimizer, OptimizerName } from "../../training/plan.js";
import { node, scalar, type Attributes, type Graph, type Tensor } from "./graph.js";
import { attribute } from "./messages.js";
import { like } from "./ops/elementwise.js";
import { assign, type StoredVariable } from "./variables.js";

export interface Update {
  readonly graph: Graph;
  readonly optimizer: Optimizer;
  readonly variable: StoredVariable;
  readonly gradient: Tensor;
  /** In the order of `slotsOf`. */
  readonly slots: readonly StoredVariable[];
  readonly learningRate: Tensor;
  /** The number of this update, from 1, in float32. */
  readonly count: Tensor;
  /** Kernels decay under adamw. */
  readonly decays: boolean;
  /** What reads the variable in this step. */
  readonly readers: readonly Tensor[];
}

interface Rule {
  /** Names of the variables kept for each trained one. They begin at zero. */
  readonly slots: readonly string[];
  readonly apply: (update: Update) => Tensor;
}

const rules: Readonly<Record<OptimizerName, Rule>> = {
  sgd: { slots: [], apply: applyGradientDescent },
  momentum: { slots: ["momentum"], apply: (update) => applyMomentum(update, false) },
  nesterov: { slots: ["momentum"], apply: (update) => applyMomentum(update, true) },
  rmsprop: { slots: ["meanSquare", "momentum"], apply: applyRmsProp },
  adam: { slots: ["m", "v"], apply: (update) => applyAdam(update, []) },
  adamw: { slots: ["m", "v"], apply: (update) => applyAdam(update, decay(update)) },
};

export function slotsOf(name: OptimizerName): readonly string[] {
  return rules[name].slots;
}

export function applyUpdate(update: Update): Tensor {
  return rules[update.optimizer.name].apply(update);
}

/** w ← w − rate·g */
function applyGradientDescent(update: Update): Tensor {
  return apply(update, "ResourceApplyGradientDescent", [update.learningRate, update.gradient]);
}

/** a ← momentum·a + g; w ← w − rate·a, with Nesterov w ← w − rate·(g + momentum·a) */
function applyMomentum(update: Update, nesterov: boolean): Tensor {
  const { graph, optimizer, gradient, learningRate } = update;
  const inputs = [learningRate, gradient, scalar(graph, optimizer.momentum)];
  return apply(update, "ResourceApplyMomentum", inputs, {
    use_nesterov: attribute.bool(nesterov),
  });
}

/** s ← rho·s + (1 − rho)·g²; w ← w − rate·g / √(s + epsilon). The op's momentum slot is there, at momentum 0. */
function applyRmsProp(update: Update): Tensor {
  const { graph, optimizer, gradient, learningRate } = update;
  const numbers = [optimizer.rho, 0, optimizer.epsilon].map((value) => scalar(graph, value));
  return apply(update, "ResourceApplyRMSProp", [learningRate, ...numbers, gradient]);
}

/** Kingma 2015, section 2's more efficient order: epsilon is added to the root of the uncorrected second moment. */
function applyAdam(update: Update, after: readonly Tensor[]): Tensor {
  const { graph, optimizer, gradient, learningRate, count } = update;
  const { beta1, beta2, epsilon } = optimizer;
  const powers = [beta1, beta2].map((beta) => like(graph, "Pow", [scalar(graph, beta), count]));
  const numbers = [beta1, beta2, epsilon].map((value) => scalar(graph, value));
  const inputs = [...powers, learningRate, ...numbers, gradient];
  return apply(update, "ResourceApplyAdam", inputs, {}, after);
}

/** Loshchilov 2019: w ← w − rate·decay·w, before the rest and apart from the gradient. */
function decay({
  graph,
  optimizer,
  variable,
  learningRate,
  decays,
  readers,
}: Update): readonly Tensor[] {
  if (!decays || optimizer.weightDecay === 0) return [];
  const rate = like(graph, "Mul", [learningRate, scalar(graph, optimizer.weightDecay)]);
  const lost = like(graph, "Mul", [variable.value, rate]);
  return [assign(graph, variable, lost, { op: "AssignSubVariableOp", after: readers })];
}

function apply(
  { graph, variable, slots, readers }: Update,
  op: string,
  inputs: readonly Tensor[],
  attributes: Attributes = {},
  after: readonly Tensor[] = [],
): Tensor {
  const handles = [variable, ...slots].map(({ handle }) => handle);
  const all = { T: attribute.type("float32"), ...attributes };
  return node(graph, op, [...handles, ...inputs], all, { type: "float32", shape: [] }, [
    ...readers,
    ...after,
  ]);
}

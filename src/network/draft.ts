/** A layer while its network is being elaborated, and the expanded tree that the activation rule reads. */
import type { HeadForm } from "../language/syntax.js";
import type { Span } from "../language/source.js";
import type { Activation, AuxiliaryHead, BatchNorm, Layer, Operation, Shape } from "./network.js";
import type { Field } from "./operations.js";
import { multiplyAdds } from "./operations.js";
import type { VariableRole } from "./variables.js";
import { sizeOf, variablesOf } from "./variables.js";

export interface Draft {
  readonly name: string;
  operation: Operation;
  readonly inputs: readonly number[];
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  readonly batchNorm: BatchNorm | null;
  activation: Activation | null;
  readonly activationWritten: boolean;
  readonly initializerWritten: boolean;
  readonly field: Field;
  readonly aux: number;
  copiedFrom: Layer["copiedFrom"];
  readonly span: Span;
  readonly calls: readonly Span[];
  readonly trail: readonly Span[];
  /** As written; null for layers that no head stands for (joins, projections). */
  readonly form: HeadForm | null;
}

/** Groups, repeats and calls are gone here; brackets and auxiliary heads stay. */
export type Item =
  | { readonly kind: "layer"; readonly draft: Draft }
  | {
      readonly kind: "bracket";
      readonly join: "concat" | "add";
      readonly branches: readonly (readonly Item[])[];
      readonly draft: Draft;
    }
  | { readonly kind: "aux"; readonly items: readonly Item[] };

/** Layers, joins and what hangs off them; grows as stages are placed. */
export interface Plan {
  readonly drafts: Draft[];
  readonly auxiliaries: AuxiliaryHead[];
}

/** Written out field by field: spreading thousands of layers is the slowest thing a check could do. */
export function layerOf(draft: Draft): Layer {
  const counts = countsOf(draft);
  const weights = counts.kernel + counts.gamma;
  const biases = counts.bias + counts.beta;
  return {
    name: draft.name,
    operation: draft.operation,
    inputs: draft.inputs,
    inputShape: draft.inputShape,
    outputShape: draft.outputShape,
    batchNorm: draft.batchNorm,
    activation: draft.activation,
    activationWritten: draft.activationWritten,
    weights,
    biases,
    nonTrainable: counts.movingMean + counts.movingVariance,
    params: weights + biases,
    macs: multiplyAdds(draft.operation, counts.kernel, draft.inputShape, draft.outputShape),
    receptiveField: draft.field.receptiveField,
    jump: draft.field.jump,
    aux: draft.aux,
    copiedFrom: draft.copiedFrom,
    span: draft.span,
    calls: draft.calls,
    trail: draft.trail,
  };
}

function countsOf(draft: Draft): Record<VariableRole, number> {
  const counts = { kernel: 0, bias: 0, gamma: 0, beta: 0, movingMean: 0, movingVariance: 0 };
  for (const variable of variablesOf(draft)) counts[variable.role] = variable.count;
  return counts;
}

/** The largest count that the layer gives rise to: its values or its weights. NaN where not known. */
export function largestCount(draft: Draft): number {
  const counts = variablesOf(draft).map((variable) => sizeOf(variable.shape));
  const layer = multiplyAdds(draft.operation, counts[0] ?? 0, draft.inputShape, draft.outputShape);
  return Math.max(sizeOf(draft.outputShape), layer, ...counts);
}

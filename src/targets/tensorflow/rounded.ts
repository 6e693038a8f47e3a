/**
 * Kernels in bfloat16, kept beside the float32 ones for inference: casting VGG's 138 M weights at every call takes longer than
 * computing with them. They are brought up to date when weights have changed, see `refresh` in names.ts.
 */
import { differentiable, inScope, type Graph, type Tensor } from "./graph.js";
import { cast } from "./ops/elementwise.js";
import { assign, declareVariable, type StoredVariable } from "./variables.js";

export interface RoundedKernels {
  /** What stands for this value of the variable, masked as it may be. Its gradient goes to the value. */
  readonly of: (graph: Graph, variable: StoredVariable, value: Tensor) => Tensor;
  /** Ops that bring all of them up to date. */
  readonly updates: () => readonly Tensor[];
}

export function roundedKernels(): RoundedKernels {
  const updates: Tensor[] = [];
  return {
    updates: () => updates,
    of(graph, variable, value) {
      const kept = declareVariable(graph, `${variable.name}/.rounded`, variable.shape, "bfloat16");
      updates.push(assign(inScope(graph, ".refresh"), kept, cast(graph, value, "bfloat16")));
      return differentiable(graph, [value], kept.value, (g, dy) => [cast(g, dy, "float32")]);
    },
  };
}

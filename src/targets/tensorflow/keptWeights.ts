/**
 * What is made from weights alone, kept beside them for inference: kernels in bfloat16, and tiles of them (`ops/winograd.ts`). To cast
 * VGG's 138 M weights at every call takes longer than to compute with them. Brought up to date when weights have changed, see
 * `refresh` in names.ts.
 */
import { differentiable, inScope, type Graph, type Tensor } from "./graph.js";
import { assign, declareVariable } from "./variables.js";

export interface KeptWeights {
  /** What stands for the value in a run. */
  readonly keep: (graph: Graph, value: Tensor) => Tensor;
  /** Ops that bring all of them up to date. */
  readonly updates: readonly Tensor[];
}

export function keptWeights(): KeptWeights {
  const updates: Tensor[] = [];
  return {
    updates,
    keep(graph, value) {
      const name = `${graph.scope}/.kept/${updates.length}`;
      const kept = declareVariable(graph, name, value.shape, value.type);
      updates.push(assign(inScope(graph, ".refresh"), kept, value));
      return differentiable(graph, [value], kept.value, (_, dy) => [dy]);
    },
  };
}

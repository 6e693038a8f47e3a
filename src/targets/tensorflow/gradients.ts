/**
 * Reverse-mode differentiation over the tape. In: a graph and a scalar in it. Out: the gradient of the scalar at any
 * tensor. Gradient nodes are named below the op that they belong to, so their errors name its layer too.
 */
import { inScope, scalar, type Graph, type Tensor } from "./graph.js";
import { addN } from "./ops/elementwise.js";

/** The gradient at a tensor, or null where the scalar does not depend on it. */
export type GradientOf = (tensor: Tensor) => Tensor | null;

export function gradients(graph: Graph, of: Tensor): GradientOf {
  const parts = new Map<string, Tensor[]>([[of.name, [scalar(graph, 1)]]]);
  const total = (name: string, scope: string): Tensor | null => {
    const [first, ...rest] = parts.get(name) ?? [];
    if (first === undefined || rest.length === 0) return first ?? null;
    const sum = addN(inScope(graph, `${scope}/gradient`), [first, ...rest]);
    parts.set(name, [sum]);
    return sum;
  };
  const entries = graph.tape.slice();
  const scopes = new Map(entries.map(({ output, scope }) => [output.name, scope]));
  for (const { inputs, output, scope, gradient } of entries.reverse()) {
    const upstream = total(output.name, scope);
    if (upstream === null) continue;
    const found = gradient(inScope(graph, `${scope}/gradient`), upstream);
    found.forEach((part, i) => {
      const name = inputs[i]?.name;
      if (part && name !== undefined) parts.set(name, [...(parts.get(name) ?? []), part]);
    });
  }
  return (tensor) => total(tensor.name, scopes.get(tensor.name) ?? scopeOf(tensor.name));
}

function scopeOf(name: string): string {
  return name.slice(0, name.lastIndexOf(":"));
}

/**
 * Reverse-mode differentiation over the tape. In: a graph and a tensor in it, with the gradient there. Out: the
 * gradient at any tensor. Gradient nodes are named below the op that they belong to, so their errors name its layer too.
 */
import { inScope, scalar, type Graph, type Tensor } from "./graph.js";
import { addN, like } from "./ops/elementwise.js";

/** The gradient at a tensor, or null where nothing depends on it. */
export type GradientOf = (tensor: Tensor) => Tensor | null;

export interface GradientOptions {
  /** The gradient at the tensor itself; 1 for a scalar. */
  readonly upstream?: Tensor;
  /** Cut off below zero where it flows back through a ReLU. */
  readonly guided?: boolean;
}

export function gradients(
  graph: Graph,
  of: Tensor,
  { upstream: begin = scalar(graph, 1), guided = false }: GradientOptions = {},
): GradientOf {
  const parts = new Map<string, Tensor[]>([[of.name, [begin]]]);
  const total = (name: string, scope: string): Tensor | null => {
    const [first, ...rest] = parts.get(name) ?? [];
    if (first === undefined || rest.length === 0) return first ?? null;
    const sum = addN(inScope(graph, `${scope}/gradient`), [first, ...rest]);
    parts.set(name, [sum]);
    return sum;
  };
  const entries = graph.tape.slice();
  const scopes = new Map(entries.map(({ output, scope }) => [output.name, scope]));
  for (const { inputs, output, scope, rectifies, gradient } of entries.reverse()) {
    const upstream = total(output.name, scope);
    if (upstream === null) continue;
    const scoped = inScope(graph, `${scope}/gradient`);
    const found = gradient(scoped, guided && rectifies ? positive(scoped, upstream) : upstream);
    found.forEach((part, i) => {
      const name = inputs[i]?.name;
      if (part && name !== undefined) parts.set(name, [...(parts.get(name) ?? []), part]);
    });
  }
  return (tensor) => total(tensor.name, scopes.get(tensor.name) ?? scopeOf(tensor.name));
}

function positive(graph: Graph, x: Tensor): Tensor {
  return like(graph, "Relu", [x]);
}

function scopeOf(name: string): string {
  return name.slice(0, name.lastIndexOf(":"));
}

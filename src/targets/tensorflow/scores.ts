/**
 * Gradients of scores, for pictures of what a network looks at. In: the values of the forward pass. Out: a node that takes a
 * score's weights, and its gradients at every layer. A graph has them only once they have been asked for.
 */
import type { Score } from "../../engine/runner.js";
import type { Network } from "../../network/network.js";
import { activationAt } from "../../training/headPath.js";
import type { Forward } from "./forward.js";
import { namedNode, type Graph, type Tensor } from "./graph.js";
import { gradients } from "./gradients.js";
import { attribute } from "./messages.js";
import type { ScoreNames } from "./names.js";
import { cast, identity } from "./ops/elementwise.js";
import { fetchable, gradientAt } from "./passes.js";

export type ScoreKey = Pick<Score, "layer" | "guided">;

export function sameScore(a: ScoreKey, b: ScoreKey): boolean {
  return a.layer === b.layer && a.guided === b.guided;
}

export function buildScore(
  graph: Graph,
  network: Network,
  values: Forward,
  { layer, guided }: ScoreKey,
): ScoreNames {
  const index = network.layers.findIndex(({ name }) => name === layer);
  const scored = values.layers[index];
  if (!scored) throw new RangeError(`${network.name} has no layer ${layer}`);
  const folded = /^(softmax|sigmoid)$/.test(activationAt(network, index)?.name ?? "");
  const value = folded ? scored.logits : scored.output;
  const weights = scoreWeights(
    graph,
    guided ? `.guided/${index}` : `.score/${index}`,
    scored.output,
  );
  const upstream = identity(graph, cast(graph, weights, value.type));
  const gradientOf = gradients(graph, value, { upstream, guided });
  const found = network.layers.flatMap(({ name }, i) => {
    const gradient = gradientAt(graph, values, i, gradientOf);
    return gradient ? [[name, fetchable(graph, name, gradient)] as const] : [];
  });
  return { layer, guided, weights: weights.name, gradients: new Map(found) };
}

function scoreWeights(graph: Graph, name: string, { shape }: Tensor): Tensor {
  const attributes = { dtype: attribute.type("float32"), shape: attribute.shape(shape) };
  return namedNode(graph, name, "Placeholder", [], attributes, { type: "float32", shape });
}

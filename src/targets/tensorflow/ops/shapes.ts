/** Sizes of tensors, known now or when the graph runs. */
import type { Pair } from "../../../network/network.js";
import { node, type Graph, type Tensor } from "../graph.js";
import { attribute } from "../messages.js";

/** Height and width of a map. */
export function mapSize({ shape }: Pick<Tensor, "shape">): Pair {
  return [shape[1] ?? 1, shape[2] ?? 1];
}

/** The sizes that a tensor has when the graph runs. */
export function shapeOf(graph: Graph, x: Tensor): Tensor {
  const attributes = { T: attribute.type(x.type), out_type: attribute.type("int32") };
  return node(graph, "Shape", [x], attributes, { type: "int32", shape: [x.shape.length] });
}

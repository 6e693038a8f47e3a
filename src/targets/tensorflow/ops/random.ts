/** Random draws that depend on their seed alone, so that a step can be repeated. None has a gradient. */
import { ints, node, type Dims, type Graph, type Tensor } from "../graph.js";
import { attribute } from "../messages.js";
import { cast, like, scalarLike } from "./elementwise.js";
import { shapeOf } from "./shapes.js";

export type Distribution = "uniform" | "normal" | "truncated";

const drawOps: Readonly<Record<Distribution, string>> = {
  uniform: "StatelessRandomUniform",
  normal: "StatelessRandomNormal",
  truncated: "StatelessTruncatedNormal",
};

/** Uniform in [0, 1), normal with deviation 1, or normal cut off at 2. `seed` holds two whole numbers. */
export function draw(
  graph: Graph,
  distribution: Distribution,
  shape: Dims,
  seed: Tensor,
  sizes = ints(graph, shape),
): Tensor {
  const attributes = {
    dtype: attribute.type("float32"),
    T: attribute.type("int32"),
    Tseed: attribute.type("int32"),
  };
  return node(graph, drawOps[distribution], [sizes, seed], attributes, { type: "float32", shape });
}

/** A seed of a fixed number and one that changes. */
export function seedOf(graph: Graph, fixed: number, changing: Tensor): Tensor {
  const attributes = { T: attribute.type("int32"), N: attribute.int(2) };
  const inputs = [ints(graph, fixed), changing];
  return node(graph, "Pack", inputs, attributes, { type: "int32", shape: [2] });
}

/** 1/(1 − rate) where a value is kept, 0 where it is dropped. */
export function dropoutMask(
  graph: Graph,
  x: Tensor,
  rate: number,
  seed: Tensor,
  sizes = shapeOf(graph, x),
): Tensor {
  const drawn = draw(graph, "uniform", x.shape, seed, sizes);
  const kept = node(
    graph,
    "GreaterEqual",
    [drawn, scalarLike(graph, drawn, rate)],
    { T: attribute.type("float32") },
    { type: "bool", shape: x.shape },
  );
  return like(graph, "Mul", [cast(graph, kept, x.type), scalarLike(graph, x, 1 / (1 - rate))]);
}

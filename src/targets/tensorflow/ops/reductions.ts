/** Means over a tensor. */
import { differentiable, ints, node, type Dims, type Graph, type Tensor } from "../graph.js";
import { attribute } from "../messages.js";
import { cast, like, scalarLike } from "./elementwise.js";
import { reshape } from "./arrays.js";
import { shapeOf } from "./shapes.js";

/** Over every value: a scalar. */
export function mean(graph: Graph, x: Tensor): Tensor {
  const axes = x.shape.map((_, i) => i);
  const y = reduce(graph, "Mean", x, axes, []);
  return differentiable(graph, [x], y, (g, dy) => {
    const each = like(g, "Div", [dy, valueCount(g, x)]);
    return [broadcast(g, each, x)];
  });
}

/** Over height and width: a vector of the channels. */
export function spatialMean(graph: Graph, x: Tensor): Tensor {
  const [batch = -1, height = 1, width = 1, channels = 0] = x.shape;
  const y = reduce(graph, "Mean", x, [1, 2], [batch, channels]);
  return differentiable(graph, [x], y, (g, dy) => {
    const each = like(g, "Mul", [dy, scalarLike(g, x, 1 / (height * width))]);
    return [broadcast(g, reshape(g, each, [-1, 1, 1, channels]), x)];
  });
}

export function reduce(
  graph: Graph,
  op: "Sum" | "Mean",
  x: Tensor,
  axes: Dims,
  shape: Dims,
): Tensor {
  const attributes = { T: attribute.type(x.type) };
  return node(graph, op, [x, ints(graph, axes)], attributes, { type: x.type, shape });
}

/** How many values a tensor has when the graph runs, in its own type. */
export function valueCount(graph: Graph, x: Tensor): Tensor {
  const attributes = { T: attribute.type(x.type), out_type: attribute.type("int32") };
  return cast(graph, node(graph, "Size", [x], attributes, { type: "int32", shape: [] }), x.type);
}

function broadcast(graph: Graph, x: Tensor, to: Tensor): Tensor {
  return node(graph, "BroadcastTo", [x, shapeOf(graph, to)], { T: attribute.type(x.type) }, to);
}

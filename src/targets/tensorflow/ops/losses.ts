/** Losses, one value a sample or cell. All in float32. */
import {
  differentiable,
  ints,
  node,
  nodeWithOutputs,
  scalar,
  type Graph,
  type Tensor,
} from "../graph.js";
import { attribute } from "../messages.js";
import { like } from "./elementwise.js";

const float = { T: attribute.type("float32") };

/** Cross-entropy of softmax(logits) with class numbers, one value a row. */
export function softmaxCrossEntropy(graph: Graph, logits: Tensor, labels: Tensor): Tensor {
  const [rows = -1] = logits.shape;
  const [loss, slope] = nodeWithOutputs(
    graph,
    "SparseSoftmaxCrossEntropyWithLogits",
    [logits, labels],
    { ...float, Tlabels: attribute.type("int32") },
    [{ type: "float32", shape: [rows] }, logits],
  ) as readonly [Tensor, Tensor];
  return differentiable(graph, [logits], loss, (g, dy) => {
    const column = node(g, "ExpandDims", [dy, ints(g, -1)], float, {
      type: "float32",
      shape: [rows, 1],
    });
    return [like(g, "Mul", [slope, column])];
  });
}

/** −Σ t · log softmax(logits), one value a row; targets may have any sum, which weighs the row. */
export function softCrossEntropy(graph: Graph, logits: Tensor, targets: Tensor): Tensor {
  const rows = { type: "float32", shape: [logits.shape[0] ?? -1] } as const;
  const sum = (g: Graph, x: Tensor, keep: boolean) =>
    node(g, "Sum", [x, ints(g, [-1])], { ...float, keep_dims: attribute.bool(keep) }, rows);
  const logs = like(graph, "LogSoftmax", [logits]);
  const loss = like(graph, "Neg", [sum(graph, like(graph, "Mul", [logs, targets]), false)]);
  return differentiable(graph, [logits], loss, (g, dy) => {
    const weighted = node(
      g,
      "Mul",
      [like(g, "Softmax", [logits]), sum(g, targets, true)],
      float,
      logits,
    );
    const column = node(g, "ExpandDims", [dy, ints(g, -1)], float, rows);
    return [like(g, "Mul", [like(g, "Sub", [weighted, targets]), column])];
  });
}

/** Cross-entropy of sigmoid(logits) with targets of the same shape: max(x, 0) − x·t + log(1 + exp(−|x|)). */
export function sigmoidCrossEntropy(graph: Graph, logits: Tensor, targets: Tensor): Tensor {
  const tail = like(graph, "Exp", [like(graph, "Neg", [like(graph, "Abs", [logits])])]);
  const product = like(graph, "Mul", [logits, targets]);
  const linear = like(graph, "Sub", [like(graph, "Relu", [logits]), product]);
  const loss = like(graph, "AddV2", [linear, like(graph, "Log1p", [tail])]);
  return differentiable(graph, [logits], loss, (g, dy) => {
    const slope = like(g, "Sub", [like(g, "Sigmoid", [logits]), targets]);
    return [like(g, "Mul", [slope, dy])];
  });
}

export function squaredError(graph: Graph, x: Tensor, targets: Tensor): Tensor {
  const loss = like(graph, "SquaredDifference", [x, targets]);
  return differentiable(graph, [x], loss, (g, dy) => {
    const twice = like(g, "Mul", [like(g, "Sub", [x, targets]), scalar(g, 2)]);
    return [like(g, "Mul", [twice, dy])];
  });
}

/** Products with a matrix, and biases. */
import { differentiable, node, type Dims, type Graph, type Tensor } from "../graph.js";
import { attribute } from "../messages.js";
import { like } from "./elementwise.js";

export function biasAdd(graph: Graph, x: Tensor, bias: Tensor): Tensor {
  return differentiable(graph, [x, bias], like(graph, "BiasAdd", [x, bias]), (g, dy) => [
    dy,
    node(g, "BiasAddGrad", [dy], { T: attribute.type(dy.type) }, bias),
  ]);
}

/**
 * x of batch, in times a kernel of in, out. The kernel's gradient comes last, so that in bf16 the rounded kernel has gone by then:
 * together they would be the largest moment of a step, 205 MB more for VGG-D.
 */
export function matMul(graph: Graph, x: Tensor, kernel: Tensor): Tensor {
  const shape = [x.shape[0] ?? -1, kernel.shape[1] ?? 0];
  const y = product(graph, [x, kernel], "", shape);
  return differentiable(graph, [x, kernel], y, (g, dy) => {
    const dx = product(g, [dy, kernel], "transpose_b", x.shape);
    return [dx, product(g, [x, dy], "transpose_a", kernel.shape, [dx])];
  });
}

function product(
  graph: Graph,
  [a, b]: readonly [Tensor, Tensor],
  transposed: "" | "transpose_a" | "transpose_b",
  shape: Dims,
  after: readonly Tensor[] = [],
): Tensor {
  const attributes = {
    T: attribute.type(a.type),
    ...(transposed === "" ? {} : { [transposed]: attribute.bool(true) }),
  };
  return node(graph, "MatMul", [a, b], attributes, { type: a.type, shape }, after);
}

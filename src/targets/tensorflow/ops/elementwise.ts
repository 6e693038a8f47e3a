/** Ops that work value by value, and softmax. Each gives its output's shape and its gradient. */
import {
  differentiable,
  ints,
  node,
  scalar,
  type Attributes,
  type Graph,
  type Tensor,
} from "../graph.js";
import { attribute, type DataType } from "../messages.js";

/** A node whose output is like its first input. */
export function like(
  graph: Graph,
  op: string,
  inputs: readonly [Tensor, ...Tensor[]],
  attributes: Attributes = {},
): Tensor {
  return node(graph, op, inputs, { T: attribute.type(inputs[0].type), ...attributes }, inputs[0]);
}

export function cast(graph: Graph, x: Tensor, type: DataType): Tensor {
  if (x.type === type) return x;
  const attributes = { SrcT: attribute.type(x.type), DstT: attribute.type(type) };
  const y = node(graph, "Cast", [x], attributes, { type, shape: x.shape });
  return differentiable(graph, [x], y, (g, dy) => [cast(g, dy, x.type)]);
}

/** The same values as a tensor of its own, with a gradient of its own. */
export function identity(graph: Graph, x: Tensor): Tensor {
  return differentiable(graph, [x], like(graph, "Identity", [x]), (_, dy) => [dy]);
}

/** The number as a scalar of the tensor's type. */
export function scalarLike(graph: Graph, x: Tensor, value: number): Tensor {
  return cast(graph, scalar(graph, value), x.type);
}

/** The shapes must agree. */
export function add(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return differentiable(graph, [a, b], like(graph, "AddV2", [a, b]), (_, dy) => [dy, dy]);
}

export function addN(graph: Graph, terms: readonly [Tensor, ...Tensor[]]): Tensor {
  const [a, b] = terms;
  if (b === undefined) return a;
  if (terms.length === 2) return add(graph, a, b);
  const sum = like(graph, "AddN", terms, { N: attribute.int(terms.length) });
  return differentiable(graph, terms, sum, (_, dy) => terms.map(() => dy));
}

/** x times a factor that broadcasts to x and gets no gradient. */
export function scale(graph: Graph, x: Tensor, factor: Tensor): Tensor {
  return differentiable(graph, [x], like(graph, "Mul", [x, factor]), (g, dy) => [
    like(g, "Mul", [dy, factor]),
  ]);
}

export function negate(graph: Graph, x: Tensor): Tensor {
  return differentiable(graph, [x], like(graph, "Neg", [x]), (g, dy) => [like(g, "Neg", [dy])]);
}

export function relu(graph: Graph, x: Tensor): Tensor {
  return rectify(graph, x, true);
}

function rectify(graph: Graph, x: Tensor, rectifies = false): Tensor {
  const y = like(graph, "Relu", [x]);
  return differentiable(graph, [x], y, (g, dy) => [like(g, "ReluGrad", [dy, y])], rectifies);
}

export function leakyRelu(graph: Graph, x: Tensor, slope: number): Tensor {
  const alpha = { alpha: attribute.float(slope) };
  const y = like(graph, "LeakyRelu", [x], alpha);
  return differentiable(graph, [x], y, (g, dy) => [like(g, "LeakyReluGrad", [dy, x], alpha)]);
}

/** x above zero, alpha·(exp(x) − 1) below. TensorFlow's own has alpha 1. */
export function elu(graph: Graph, x: Tensor, alpha: number): Tensor {
  if (alpha !== 1) {
    const below = elu(graph, negate(graph, rectify(graph, negate(graph, x))), 1);
    return add(graph, rectify(graph, x), scale(graph, below, scalarLike(graph, x, alpha)));
  }
  const y = like(graph, "Elu", [x]);
  return differentiable(graph, [x], y, (g, dy) => [like(g, "EluGrad", [dy, y])]);
}

/** x·Φ(x), exact, with Φ the normal distribution; its slope is Φ(x) + x·φ(x). */
export function gelu(graph: Graph, x: Tensor): Tensor {
  const half = scalarLike(graph, x, 0.5);
  const root = scalarLike(graph, x, Math.SQRT1_2);
  const erf = like(graph, "Erf", [like(graph, "Mul", [x, root])]);
  const share = like(graph, "Mul", [like(graph, "AddV2", [erf, scalarLike(graph, x, 1)]), half]);
  return differentiable(graph, [x], like(graph, "Mul", [x, share]), (g, dy) => {
    const square = like(g, "Mul", [like(g, "Square", [x]), scalarLike(g, x, -0.5)]);
    const peak = scalarLike(g, x, 1 / Math.sqrt(2 * Math.PI));
    const density = like(g, "Mul", [like(g, "Exp", [square]), peak]);
    const slope = like(g, "AddV2", [share, like(g, "Mul", [x, density])]);
    return [like(g, "Mul", [dy, slope])];
  });
}

export function sigmoid(graph: Graph, x: Tensor): Tensor {
  const y = like(graph, "Sigmoid", [x]);
  return differentiable(graph, [x], y, (g, dy) => [like(g, "SigmoidGrad", [y, dy])]);
}

/**
 * After a batch normalisation as −tanh(−x), the same numbers: TensorFlow fuses convolution, batch normalisation and tanh
 * into an op whose kernel then says that it has no such fusion.
 */
export function tanh(graph: Graph, x: Tensor): Tensor {
  if (x.name.includes("FusedBatchNorm")) return negate(graph, tanh(graph, negate(graph, x)));
  const y = like(graph, "Tanh", [x]);
  return differentiable(graph, [x], y, (g, dy) => [like(g, "TanhGrad", [y, dy])]);
}

/** Over the last dimension: the channels of a map. The slope is y·(dy − Σ dy·y). */
export function softmax(graph: Graph, x: Tensor): Tensor {
  const y = like(graph, "Softmax", [x]);
  return differentiable(graph, [x], y, (g, dy) => {
    const product = like(g, "Mul", [dy, y]);
    const attributes = { T: attribute.type(x.type), keep_dims: attribute.bool(true) };
    const shape = [...x.shape.slice(0, -1), 1];
    const sum = node(g, "Sum", [product, ints(g, [-1])], attributes, { type: x.type, shape });
    return [like(g, "Mul", [like(g, "Sub", [dy, sum]), y])];
  });
}

/** AlexNet's local response normalisation over channels; `alpha` is per cell, as in the paper. */
import type { LocalResponseNorm } from "../../../network/network.js";
import { differentiable, floats, node, scalar, type Graph, type Tensor } from "../graph.js";
import { attribute } from "../messages.js";
import { reshape } from "./arrays.js";
import { matMul } from "./dense.js";
import { cast, like } from "./elementwise.js";

type Numbers = Omit<LocalResponseNorm, "kind">;

/** In float32, as TensorFlow's kernel; that one knows windows of odd size only. */
export function localResponseNorm(graph: Graph, x: Tensor, numbers: Numbers): Tensor {
  if (x.type !== "float32") {
    return cast(graph, localResponseNorm(graph, cast(graph, x, "float32"), numbers), x.type);
  }
  const { size, bias, alpha, beta } = numbers;
  if (size % 2 === 0) return evenNorm(graph, x, numbers);
  const attributes = {
    T: attribute.type(x.type),
    depth_radius: attribute.int((size - 1) / 2),
    bias: attribute.float(bias),
    alpha: attribute.float(alpha),
    beta: attribute.float(beta),
  };
  const y = node(graph, "LRN", [x], attributes, x);
  return differentiable(graph, [x], y, (g, dy) => [node(g, "LRNGrad", [dy, x, y], attributes, x)]);
}

/** y = x·d^-beta with d = bias + alpha·Σ x², the sum a product with a band of ones. */
function evenNorm(graph: Graph, x: Tensor, { size, bias, alpha, beta }: Numbers): Tensor {
  const channels = x.shape.at(-1) ?? 0;
  const rows = (g: Graph, t: Tensor) => reshape(g, t, [-1, channels]);
  const times = (g: Graph, a: Tensor, b: Tensor | number) =>
    like(g, "Mul", [a, typeof b === "number" ? scalar(g, b) : b]);
  const r = rows(graph, x);
  const sum = matMul(graph, like(graph, "Square", [r]), band(graph, channels, size, 1));
  const d = like(graph, "AddV2", [times(graph, sum, alpha), scalar(graph, bias)]);
  const power = like(graph, "Pow", [d, scalar(graph, -beta)]);
  const y = differentiable(graph, [r], times(graph, r, power), (g, dy) => {
    const share = like(g, "Div", [times(g, times(g, dy, r), power), d]);
    const reached = matMul(g, share, band(g, channels, size, -1));
    const indirect = times(g, times(g, r, reached), 2 * alpha * beta);
    return [like(g, "Sub", [times(g, dy, power), indirect])];
  });
  return reshape(graph, y, x.shape);
}

/** Channel `from` counts for channel `to`: an even size reaches one further down than up, as PyTorch's. */
function band(graph: Graph, channels: number, size: number, way: 1 | -1): Tensor {
  const cells = Array.from({ length: channels * channels }, (_, i) => {
    const ahead = way * (Math.floor(i / channels) - (i % channels));
    return ahead >= -size / 2 && ahead < size / 2 ? 1 : 0;
  });
  return floats(graph, [channels, channels], cells);
}

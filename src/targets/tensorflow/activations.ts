/** The activations of the language as ops. */
import type { ActivationWord } from "../../language/words.js";
import type { Activation } from "../../network/network.js";
import type { Graph, Tensor } from "./graph.js";
import { ops } from "./ops.js";

const activations: Readonly<
  Record<ActivationWord, (graph: Graph, x: Tensor, alpha: number) => Tensor>
> = {
  relu: ops.relu,
  leakyrelu: ops.leakyRelu,
  elu: ops.elu,
  gelu: ops.gelu,
  sigmoid: ops.sigmoid,
  tanh: ops.tanh,
  softmax: ops.softmax,
  linear: (_, x) => x,
};

export function activate(graph: Graph, x: Tensor, { name, alpha }: Activation): Tensor {
  return activations[name](graph, x, alpha);
}

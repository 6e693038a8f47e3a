/** The losses of the language. In: a head's outputs and labels. Out: losses, right answers, gradients at probabilities. */
import type { ActivationWord } from "../../language/words.js";
import type { Loss } from "../../training/plan.js";
import { ints, node, scalar, type Graph, type Tensor } from "./graph.js";
import { attribute } from "./messages.js";
import { ops } from "./ops.js";
import { cast, like } from "./ops/elementwise.js";

/** Tensors are float32 and have one row a sample (for crossentropy on a map one a pixel). */
export interface LossRule {
  /** The final activation that the loss takes in, so that it works on logits. */
  readonly folds: ActivationWord | null;
  /** Class numbers, one a row; or targets in the shape of the output. */
  readonly labels: "int32" | "float32";
  /** The losses whose mean is the loss. */
  readonly values: (graph: Graph, logits: Tensor, labels: Tensor) => Tensor;
  /** 1 for each right answer, 0 for each wrong one. */
  readonly right: (graph: Graph, logits: Tensor, labels: Tensor) => Tensor;
  /** The gradient of `values` at the folded activation's output. */
  readonly slope: (graph: Graph, probabilities: Tensor, labels: Tensor) => Tensor;
}

const float = { T: attribute.type("float32") };

export const lossRules: Readonly<Record<Loss, LossRule>> = {
  crossentropy: {
    folds: "softmax",
    labels: "int32",
    values: ops.softmaxCrossEntropy,
    right: (graph, logits, labels) => same(graph, largest(graph, logits), labels),
    slope(graph, probabilities, labels) {
      const { shape } = probabilities;
      const inputs = [ints(graph, shape.at(-1) ?? 0), scalar(graph, -1), scalar(graph, 0)];
      const attributes = { ...float, TI: attribute.type("int32") };
      const hot = node(graph, "OneHot", [labels, ...inputs], attributes, {
        type: "float32",
        shape,
      });
      return like(graph, "Div", [hot, probabilities]);
    },
  },
  softcrossentropy: {
    folds: "softmax",
    labels: "float32",
    values: ops.softCrossEntropy,
    right: (graph, logits, targets) => same(graph, largest(graph, logits), largest(graph, targets)),
    slope: (graph, probabilities, targets) =>
      like(graph, "Neg", [like(graph, "Div", [targets, probabilities])]),
  },
  binarycrossentropy: {
    folds: "sigmoid",
    labels: "float32",
    values: ops.sigmoidCrossEntropy,
    right: (graph, logits, targets) =>
      same(graph, above(graph, logits, 0), above(graph, targets, 0.5)),
    slope(graph, probabilities, targets) {
      const wrong = like(graph, "Sub", [scalar(graph, 1), probabilities]);
      const spread = node(graph, "Mul", [probabilities, wrong], float, probabilities);
      return like(graph, "Div", [like(graph, "Sub", [probabilities, targets]), spread]);
    },
  },
  mse: {
    folds: null,
    labels: "float32",
    values: ops.squaredError,
    right(graph, outputs, targets) {
      const answer = (x: Tensor) =>
        x.shape.at(-1) === 1 ? above(graph, x, 0.5) : largest(graph, x);
      return same(graph, answer(outputs), answer(targets));
    },
    slope: (graph, outputs, targets) => like(graph, "Sub", [outputs, targets]),
  },
};

function largest(graph: Graph, rows: Tensor): Tensor {
  const attributes = {
    ...float,
    Tidx: attribute.type("int32"),
    output_type: attribute.type("int32"),
  };
  const shape = rows.shape.slice(0, -1);
  return node(graph, "ArgMax", [rows, ints(graph, -1)], attributes, { type: "int32", shape });
}

function above(graph: Graph, x: Tensor, threshold: number): Tensor {
  const output = { type: "bool", shape: x.shape } as const;
  const greater = node(graph, "Greater", [x, scalar(graph, threshold)], float, output);
  return cast(graph, greater, "int32");
}

function same(graph: Graph, a: Tensor, b: Tensor): Tensor {
  const attributes = { T: attribute.type("int32") };
  const equal = node(graph, "Equal", [a, b], attributes, { type: "bool", shape: a.shape });
  return cast(graph, equal, "float32");
}

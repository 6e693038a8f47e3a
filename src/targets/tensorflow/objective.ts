/**
 * What training minimises. In: the forward pass of a network and labels. Out: the loss and the right answers. A final
 * softmax or sigmoid is folded into its cross-entropy, so the loss is computed from logits.
 */
import type { Layer, Network } from "../../network/network.js";
import { sizeOf } from "../../network/variables.js";
import { activationAt, headPath, layerAt } from "../../training/headPath.js";
import type { Loss } from "../../training/plan.js";
import type { Forward, Pass } from "./forward.js";
import { inScope, scalar, type Graph, type Tensor } from "./graph.js";
import { lossRules, type LossRule } from "./losses.js";
import { ops } from "./ops.js";
import { like } from "./ops/elementwise.js";
import { reduce, valueCount } from "./ops/reductions.js";

export interface Objective {
  /** Mean over the batch, a scalar; with the auxiliary heads' in training. */
  readonly loss: Tensor;
  /** Samples whose largest output is the label; a share of a sample where it has many answers. */
  readonly correct: Tensor;
  /** By layer: the loss's gradient at an output that folding leaves out of the loss's own path. */
  readonly folded: ReadonlyMap<number, Tensor>;
}

export function objective(
  graph: Graph,
  network: Network,
  pass: Pass,
  values: Forward,
  loss: Loss,
  labels: Tensor,
): Objective {
  const rule = lossRules[loss];
  const main = headLoss(graph, network, pass, values, rule, labels, {
    output: network.output,
    weight: 1,
  });
  const others = pass === "training" ? network.auxiliaries : [];
  const heads = others.map((head) => headLoss(graph, network, pass, values, rule, labels, head));
  return {
    loss: ops.addN(inScope(graph, `.${pass}`), [main.loss, ...heads.map((head) => head.loss)]),
    correct: main.correct,
    folded: new Map([main, ...heads].flatMap((head) => head.folded)),
  };
}

interface Head {
  readonly output: number;
  readonly weight: number;
}

interface HeadLoss {
  readonly loss: Tensor;
  readonly correct: Tensor;
  readonly folded: readonly (readonly [number, Tensor])[];
}

function headLoss(
  root: Graph,
  network: Network,
  pass: Pass,
  { layers }: Forward,
  rule: LossRule,
  labels: Tensor,
  { output, weight }: Head,
): HeadLoss {
  const head = layerAt(network, output);
  const graph = inScope(root, `${head.name}/${pass}/loss`);
  const path = headPath(network, output);
  const last = path.at(-1) ?? output;
  const folds = rule.folds !== null && activationAt(network, last)?.name === rule.folds;
  const values = layers.map((layer, index) =>
    folds && index === last ? layer.logits : layer.output,
  );
  const rows = (index: number, value = values[index]) => rowsOf(graph, value, rule, head);
  const logits = rows(folds ? last : output);
  const losses = rule.values(graph, logits, labels);
  const slopeAt = (index: number) => {
    const slope = rule.slope(graph, rows(index, layers[index]?.output), labels);
    const share = like(graph, "Div", [scalar(graph, weight), valueCount(graph, losses)]);
    const shape = [-1, ...layerAt(network, index).outputShape];
    return ops.reshape(graph, like(graph, "Mul", [slope, share]), shape);
  };
  return {
    loss: ops.scale(graph, ops.mean(graph, losses), scalar(graph, weight)),
    correct: rightSamples(graph, rule.right(graph, logits, labels), rule, head),
    folded: folds ? path.map((index) => [index, slopeAt(index)] as const) : [],
  };
}

/** Class numbers want a row for each; targets have the output's shape. */
function rowsOf(graph: Graph, x: Tensor | undefined, rule: LossRule, head: Layer): Tensor {
  if (!x) throw new Error(`the head ${head.name} is not built`);
  const float = ops.cast(graph, x, "float32");
  const { outputShape } = head;
  const shape = rule.labels === "int32" ? outputShape.slice(-1) : outputShape;
  return ops.reshape(graph, float, [-1, ...shape]);
}

/** Right answers over the answers that a sample has. */
function rightSamples(graph: Graph, right: Tensor, rule: LossRule, head: Layer): Tensor {
  const axes = right.shape.map((_, i) => i);
  const sum = reduce(graph, "Sum", right, axes, []);
  const rows = rule.labels === "int32" ? sizeOf(head.outputShape.slice(0, -1)) : 1;
  const answers = rows * sizeOf(right.shape.slice(1));
  return like(graph, "Mul", [sum, scalar(graph, 1 / answers)]);
}

/**
 * The forward pass. In: a network, its variables and images in a graph. Out: every layer's value, and what batch
 * normalisation makes of its moving statistics. Inference and training are two passes over the same variables.
 */
import type { BatchNorm, Layer, Network } from "../../network/network.js";
import { variablesOf, type Variable, type VariableRole } from "../../network/variables.js";
import type { Precision } from "../../training/plan.js";
import { activate } from "./activations.js";
import { inScope, scalar, type Graph, type Tensor } from "./graph.js";
import { buildOperation, type LayerContext } from "./layers.js";
import { masked } from "./maps.js";
import type { DataType } from "./messages.js";
import { ops } from "./ops.js";
import { like } from "./ops/elementwise.js";
import { dropoutMask } from "./ops/random.js";
import type { RoundedKernels } from "./rounded.js";
import type { StoredVariable } from "./variables.js";

export type Pass = "inference" | "training";

export interface ForwardOptions {
  readonly pass: Pass;
  readonly precision: Precision;
  readonly frozen: ReadonlySet<string>;
  /** Two whole numbers for the layer with this index. */
  readonly dropoutSeed: (graph: Graph, index: number) => Tensor;
  /** Where kernels are kept in bfloat16; null casts them in every run. */
  readonly rounded: RoundedKernels | null;
}

export interface LayerValues {
  readonly output: Tensor;
  /** Before the activation: the logits of a last layer. */
  readonly logits: Tensor;
  /** What the batch normalisation takes in; null where there is none. */
  readonly beforeNorm: Tensor | null;
}

/** The next value of a moving mean or variance. */
export interface MovingStatistic {
  readonly variable: StoredVariable;
  readonly next: Tensor;
}

export interface Forward {
  /** One for each layer of the network. */
  readonly layers: readonly LayerValues[];
  /** Empty in inference. */
  readonly statistics: readonly MovingStatistic[];
}

export type Stored = ReadonlyMap<string, StoredVariable>;

export function forward(
  graph: Graph,
  network: Network,
  stored: Stored,
  images: Tensor,
  options: ForwardOptions,
): Forward {
  const layers: LayerValues[] = [];
  const statistics: MovingStatistic[] = [];
  const heads = new Set([network.output, ...network.auxiliaries.map((head) => head.output)]);
  const type = options.precision === "bf16" ? "bfloat16" : "float32";
  network.layers.forEach((layer, index) => {
    const scoped = inScope(graph, `${layer.name}/${options.pass}`);
    const [first, ...rest] = layer.inputs.flatMap((input) => layers[input]?.output ?? []);
    const x = first ?? ops.cast(scoped, images, type);
    const own = layerVariables(layer, stored);
    const context: LayerContext = {
      graph: scoped,
      layer,
      inputs: [x, ...rest],
      x,
      variable: (role) => computed(scoped, layer, own(role), type, options.rounded),
      normalise: (value, batchNorm) =>
        normalise(scoped, layer, own, value, batchNorm, options, statistics),
      drop: (value, rate) => drop(scoped, value, rate, index, options),
    };
    layers.push(finish(context, buildOperation(context), heads.has(index)));
  });
  return { layers, statistics };
}

/**
 * The rest of a unit: batch normalisation, then the activation. What a head gives is float32, and no layer hands on the
 * tensor that it reads, because its gradient is its own.
 */
function finish(context: LayerContext, y: Tensor, head: boolean): LayerValues {
  const { graph, layer, x, normalise } = context;
  const { operation } = layer;
  const normal = layer.batchNorm ? normalise(y, layer.batchNorm) : y;
  const logits = head ? ops.cast(graph, normal, "float32") : normal;
  const activation = operation.kind === "activation" ? operation.activation : layer.activation;
  const output = activation ? activate(graph, logits, activation) : logits;
  const beforeNorm = operation.kind === "bn" ? x : layer.batchNorm ? y : null;
  const own = output.name === x.name ? ops.identity(graph, output) : output;
  return { logits, beforeNorm, output: own };
}

type Own = (role: VariableRole) => { readonly variable: Variable; readonly stored: StoredVariable };

function layerVariables(layer: Layer, stored: Stored): Own {
  const variables = variablesOf(layer);
  return (role) => {
    const variable = variables.find((one) => one.role === role);
    const found = variable && stored.get(variable.name);
    if (!found) throw new Error(`layer ${layer.name} has no ${role}`);
    return { variable, stored: found };
  };
}

/** A variable as the layer computes with it: without the weights that `maps=` leaves out, in the type of the network. */
function computed(
  graph: Graph,
  layer: Layer,
  { variable, stored }: ReturnType<Own>,
  type: DataType,
  rounded: RoundedKernels | null,
): Tensor {
  const value = masked(graph, layer, variable, stored.value);
  if (rounded && variable.role === "kernel") return rounded.of(graph, stored, value);
  return ops.cast(graph, value, type);
}

function drop(
  graph: Graph,
  x: Tensor,
  rate: number,
  index: number,
  { pass, dropoutSeed }: ForwardOptions,
): Tensor {
  if (pass === "inference" || rate === 0) return x;
  return ops.scale(graph, x, dropoutMask(graph, x, rate, dropoutSeed(graph, index)));
}

/** Frozen layers and inference use the moving statistics; training moves them towards the batch's. */
function normalise(
  graph: Graph,
  layer: Layer,
  own: Own,
  x: Tensor,
  { epsilon, momentum }: BatchNorm,
  { pass, frozen }: ForwardOptions,
  statistics: MovingStatistic[],
): Tensor {
  const ofBatch = pass === "training" && !frozen.has(layer.name);
  const mean = own("movingMean").stored;
  const variance = own("movingVariance").stored;
  const variables = {
    gamma: own("gamma").stored.value,
    beta: own("beta").stored.value,
    movingMean: mean.value,
    movingVariance: variance.value,
  };
  const normal = ops.batchNorm(graph, x, variables, { epsilon }, ofBatch);
  if (ofBatch) {
    const next = (old: Tensor, now: Tensor) => movingAverage(graph, old, now, momentum);
    statistics.push({ variable: mean, next: next(mean.value, normal.batchMean) });
    statistics.push({ variable: variance, next: next(variance.value, normal.batchVariance) });
  }
  return normal.output;
}

function movingAverage(graph: Graph, old: Tensor, now: Tensor, momentum: number): Tensor {
  return like(graph, "AddV2", [
    like(graph, "Mul", [old, scalar(graph, momentum)]),
    like(graph, "Mul", [now, scalar(graph, 1 - momentum)]),
  ]);
}

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
import { divisionOf, joined, sliced, wholeSizes, type Division } from "./slices.js";
import type { StoredVariable } from "./variables.js";

export type Pass = "inference" | "training";

export interface ForwardOptions {
  readonly pass: Pass;
  readonly precision: Precision;
  readonly frozen: ReadonlySet<string>;
  /** Two whole numbers for the layer with this index. */
  readonly dropoutSeed: (graph: Graph, index: number) => Tensor;
  /** In how many slices the batch is computed, see `slices.ts`. */
  readonly slices: number;
}

export interface LayerValues {
  readonly output: Tensor;
  /** What the output is joined from: itself, where the batch is whole. */
  readonly slices: readonly Tensor[];
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
  /** Of the batch into slices; null where it is whole. */
  readonly division: Division | null;
}

export type Stored = ReadonlyMap<string, StoredVariable>;

export function forward(
  graph: Graph,
  network: Network,
  stored: Stored,
  images: Tensor,
  options: ForwardOptions,
): Forward {
  const scoped = inScope(graph, `.${options.pass}`);
  const division = divisionOf(scoped, images, options.slices);
  if (!division) {
    return { ...forwardSlice(graph, network, stored, images, options, null), division };
  }
  const masks = new Map<number, readonly Tensor[]>();
  const slices = sliced(scoped, images, division).map((slice, number) =>
    forwardSlice(graph, network, stored, slice, options, { division, number, masks }),
  );
  const layers = network.layers.map(({ name }, index) => {
    const found = slices.flatMap((slice) => slice.layers[index] ?? []);
    return joinedValues(inScope(graph, `${name}/${options.pass}`), found, division);
  });
  return { layers, statistics: [], division };
}

/** One slice of a batch. */
interface Slice {
  readonly division: Division;
  readonly number: number;
  /** By layer: the dropout masks of all slices, drawn as for the whole batch. */
  readonly masks: Map<number, readonly Tensor[]>;
}

/** Of a network without batch normalisation. */
function joinedValues(
  graph: Graph,
  found: readonly LayerValues[],
  division: Division,
): LayerValues {
  const slices = found.map(({ output }) => output);
  const logits = found.map((values) => values.logits);
  const output = joined(graph, slices, division);
  const same = slices.every(({ name }, i) => name === logits[i]?.name);
  return {
    output,
    slices,
    logits: same ? output : joined(graph, logits, division),
    beforeNorm: null,
  };
}

function forwardSlice(
  graph: Graph,
  network: Network,
  stored: Stored,
  images: Tensor,
  options: ForwardOptions,
  slice: Slice | null,
): Omit<Forward, "division"> {
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
      variable: (role) => computed(scoped, layer, own(role), type),
      normalise: (value, batchNorm) =>
        normalise(scoped, layer, own, value, batchNorm, options, statistics),
      drop: (value, rate) => drop(scoped, value, rate, index, options, slice),
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
  return { logits, beforeNorm, output: own, slices: [own] };
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
): Tensor {
  const value = masked(graph, layer, variable, stored.value);
  const own = ops.cast(graph, value, type);
  if (!graph.kept || variable.role !== "kernel" || type === value.type) return own;
  return graph.kept.keep(graph, own);
}

function drop(
  graph: Graph,
  x: Tensor,
  rate: number,
  index: number,
  { pass, dropoutSeed }: ForwardOptions,
  slice: Slice | null,
): Tensor {
  if (pass === "inference" || rate === 0) return x;
  const draw = (sizes?: Tensor) => dropoutMask(graph, x, rate, dropoutSeed(graph, index), sizes);
  if (!slice) return ops.scale(graph, x, draw());
  const { division, number, masks } = slice;
  const all = masks.get(index) ?? sliced(graph, draw(wholeSizes(graph, x, division)), division);
  masks.set(index, all);
  const own = all[number];
  if (!own) throw new Error(`layer ${index} has no mask for slice ${number}`);
  return ops.scale(graph, x, own);
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

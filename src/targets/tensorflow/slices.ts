/**
 * A batch of a small network in slices, a core for each. In: a batch. Out: its slices, and what they gave as one batch again.
 * To share an op of 30 µs between threads takes as long as the op. So each op has one thread, and the slices are computed
 * beside each other: a step of LeNet-5 takes two thirds of its time.
 */
import type { Layer, Network } from "../../network/network.js";
import type { TrainingPlan } from "../../training/plan.js";
import { differentiable, ints, node, nodeWithOutputs, type Graph, type Tensor } from "./graph.js";
import { attribute } from "./messages.js";
import { like } from "./ops/elementwise.js";
import { shapeOf } from "./ops/shapes.js";

/** Of an image: above this an op is worth sharing. Of the network: above this each slice reads too many weights. */
const small = { macs: 1e7, params: 1e6 };
/** With more cores a large batch has ops that keep all of them busy. */
const mostSlices = 4;

/** 1 where the batch stays whole. */
export function sliceCount({ layers }: Network, plan: TrainingPlan | null, cores: number): number {
  const total = (of: (layer: Layer) => number) => layers.reduce((sum, layer) => sum + of(layer), 0);
  const isSmall =
    total(({ macs }) => macs) < small.macs && total(({ params }) => params) < small.params;
  const isFloat = plan?.precision !== "bf16";
  return isSmall && isFloat && cores <= mostSlices && !layers.some(seesBatch) ? cores : 1;
}

/** Whether an image's value depends on the others. */
function seesBatch({ operation, batchNorm }: Layer): boolean {
  return batchNorm !== null || operation.kind === "bn";
}

/** How a batch is cut. */
export interface Division {
  readonly count: number;
  readonly images: Tensor;
  /** How many images the batch lacks for one in each slice. */
  readonly missing: Tensor;
  /** Equal, or nearly so. */
  readonly sizes: Tensor;
}

/** Null leaves the batch whole. */
export function divisionOf(graph: Graph, batch: Tensor, count: number): Division | null {
  if (count === 1) return null;
  const int32 = attribute.type("int32");
  const attributes = { Tindices: int32, Tparams: int32 };
  const number = { type: "int32", shape: [] } as const;
  const images = node(graph, "Gather", [shapeOf(graph, batch), ints(graph, 0)], attributes, number);
  const all = like(graph, "Maximum", [images, ints(graph, count)]);
  const bounds = (first: number) => {
    const numbers = Array.from({ length: count }, (_, slice) => first + slice);
    const shares = like(graph, "Mul", [ints(graph, numbers), all]);
    return like(graph, "FloorDiv", [shares, ints(graph, count)]);
  };
  const missing = like(graph, "Sub", [all, images]);
  return { count, images, missing, sizes: like(graph, "Sub", [bounds(1), bounds(0)]) };
}

/** The sizes of the batch whose slice this is. */
export function wholeSizes(graph: Graph, { shape }: Tensor, { images }: Division): Tensor {
  const one = shape.map((_, axis) => (axis === 0 ? 1 : 0));
  const rest = shape.map((size, axis) => (axis === 0 ? 0 : size));
  return like(graph, "AddV2", [like(graph, "Mul", [ints(graph, one), images]), ints(graph, rest)]);
}

/** Zeros stand for the images that are missing: not all of oneDNN's ops take an empty slice. */
export function sliced(
  graph: Graph,
  batch: Tensor,
  { count, missing, sizes }: Division,
): readonly Tensor[] {
  const ends = batch.shape.map((_, axis) => [0, axis === 0 ? 1 : 0]);
  const paddings = like(graph, "Mul", [ints(graph, ends), missing]);
  const int32 = attribute.type("int32");
  const filled = like(graph, "Pad", [batch, paddings], { Tpaddings: int32 });
  const attributes = {
    T: attribute.type(batch.type),
    Tlen: int32,
    num_split: attribute.int(count),
  };
  const outputs = Array.from({ length: count }, () => batch);
  return nodeWithOutputs(graph, "SplitV", [filled, sizes, ints(graph, 0)], attributes, outputs);
}

/** The slices as the batch that they were; its gradient is sliced as it was. */
export function joined(graph: Graph, slices: readonly Tensor[], division: Division): Tensor {
  const [first] = slices;
  if (!first) throw new Error("a batch has at least one slice");
  const attributes = { T: attribute.type(first.type), N: attribute.int(slices.length) };
  const filled = node(graph, "ConcatV2", [...slices, ints(graph, 0)], attributes, first);
  const size = wholeSizes(graph, first, division);
  const begin = ints(
    graph,
    first.shape.map(() => 0),
  );
  const batch = like(graph, "Slice", [filled, begin, size], { Index: attribute.type("int32") });
  return differentiable(graph, slices, batch, (g, dy) => sliced(g, dy, division));
}

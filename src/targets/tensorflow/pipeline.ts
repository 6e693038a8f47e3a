/**
 * A graph that reads image files in TensorFlow's own threads (tf.data): file after file is unpacked and brought to one size, batch
 * after batch varied and normalised, some batches ahead of what is asked for. In: what is known of the files before any of
 * them is named. Out: the bytes of a GraphDef; names, order and seed are fed when a stream begins.
 */
import type { Augmentation } from "../../data/augment.js";
import type { Preprocessing } from "../../data/normalize.js";
import type { Shape } from "../../network/network.js";
import { functionOf } from "./functions.js";
import {
  createGraph,
  floats,
  ints,
  namedNode,
  node,
  scalar,
  type Attributes,
  type Dims,
  type Graph,
  type Tensor,
} from "./graph.js";
import { attribute, encodeGraph, type DataType, type FunctionMessage } from "./messages.js";
import { nodeOfOutput } from "./names.js";
import { reshape } from "./ops/arrays.js";
import { cast, like } from "./ops/elementwise.js";
import { standardized, varied } from "./pipelineAugment.js";
import { decodeFile, decodingFunctions, type Decoding } from "./pipelineDecode.js";
import { sampleKeys } from "./pipelineRandom.js";

export interface Pipeline extends Decoding {
  readonly wanted: Shape;
  readonly preprocessing: Preprocessing | null;
  readonly augmentation: Augmentation | null;
  /** Files unpacked at a time, and batches made ready before they are asked for. */
  readonly threads: number;
  readonly ahead: number;
}

export const pipelineFeeds = {
  root: "root:0",
  names: "names:0",
  starts: "starts:0",
  orientations: "orientations:0",
  transparent: "transparent:0",
  /** Of each sample its file and its number, in their order. */
  files: "files:0",
  indices: "indices:0",
  batch: "batch:0",
  /** Of seed and epoch. */
  key: "key:0",
  /** The share of a sample; the rest is of the one after it. */
  mixed: "mixed:0",
} as const;

export const pipelineFetches = {
  begin: "begin:0",
  next: "next:0",
  nextMixed: "nextMixed:0",
} as const;

export function compilePipeline(pipeline: Pipeline): Uint8Array {
  const graph = createGraph();
  const feeds = placeholders(graph);
  const functions: FunctionMessage[] = [...decodingFunctions(pipeline)];
  const dataset = datasetOf(graph, pipeline, feeds, functions);
  const types = {
    output_types: attribute.types(["float32"]),
    output_shapes: attribute.shapes([[-1, ...pipeline.wanted]]),
  };
  const naming = { shared_name: attribute.text("images"), container: attribute.text("") };
  const iterator = node(graph, "IteratorV2", [], { ...types, ...naming }, resource);
  const begun = node(graph, "MakeIterator", [dataset, iterator], {}, resource);
  named(graph, pipelineFetches.begin, scalar(graph, 1), [begun]);
  const images: Tensor = node(graph, "IteratorGetNext", [iterator], types, {
    type: "float32",
    shape: [-1, ...pipeline.wanted],
  });
  named(graph, pipelineFetches.next, images);
  named(graph, pipelineFetches.nextMixed, mixed(graph, images, feeds.mixed));
  const onProcessor = graph.nodes.map((one) => ({ ...one, device: "/CPU:0" }));
  return encodeGraph(onProcessor, functions);
}

type Feeds = { readonly [Name in keyof typeof pipelineFeeds]: Tensor };

function placeholders(graph: Graph): Feeds {
  const of = (name: keyof Feeds, type: DataType, shape: Dims) => {
    const attributes = { dtype: attribute.type(type), shape: attribute.shape(shape) };
    return namedNode(graph, nodeOfOutput(pipelineFeeds[name]), "Placeholder", [], attributes, {
      type,
      shape,
    });
  };
  return {
    root: of("root", "string", []),
    names: of("names", "string", []),
    starts: of("starts", "int32", [-1]),
    orientations: of("orientations", "int32", [-1]),
    transparent: of("transparent", "int32", [-1]),
    files: of("files", "int32", [-1]),
    indices: of("indices", "int32", [-1]),
    batch: of("batch", "int32", []),
    key: of("key", "int32", []),
    mixed: of("mixed", "float32", []),
  };
}

const resource = { type: "resource", shape: [] } as const;
const variant = { type: "variant", shape: [] } as const;

/** Samples become files, files become images and batches of them, and these become what the network takes. */
function datasetOf(
  graph: Graph,
  pipeline: Pipeline,
  feeds: Feeds,
  functions: FunctionMessage[],
): Tensor {
  const { shape, wanted, threads, ahead } = pipeline;
  const { files, indices, key, batch } = feeds;
  const slices = node(
    graph,
    "TensorSliceDataset",
    [files, indices],
    {
      Toutput_types: attribute.types(["int32", "int32"]),
      output_shapes: attribute.shapes([[], []]),
    },
    variant,
  );
  const { root, names, starts, orientations, transparent } = feeds;
  const captured = [root, names, starts, orientations, transparent];
  const scalars = [files, indices].map((one) => ({ ...one, shape: [] }));
  functions.push(
    functionOf("readFile", [...scalars, ...captured], (inner, [file, index, ...rest]) => [
      readFile(inner, file as Tensor, rest, pipeline),
      index as Tensor,
    ]),
  );
  const elements = {
    output_types: attribute.types(["uint8", "int32"]),
    output_shapes: attribute.shapes([shape, []]),
  };
  const images = node(
    graph,
    "ParallelMapDatasetV2",
    [slices, ...captured, int64(graph, ints(graph, threads))],
    {
      f: attribute.func("readFile"),
      Targuments: attribute.types(captured.map(({ type }) => type)),
      // One file is work for one thread from beginning to end; but a branch would wait there for a thread of its own.
      use_inter_op_parallelism: attribute.bool(pipeline.transparent),
      deterministic: attribute.text("true"),
      ...elements,
    },
    variant,
  );
  const batches = node(
    graph,
    "BatchDatasetV2",
    [images, int64(graph, batch), bool(graph, false)],
    {
      output_types: attribute.types(["uint8", "int32"]),
      output_shapes: attribute.shapes([[-1, ...shape], [-1]]),
    },
    variant,
  );
  const bytes: Tensor = { name: "", type: "uint8", shape: [-1, ...shape] };
  functions.push(
    functionOf("prepare", [bytes, { ...indices }, key], (inner, [images, numbers, epochKey]) => [
      prepared(inner, images as Tensor, numbers as Tensor, epochKey as Tensor, pipeline),
    ]),
  );
  const output = {
    output_types: attribute.types(["float32"]),
    output_shapes: attribute.shapes([[-1, ...wanted]]),
  };
  const ready = node(
    graph,
    "ParallelMapDatasetV2",
    [batches, key, int64(graph, ints(graph, threads))],
    {
      f: attribute.func("prepare"),
      Targuments: attribute.types(["int32"]),
      deterministic: attribute.text("true"),
      ...output,
    },
    variant,
  );
  const steady = {
    ...output,
    serialized_options: attribute.bytes(plainOptions),
    metadata: attribute.text(""),
  };
  const prefetched = [ready, int64(graph, ints(graph, ahead))];
  const last = node(graph, "PrefetchDataset", prefetched, output, variant);
  return node(graph, "OptionsDataset", [last], steady, variant);
}

/**
 * tensorflow/core/framework/dataset_options.proto: the graph is as it should be (optimization_options.apply_default_optimizations
 * and autotune_options.enabled are false), and an op of one small image is no work for many threads
 * (threading_options.max_intra_op_parallelism is 1).
 */
const plainOptions = Uint8Array.of(0x1a, 2, 0x08, 0, 0x3a, 2, 0x08, 0, 0x2a, 2, 0x08, 1);

function readFile(
  graph: Graph,
  file: Tensor,
  [root, names, starts, orientations, transparent]: readonly Tensor[],
  decoding: Decoding,
): Tensor {
  const at = (values: Tensor | undefined, index: Tensor) =>
    gathered(graph, values as Tensor, index);
  const [start, end] = [at(starts, file), at(starts, like(graph, "AddV2", [file, ints(graph, 1)]))];
  const length = like(graph, "Sub", [end, start]);
  const name = node(
    graph,
    "Substr",
    [names as Tensor, start, length],
    { T: attribute.type("int32") },
    { type: "string", shape: [] },
  );
  const joining = { N: attribute.int(2) };
  const path = node(graph, "StringJoin", [root as Tensor, name], joining, name);
  const seen = cast(graph, at(transparent, file), "bool");
  const one = { path, orientation: at(orientations, file), transparent: seen };
  return decodeFile(graph, one, decoding);
}

function gathered(graph: Graph, values: Tensor, index: Tensor): Tensor {
  const attributes = {
    Tparams: attribute.type("int32"),
    Tindices: attribute.type("int32"),
    Taxis: attribute.type("int32"),
  };
  return node(graph, "GatherV2", [values, index, ints(graph, 0)], attributes, {
    type: "int32",
    shape: [],
  });
}

/** A batch of bytes as the network takes it. */
function prepared(
  graph: Graph,
  bytes: Tensor,
  indices: Tensor,
  epochKey: Tensor,
  { augmentation, preprocessing, wanted }: Pipeline,
): Tensor {
  const pixels = like(graph, "Div", [cast(graph, bytes, "float32"), scalar(graph, 255)]);
  const variants = augmentation
    ? varied(graph, pixels, sampleKeys(graph, epochKey, indices), augmentation)
    : pixels;
  return reshape(graph, normalised(graph, variants, preprocessing), [-1, ...wanted]);
}

function normalised(graph: Graph, images: Tensor, how: Preprocessing | null): Tensor {
  if (how?.image) return standardized(graph, images);
  const channels = how?.channels ?? (how ? [how] : []);
  if (channels.every(({ mean, deviation }) => mean === 0 && deviation === 1)) return images;
  const of = (values: readonly number[]) => floats(graph, [values.length], values);
  const offset = like(graph, "Sub", [images, of(channels.map(({ mean }) => mean))]);
  return like(graph, "Div", [offset, of(channels.map(({ deviation }) => deviation))]);
}

/** λ·x + (1 − λ)·(the one after it; after the last comes the first): Zhang et al., 2018. */
function mixed(graph: Graph, images: Tensor, share: Tensor): Tensor {
  const attributes = {
    T: attribute.type("float32"),
    Tshift: attribute.type("int32"),
    Taxis: attribute.type("int32"),
  };
  const others = node(graph, "Roll", [images, ints(graph, -1), ints(graph, 0)], attributes, images);
  const rest = like(graph, "Sub", [scalar(graph, 1), share]);
  const own = like(graph, "Mul", [images, share]);
  return like(graph, "AddV2", [own, like(graph, "Mul", [others, rest])]);
}

function named(graph: Graph, name: string, value: Tensor, after: readonly Tensor[] = []): void {
  const attributes: Attributes = { T: attribute.type(value.type) };
  namedNode(graph, nodeOfOutput(name), "Identity", [value], attributes, value, after);
}

function int64(graph: Graph, x: Tensor): Tensor {
  return cast(graph, x, "int64");
}

function bool(graph: Graph, value: boolean): Tensor {
  return cast(graph, ints(graph, value ? 1 : 0), "bool");
}

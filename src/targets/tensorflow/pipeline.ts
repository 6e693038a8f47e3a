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
import { cast, like } from "./ops/elementwise.js";
import { decodingFunctions, type Decoding } from "./pipelineDecode.js";
import { prepared, readFile } from "./pipelineElements.js";

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
  const { threads, ahead } = pipeline;
  const { indices, key, batch } = feeds;
  const [bytes, images] = piecesOf(pipeline);
  const one: Element = { ...bytes, shape: bytes.shape.slice(1) };
  const pairs = {
    Toutput_types: attribute.types(["int32", "int32"]),
    output_shapes: attribute.shapes([[], []]),
  };
  const slices = node(graph, "TensorSliceDataset", [feeds.files, indices], pairs, variant);
  const captured = capturedBy(feeds);
  functions.push(...elementFunctions(pipeline, captured, key));
  // One file is work for one thread from beginning to end; but a branch would wait there for a thread of its own.
  const reading = mapping("readFile", captured, [one, number], pipeline.transparent);
  const parallel = int64(graph, ints(graph, threads));
  const map = "ParallelMapDatasetV2";
  const single = node(graph, map, [slices, ...captured, parallel], reading, variant);
  const sizes = [single, int64(graph, batch), bool(graph, false)];
  const batches = node(graph, "BatchDatasetV2", sizes, elementsOf([bytes, numbers]), variant);
  const preparing = mapping("prepare", [key], [images], true);
  const ready = node(graph, map, [batches, key, parallel], preparing, variant);
  const next = [ready, int64(graph, ints(graph, ahead))];
  const prefetched = node(graph, "PrefetchDataset", next, elementsOf([images]), variant);
  const options = {
    serialized_options: attribute.bytes(plainOptions),
    metadata: attribute.text(""),
  };
  const last = { ...elementsOf([images]), ...options };
  return node(graph, "OptionsDataset", [prefetched], last, variant);
}

function capturedBy({ root, names, starts, orientations, transparent }: Feeds): readonly Tensor[] {
  return [root, names, starts, orientations, transparent];
}

function elementFunctions(
  pipeline: Pipeline,
  captured: readonly Tensor[],
  key: Tensor,
): readonly FunctionMessage[] {
  const [bytes] = piecesOf(pipeline);
  return [
    functionOf("readFile", [...argumentsOf(number, number), ...captured], (inner, all) => {
      const [file, index, ...rest] = all as readonly [Tensor, Tensor, ...Tensor[]];
      return [readFile(inner, file, rest, pipeline), index];
    }),
    functionOf("prepare", [...argumentsOf(bytes, numbers), key], (inner, all) => {
      const [pixels, own, epochKey] = all as readonly [Tensor, Tensor, Tensor];
      return [prepared(inner, pixels, own, epochKey, pipeline)];
    }),
  ];
}

type Element = Pick<Tensor, "type" | "shape">;

const number: Element = { type: "int32", shape: [] };
const numbers: Element = { type: "int32", shape: [-1] };

/** Batches of bytes, and batches as the network takes them. */
function piecesOf({ shape, wanted }: Pipeline): readonly [bytes: Element, images: Element] {
  return [
    { type: "uint8", shape: [-1, ...shape] },
    { type: "float32", shape: [-1, ...wanted] },
  ];
}

function elementsOf(elements: readonly Element[]): Attributes {
  return {
    output_types: attribute.types(elements.map(({ type }) => type)),
    output_shapes: attribute.shapes(elements.map(({ shape }) => shape)),
  };
}

function mapping(
  name: string,
  captured: readonly Tensor[],
  elements: readonly Element[],
  manyThreads: boolean,
): Attributes {
  return {
    f: attribute.func(name),
    Targuments: attribute.types(captured.map(({ type }) => type)),
    use_inter_op_parallelism: attribute.bool(manyThreads),
    deterministic: attribute.text("true"),
    ...elementsOf(elements),
  };
}

function argumentsOf(...elements: readonly Element[]): readonly Tensor[] {
  return elements.map((element) => ({ name: "", ...element }));
}

/**
 * tensorflow/core/framework/dataset_options.proto: the graph is as it should be (optimization_options.apply_default_optimizations
 * and autotune_options.enabled are false), and an op of one small image is no work for many threads
 * (threading_options.max_intra_op_parallelism is 1).
 */
const plainOptions = Uint8Array.of(0x1a, 2, 0x08, 0, 0x3a, 2, 0x08, 0, 0x2a, 2, 0x08, 1);

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

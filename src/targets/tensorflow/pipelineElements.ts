/** What a pipeline does to one file and to one batch, as the bodies of its functions. */
import type { Preprocessing } from "../../data/normalize.js";
import { floats, ints, node, scalar, type Graph, type Tensor } from "./graph.js";
import { attribute } from "./messages.js";
import { reshape } from "./ops/arrays.js";
import { cast, like } from "./ops/elementwise.js";
import type { Pipeline } from "./pipeline.js";
import { standardized, varied } from "./pipelineAugment.js";
import { decodeFile, type Decoding } from "./pipelineDecode.js";
import { sampleKeys } from "./pipelineRandom.js";

/** `names` and what follows are those of all files; `file` is a number among them. */
export function readFile(
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
export function prepared(
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

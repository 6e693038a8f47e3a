/**
 * Functions in a graph, for what runs over each element of a data set. In: a graph built from arguments. Out: a FunctionDef, whose
 * inputs are named otherwise than those of a graph: by the op's own name for its output.
 */
import { createGraph, type Graph, type Tensor } from "./graph.js";
import { dataTypes, type FunctionMessage, type NodeMessage } from "./messages.js";

/** What ops call their first output (their registrations in tensorflow/core/ops); `z` where an op is not among them. */
const outputNames: Readonly<Record<string, string>> = {
  Any: "output",
  Bitcast: "output",
  Cast: "y",
  ConcatV2: "output",
  Cos: "y",
  Const: "output",
  DecodeImage: "image",
  DecodePng: "image",
  ExpandDims: "output",
  Floor: "y",
  GatherV2: "output",
  Identity: "output",
  ImageProjectiveTransformV3: "transformed_images",
  Log: "y",
  Max: "output",
  Mean: "output",
  Min: "output",
  Neg: "y",
  Pack: "output",
  PadV2: "output",
  ReadFile: "contents",
  Reshape: "output",
  Reverse: "output",
  ReverseV2: "output",
  Round: "y",
  ScaleAndTranslate: "resized_images",
  SelectV2: "output",
  Shape: "output",
  Sin: "y",
  Slice: "output",
  Sqrt: "y",
  Squeeze: "output",
  StatelessIf: "output",
  StringJoin: "output",
  Substr: "output",
  Sum: "output",
  Transpose: "y",
};

/** `build` is given the arguments as tensors, and gives the results. */
export function functionOf(
  name: string,
  inputs: readonly Tensor[],
  build: (graph: Graph, inputs: readonly Tensor[]) => readonly Tensor[],
): FunctionMessage {
  const graph = createGraph();
  const inputArg = inputs.map(({ type }, i) => ({ name: `in${i}`, type: dataTypes[type] }));
  const outputs = build(
    graph,
    inputs.map((input, i) => ({ ...input, name: `in${i}` })),
  );
  const ops = new Map(graph.nodes.map((node) => [node.name, node.op]));
  const inner = (input: string) => insideName(input, ops);
  return {
    signature: {
      name,
      inputArg,
      outputArg: outputs.map(({ type }, i) => ({ name: `out${i}`, type: dataTypes[type] })),
      isStateful: false,
    },
    nodeDef: graph.nodes.map((node): NodeMessage => ({ ...node, input: node.input.map(inner) })),
    ret: Object.fromEntries(outputs.map((output, i) => [`out${i}`, inner(output.name)])),
  };
}

/** `node:0` becomes `node:output:0`; an argument has no colon. */
function insideName(input: string, ops: ReadonlyMap<string, string>): string {
  const colon = input.lastIndexOf(":");
  if (colon < 0) return input;
  const [node, number] = [input.slice(0, colon), input.slice(colon + 1)];
  return `${node}:${outputNames[ops.get(node) ?? ""] ?? "z"}:${number}`;
}

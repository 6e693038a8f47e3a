/**
 * Building a graph. In: ops one after another. Out: nodes with unique names, and a tape of what can be differentiated.
 * A graph only grows; `inScope` gives another view of the same graph, in which new nodes are named below a scope.
 */
import type { KeptWeights } from "./keptWeights.js";
import { attribute, type Attribute, type DataType, type NodeMessage } from "./messages.js";

/** Sizes as far as they are known; -1 stands for the batch, and only in first place. */
export type Dims = readonly number[];

/** One output of a node. `name` is `node:output`, as it is fed and fetched. */
export interface Tensor {
  readonly name: string;
  readonly type: DataType;
  readonly shape: Dims;
}

/** What a node puts out. */
export type Output = Pick<Tensor, "type" | "shape">;

/** The gradients of the loss at the inputs, given the one at the output; null where there is none. */
export type Gradient = (graph: Graph, upstream: Tensor) => readonly (Tensor | null)[];

export interface TapeEntry {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly scope: string;
  readonly gradient: Gradient;
  /** A ReLU of the network: guided gradients are cut off at it. */
  readonly rectifies: boolean;
}

export interface Graph {
  readonly nodes: NodeMessage[];
  readonly tape: TapeEntry[];
  readonly scope: string;
  /** Without ops that TensorFlow has with oneDNN or CUDA only. */
  readonly portable: boolean;
  /** A GPU has ways of its own to be fast. */
  readonly gpu: boolean;
  /** How many images a batch has, as far as that can be said: what pays for so many is chosen. */
  readonly expectedImages: number;
  /** In inference, where weights stay the same from run to run. */
  readonly kept: KeptWeights | null;
  readonly names: Map<string, number>;
  readonly constants: Map<string, Tensor>;
}

export type Attributes = Readonly<Record<string, Attribute>>;

export function createGraph({ portable = false, gpu = false } = {}): Graph {
  return {
    nodes: [],
    tape: [],
    scope: "",
    portable,
    gpu,
    expectedImages: 1,
    kept: null,
    names: new Map(),
    constants: new Map(),
  };
}

/** `scope` begins at the root. */
export function inScope(graph: Graph, scope: string): Graph {
  return { ...graph, scope: nodeName(scope) };
}

/** A name as TensorFlow allows it, [A-Za-z0-9.][A-Za-z0-9_.\\/>-]*: other characters become dots, a dot goes before. */
export function nodeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_.\\/>-]/g, ".").replace(/^[^A-Za-z0-9.]/, ".$&");
}

export function node(
  graph: Graph,
  op: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
  output: Output,
  after: readonly Tensor[] = [],
): Tensor {
  return { name: add(graph, op, inputs, attributes, after, op), ...pick(output) };
}

/** A node with several outputs. */
export function nodeWithOutputs(
  graph: Graph,
  op: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
  outputs: readonly Output[],
): readonly Tensor[] {
  const first = add(graph, op, inputs, attributes, [], op).slice(0, -1);
  return outputs.map((output, i) => ({ name: `${first}${i}`, ...pick(output) }));
}

/** A node that is fed or fetched by a name of its own. */
export function namedNode(
  graph: Graph,
  name: string,
  op: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
  output: Output,
  after: readonly Tensor[] = [],
): Tensor {
  return { name: add(graph, op, inputs, attributes, after, name), ...pick(output) };
}

/** Puts an op on the tape; returns its output. */
export function differentiable(
  graph: Graph,
  inputs: readonly Tensor[],
  output: Tensor,
  gradient: Gradient,
  rectifies = false,
): Tensor {
  graph.tape.push({ inputs, output, scope: graph.scope, gradient, rectifies });
  return output;
}

/** Whole numbers: a scalar, a vector, or the rows of a matrix. Equal constants are one node. */
export function ints(graph: Graph, values: number | Dims | readonly Dims[]): Tensor {
  if (typeof values === "number") return constant(graph, "int32", [], Int32Array.of(values));
  const columns = values.flatMap((row) => (typeof row === "number" ? [] : [row.length]));
  const shape = [values.length, ...columns.slice(0, 1)];
  return constant(graph, "int32", shape, Int32Array.from(values.flat()));
}

export function scalar(graph: Graph, value: number): Tensor {
  return constant(graph, "float32", [], Float32Array.of(value));
}

export function floats(graph: Graph, shape: Dims, values: readonly number[]): Tensor {
  return constant(graph, "float32", shape, Float32Array.from(values));
}

function constant(
  graph: Graph,
  type: "float32" | "int32",
  shape: Dims,
  values: Float32Array | Int32Array,
): Tensor {
  const key = `${type}/${shape.join(",")}/${values.join(",")}`;
  const known = graph.constants.get(key);
  if (known) return known;
  const attributes = {
    dtype: attribute.type(type),
    value: attribute.tensor(type, shape, values),
  };
  const made = node(inScope(graph, ".constants"), "Const", [], attributes, { type, shape });
  graph.constants.set(key, made);
  return made;
}

function add(
  graph: Graph,
  op: string,
  inputs: readonly Tensor[],
  attr: Attributes,
  after: readonly Tensor[],
  label: string,
): string {
  const name = uniqueName(graph, graph.scope === "" ? label : `${graph.scope}/${label}`);
  const input = [...inputs.map((t) => t.name), ...after.map((t) => `^${nodeOf(t)}`)];
  graph.nodes.push({ name, op, input, attr });
  return `${name}:0`;
}

function uniqueName(graph: Graph, wanted: string): string {
  const count = graph.names.get(wanted) ?? 0;
  graph.names.set(wanted, count + 1);
  return count === 0 ? wanted : uniqueName(graph, `${wanted}_${count}`);
}

function nodeOf(tensor: Tensor): string {
  return tensor.name.slice(0, tensor.name.lastIndexOf(":"));
}

function pick({ type, shape }: Output): Output {
  return { type, shape };
}

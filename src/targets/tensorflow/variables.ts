/**
 * Variables of a graph. They live in the session; a graph holds their handles. Reading and writing one by its number takes
 * one set of fetches for all of them, because TensorFlow prepares the whole graph anew for every set it has not seen.
 */
import type { Shape } from "../../network/network.js";
import {
  inScope,
  ints,
  namedNode,
  nodeName,
  node,
  nodeWithOutputs,
  type Graph,
  type Tensor,
} from "./graph.js";
import { attribute, type DataType } from "./messages.js";

export interface StoredVariable {
  readonly name: string;
  readonly shape: Shape;
  readonly handle: Tensor;
  /** The value at the beginning of a run. */
  readonly value: Tensor;
}

const float = { dtype: attribute.type("float32") };
const typed = (type: DataType) => ({ dtype: attribute.type(type) });
const nothing = { type: "float32", shape: [] } as const;

export function declareVariable(
  graph: Graph,
  name: string,
  shape: Shape,
  type: DataType = "float32",
): StoredVariable {
  const root = inScope(graph, "");
  const attributes = {
    ...typed(type),
    shape: attribute.shape(shape),
    shared_name: attribute.text(name),
  };
  const handle = namedNode(root, nodeName(name), "VarHandleOp", [], attributes, {
    type: "resource",
    shape: [],
  });
  const read = { type, shape } as const;
  const value = node(inScope(graph, name), "ReadVariableOp", [handle], typed(type), read);
  return { name, shape, handle, value };
}

/** The returned tensor has no value: it is what others run after. */
export function assign(
  graph: Graph,
  { handle }: StoredVariable,
  value: Tensor,
  { op = "AssignVariableOp", after = [] }: AssignOptions = {},
): Tensor {
  return node(graph, op, [handle, value], typed(value.type), nothing, after);
}

interface AssignOptions {
  readonly op?: "AssignVariableOp" | "AssignSubVariableOp";
  readonly after?: readonly Tensor[];
}

/** A tensor under its own name that has its value only when all of `after` have run. */
export function afterwards(
  graph: Graph,
  name: string,
  value: Tensor,
  after: readonly Tensor[],
): Tensor {
  const attributes = { T: attribute.type(value.type) };
  return namedNode(inScope(graph, ""), name, "Identity", [value], attributes, value, after);
}

/** The value of the variable whose number is fed. */
export function readByNumber(
  graph: Graph,
  name: string,
  variables: readonly StoredVariable[],
  number: Tensor,
): Tensor {
  const chosen = choices(graph, number, variables.length);
  const values = variables.map((variable, i) => whereChosen(graph, variable.value, chosen[i]));
  return merge(graph, name, values);
}

/** Gives the variable whose number is fed the value that is fed; its shape must be right. */
export function writeByNumber(
  graph: Graph,
  name: string,
  variables: readonly StoredVariable[],
  number: Tensor,
  value: Tensor,
): Tensor {
  const chosen = choices(graph, number, variables.length);
  const done = variables.map((variable, i) => {
    const written = assign(graph, variable, whereChosen(graph, value, chosen[i]));
    const attributes = {
      ...float,
      value: attribute.tensor("float32", [], Float32Array.of(1)),
    };
    return node(graph, "Const", [], attributes, nothing, [written]);
  });
  return merge(graph, name, done);
}

/** One boolean a variable, of which one is true. */
function choices(graph: Graph, number: Tensor, count: number): readonly Tensor[] {
  const numbers = ints(
    graph,
    Array.from({ length: count }, (_, i) => i),
  );
  const equal = node(
    graph,
    "Equal",
    [numbers, number],
    { T: attribute.type("int32") },
    { type: "bool", shape: [count] },
  );
  const attributes = {
    T: attribute.type("bool"),
    num: attribute.int(count),
    axis: attribute.int(0),
  };
  const one = { type: "bool", shape: [] } as const;
  return nodeWithOutputs(graph, "Unpack", [equal], attributes, Array(count).fill(one));
}

/** Passes a value on in a run where it is chosen; what depends on it does not run otherwise. */
function whereChosen(graph: Graph, value: Tensor, chosen: Tensor | undefined): Tensor {
  if (!chosen) throw new Error("a variable without a number");
  const attributes = { T: attribute.type(value.type) };
  const [, taken] = nodeWithOutputs(graph, "Switch", [value, chosen], attributes, [value, value]);
  return taken as Tensor;
}

function merge(graph: Graph, name: string, values: readonly Tensor[]): Tensor {
  const attributes = { T: attribute.type("float32"), N: attribute.int(values.length) };
  return namedNode(inScope(graph, ""), name, "Merge", values, attributes, nothing);
}

/** Small graphs for the tests of the engine, written with the field numbers of TensorFlow's own .proto files. */
import protobuf from "protobufjs";

const { root } = protobuf.parse(
  `syntax = "proto3";
  message Shape { message Dim { int64 size = 1; } repeated Dim dim = 2; bool unknown_rank = 3; }
  message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; repeated bytes string_val = 8; }
  message Value { oneof value { bytes s = 2; bool b = 5; int32 type = 6; Shape shape = 7; Tensor tensor = 8; } }
  message Node { string name = 1; string op = 2; repeated string input = 3; map<string, Value> attr = 5; }
  message Versions { int32 producer = 1; }
  message GraphDef { repeated Node node = 1; Versions versions = 4; }
  message MetaInfo { repeated string tags = 4; }
  message MetaGraph { MetaInfo meta_info_def = 1; GraphDef graph_def = 2; }
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraph meta_graphs = 2; }`,
  { keepCase: true },
);

export const float32 = { type: 1 };
export const int32 = { type: 3 };
export const string = { type: 7 };
const anyShape = { shape: { unknown_rank: true } };

export interface Node {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: object;
}

export function node(name: string, op: string, input: readonly string[], attr: object): Node {
  return { name, op, input, attr };
}

export function placeholder(name: string, dtype: object = float32): Node {
  return node(name, "Placeholder", [], { dtype, shape: anyShape });
}

/** A variable `v` of any shape, assigned from the placeholder `x` when `assigned:0` is fetched, and read as `read:0`. */
export function variable(): readonly Node[] {
  const zero = { tensor: { dtype: 1, tensor_shape: {}, tensor_content: Buffer.alloc(4) } };
  return [
    placeholder("x"),
    node("v", "VarHandleOp", [], {
      dtype: float32,
      shape: anyShape,
      shared_name: { s: Buffer.from("v") },
    }),
    node("assign", "AssignVariableOp", ["v", "x"], { dtype: float32 }),
    node("assigned", "Const", ["^assign"], { dtype: float32, value: zero }),
    node("read", "ReadVariableOp", ["v"], { dtype: float32 }),
  ];
}

export function encodeGraph(nodes: readonly Node[]): Uint8Array {
  const message = root.lookupType("GraphDef");
  return message.encode(message.fromObject({ node: nodes, versions: { producer: 1882 } })).finish();
}

export function decodeSavedModel(bytes: Uint8Array): unknown {
  const message = root.lookupType("SavedModel");
  return message.toObject(message.decode(bytes), { longs: Number });
}

/**
 * TensorFlow's protocol messages, as far as a graph needs them (tensorflow/core/framework/{graph,node_def,attr_value,
 * tensor,tensor_shape,types,versions}.proto). In: plain nodes. Out: the bytes of a GraphDef.
 */
import protobuf from "protobufjs/light.js";

/** The numbers of `DataType` in types.proto. */
export const dataTypes = {
  float32: 1,
  int32: 3,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const;
export type DataType = keyof typeof dataTypes;

interface ShapeMessage {
  readonly dim: readonly { readonly size: number }[];
}

interface TensorMessage {
  readonly dtype: number;
  readonly tensorShape: ShapeMessage;
  readonly tensorContent: Uint8Array;
}

export interface Attribute {
  readonly s?: Uint8Array;
  readonly i?: number;
  readonly f?: number;
  readonly b?: boolean;
  readonly type?: number;
  readonly shape?: ShapeMessage;
  readonly tensor?: TensorMessage;
  readonly list?: { readonly i: readonly number[] };
}

/** `input` holds `node:output` names, and `^node` for what must only have run before. */
export interface NodeMessage {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, Attribute>>;
}

const utf8 = new TextEncoder();

export const attribute = {
  text: (value: string): Attribute => ({ s: utf8.encode(value) }),
  int: (value: number): Attribute => ({ i: value }),
  ints: (values: readonly number[]): Attribute => ({ list: { i: values } }),
  float: (value: number): Attribute => ({ f: value }),
  bool: (value: boolean): Attribute => ({ b: value }),
  type: (type: DataType): Attribute => ({ type: dataTypes[type] }),
  shape: (shape: readonly number[]): Attribute => ({ shape: shapeMessage(shape) }),
  /** `values` in row order; the bytes are kept as they are. */
  tensor: (
    type: DataType,
    shape: readonly number[],
    values: Float32Array | Int32Array,
  ): Attribute => ({
    tensor: {
      dtype: dataTypes[type],
      tensorShape: shapeMessage(shape),
      tensorContent: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    },
  }),
};

function shapeMessage(shape: readonly number[]): ShapeMessage {
  return { dim: shape.map((size) => ({ size })) };
}

const field = (type: string, id: number) => ({ type, id });
const repeated = (type: string, id: number) => ({ rule: "repeated", type, id });
const map = (keyType: string, type: string, id: number) => ({ keyType, type, id });

const declarations: protobuf.INamespace = {
  nested: {
    GraphDef: { fields: { node: repeated("NodeDef", 1), versions: field("VersionDef", 4) } },
    VersionDef: { fields: { producer: field("int32", 1), minConsumer: field("int32", 2) } },
    NodeDef: {
      fields: {
        name: field("string", 1),
        op: field("string", 2),
        input: repeated("string", 3),
        attr: map("string", "AttrValue", 5),
      },
    },
    AttrValue: {
      oneofs: { value: { oneof: ["list", "s", "i", "f", "b", "type", "shape", "tensor"] } },
      fields: {
        list: field("ListValue", 1),
        s: field("bytes", 2),
        i: field("int64", 3),
        f: field("float", 4),
        b: field("bool", 5),
        type: field("int32", 6),
        shape: field("TensorShapeProto", 7),
        tensor: field("TensorProto", 8),
      },
    },
    ListValue: { fields: { i: repeated("int64", 3) } },
    TensorShapeProto: { fields: { dim: repeated("Dim", 2) } },
    Dim: { fields: { size: field("int64", 1) } },
    TensorProto: {
      fields: {
        dtype: field("int32", 1),
        tensorShape: field("TensorShapeProto", 2),
        tensorContent: field("bytes", 4),
      },
    },
  },
};

const graphMessage = protobuf.Root.fromJSON(declarations).lookupType("GraphDef");

/** TensorFlow 2.9's version of the graph format: what every later one reads. */
const versions = { producer: 1087, minConsumer: 12 };

export function encodeGraph(nodes: readonly NodeMessage[]): Uint8Array {
  return graphMessage.encode({ node: nodes, versions }).finish();
}

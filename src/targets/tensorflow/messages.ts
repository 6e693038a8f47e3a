/**
 * TensorFlow's protocol messages, as far as a graph needs them (tensorflow/core/framework/{graph,node_def,attr_value,
 * tensor,tensor_shape,types,versions,function,op_def}.proto). In: plain nodes and functions. Out: the bytes of a GraphDef.
 */
import protobuf from "protobufjs/light.js";

/** The numbers of `DataType` in types.proto. */
export const dataTypes = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
  variant: 21,
  uint32: 22,
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
  readonly list?: {
    readonly i?: readonly number[];
    readonly type?: readonly number[];
    readonly shape?: readonly ShapeMessage[];
  };
  readonly func?: { readonly name: string };
}

/** `input` holds `node:output` names, and `^node` for what must only have run before. */
export interface NodeMessage {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, Attribute>>;
  /** Where it must run, `/CPU:0`; anywhere where it is left out. */
  readonly device?: string;
}

export interface ArgumentMessage {
  readonly name: string;
  readonly type: number;
}

/** In its nodes an argument's name stands alone, and an output is `node:argument:number`. */
export interface FunctionMessage {
  readonly signature: {
    readonly name: string;
    readonly inputArg: readonly ArgumentMessage[];
    readonly outputArg: readonly ArgumentMessage[];
    readonly isStateful: boolean;
  };
  readonly nodeDef: readonly NodeMessage[];
  readonly ret: Readonly<Record<string, string>>;
}

const utf8 = new TextEncoder();

export const attribute = {
  text: (value: string): Attribute => ({ s: utf8.encode(value) }),
  bytes: (value: Uint8Array): Attribute => ({ s: value }),
  int: (value: number): Attribute => ({ i: value }),
  ints: (values: readonly number[]): Attribute => ({ list: { i: values } }),
  float: (value: number): Attribute => ({ f: value }),
  bool: (value: boolean): Attribute => ({ b: value }),
  type: (type: DataType): Attribute => ({ type: dataTypes[type] }),
  types: (types: readonly DataType[]): Attribute => ({
    list: { type: types.map((type) => dataTypes[type]) },
  }),
  shapes: (shapes: readonly (readonly number[])[]): Attribute => ({
    list: { shape: shapes.map(shapeMessage) },
  }),
  func: (name: string): Attribute => ({ func: { name } }),
  shape: (shape: readonly number[]): Attribute => ({ shape: shapeMessage(shape) }),
  /** `values` in row order; the bytes are kept as they are. */
  tensor: (
    type: DataType,
    shape: readonly number[],
    values: Float32Array | Float64Array | Int32Array | Uint32Array | BigInt64Array,
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
    GraphDef: {
      fields: {
        node: repeated("NodeDef", 1),
        library: field("FunctionDefLibrary", 2),
        versions: field("VersionDef", 4),
      },
    },
    FunctionDefLibrary: { fields: { function: repeated("FunctionDef", 1) } },
    FunctionDef: {
      fields: {
        signature: field("OpDef", 1),
        nodeDef: repeated("NodeDef", 3),
        ret: map("string", "string", 4),
      },
    },
    OpDef: {
      fields: {
        name: field("string", 1),
        inputArg: repeated("ArgDef", 2),
        outputArg: repeated("ArgDef", 3),
        isStateful: field("bool", 17),
      },
    },
    ArgDef: { fields: { name: field("string", 1), type: field("int32", 3) } },
    VersionDef: { fields: { producer: field("int32", 1), minConsumer: field("int32", 2) } },
    NodeDef: {
      fields: {
        name: field("string", 1),
        op: field("string", 2),
        input: repeated("string", 3),
        device: field("string", 4),
        attr: map("string", "AttrValue", 5),
      },
    },
    AttrValue: {
      oneofs: { value: { oneof: ["list", "s", "i", "f", "b", "type", "shape", "tensor", "func"] } },
      fields: {
        list: field("ListValue", 1),
        s: field("bytes", 2),
        i: field("int64", 3),
        f: field("float", 4),
        b: field("bool", 5),
        type: field("int32", 6),
        shape: field("TensorShapeProto", 7),
        tensor: field("TensorProto", 8),
        func: field("NameAttrList", 10),
      },
    },
    NameAttrList: { fields: { name: field("string", 1) } },
    ListValue: {
      fields: {
        i: repeated("int64", 3),
        type: repeated("int32", 6),
        shape: repeated("TensorShapeProto", 7),
      },
    },
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

export function encodeGraph(
  nodes: readonly NodeMessage[],
  functions: readonly FunctionMessage[] = [],
): Uint8Array {
  const library = functions.length > 0 ? { library: { function: functions } } : {};
  return graphMessage.encode({ node: nodes, ...library, versions }).finish();
}

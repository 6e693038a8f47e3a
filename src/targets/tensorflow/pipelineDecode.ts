/**
 * One image file in a graph: read, unpacked, set upright and brought to one size, with the geometry of `data/fit.ts`. Out: bytes,
 * as JavaScript keeps them.
 */
import type { Fit } from "../../data/fit.js";
import type { Shape } from "../../network/network.js";
import { functionOf } from "./functions.js";
import { floats, ints, node, scalar, type Dims, type Graph, type Tensor } from "./graph.js";
import { attribute, type DataType, type FunctionMessage } from "./messages.js";
import { cast, like } from "./ops/elementwise.js";
import { shapeOf } from "./ops/shapes.js";

export interface Decoding {
  readonly shape: Shape;
  readonly fit: Fit;
  /** None, some or all of the files may have transparent pixels. */
  readonly transparent: boolean;
  /** Some are not stored upright. */
  readonly turned: boolean;
  /** All have the size that is wanted. */
  readonly sized: boolean;
}

/** What belongs to one file: its path, EXIF's orientation, whether pixels may be transparent. */
export interface FileTensors {
  readonly path: Tensor;
  readonly orientation: Tensor;
  readonly transparent: Tensor;
}

const opaque = "decodeOpaque";
const overWhite = "decodeOverWhite";
const anySize: Dims = [-1, -1, 3];

/** The functions that `decodeFile` calls. */
export function decodingFunctions({ transparent }: Decoding): readonly FunctionMessage[] {
  if (!transparent) return [];
  const contents: Tensor = { name: "", type: "string", shape: [] };
  const one = (name: string, decode: (graph: Graph, x: Tensor) => Tensor) =>
    functionOf(name, [contents], (graph, [x]) => [
      cast(graph, decode(graph, x as Tensor), "float32"),
    ]);
  return [one(opaque, decodeOpaque), one(overWhite, decodeOverWhite)];
}

export function decodeFile(graph: Graph, file: FileTensors, decoding: Decoding): Tensor {
  const contents = op(graph, "ReadFile", [file.path], {}, "string", []);
  const stored = decoding.transparent
    ? decodeEither(graph, contents, file.transparent)
    : decodeOpaque(graph, contents);
  const image = decoding.turned ? upright(graph, stored, file.orientation) : stored;
  const [height = 1, width = 1, channels] = decoding.shape;
  const grey = channels === 1;
  if (decoding.sized && !grey && image.type === "uint8") return image;
  const coloured = grey ? toGrey(graph, image) : image;
  const fitted = decoding.sized ? coloured : fitters[decoding.fit](graph, coloured, height, width);
  return cast(graph, like(graph, "Round", [fitted]), "uint8");
}

function decodeOpaque(graph: Graph, contents: Tensor): Tensor {
  const attributes = { channels: attribute.int(3), expand_animations: attribute.bool(false) };
  return op(graph, "DecodeImage", [contents], attributes, "uint8", anySize);
}

/** `1 − opacity + opacity · colour`, in the order of `data/image.ts`. */
function decodeOverWhite(graph: Graph, contents: Tensor): Tensor {
  const attributes = { channels: attribute.int(4), dtype: attribute.type("uint8") };
  const decoded = op(graph, "DecodePng", [contents], attributes, "uint8", [-1, -1, 4]);
  const values = cast(graph, decoded, "float32");
  const [colour, alpha] = [part(graph, values, 0, 3), part(graph, values, 3, 1)];
  const opacity = like(graph, "Div", [alpha, scalar(graph, 255)]);
  const white = like(graph, "Sub", [scalar(graph, 255), alpha]);
  return like(graph, "AddV2", [like(graph, "Mul", [colour, opacity]), white]);
}

function decodeEither(graph: Graph, contents: Tensor, transparent: Tensor): Tensor {
  const attributes = {
    Tcond: attribute.type(transparent.type),
    Tin: attribute.types(["string"]),
    Tout: attribute.types(["float32"]),
    then_branch: attribute.func(overWhite),
    else_branch: attribute.func(opaque),
    output_shapes: attribute.shapes([anySize]),
  };
  return op(graph, "StatelessIf", [transparent, contents], attributes, "float32", anySize);
}

/** The stored image mirrored, and from 5 on rows and columns exchanged. */
function upright(graph: Graph, image: Tensor, orientation: Tensor): Tensor {
  const among = (...values: readonly number[]) => {
    const equal = like(graph, "Equal", [orientation, ints(graph, values)]);
    return anyOf(graph, { ...equal, type: "bool", shape: [values.length] });
  };
  const flips = op(
    graph,
    "Pack",
    [among(3, 4, 6, 7), among(2, 3, 7, 8), among(0)],
    { T: attribute.type("bool"), N: attribute.int(3) },
    "bool",
    [3],
  );
  const mirrored = like(graph, "Reverse", [image, flips]);
  const orders = [ints(graph, [1, 0, 2]), ints(graph, [0, 1, 2])] as const;
  const inputs = [among(5, 6, 7, 8), ...orders];
  const order = op(graph, "SelectV2", inputs, { T: attribute.type("int32") }, "int32", [3]);
  const attributes = { T: attribute.type(image.type), Tperm: attribute.type("int32") };
  return op(graph, "Transpose", [mirrored, order], attributes, image.type, anySize);
}

function anyOf(graph: Graph, values: Tensor): Tensor {
  return op(graph, "Any", [values, ints(graph, [0])], {}, "bool", []);
}

/** ITU-R BT.601, as `data/resize.ts` has it. */
function toGrey(graph: Graph, image: Tensor): Tensor {
  const weights = floats(graph, [3], [0.299, 0.587, 0.114]);
  const weighted = like(graph, "Mul", [cast(graph, image, "float32"), weights]);
  const attributes = { T: attribute.type("float32"), keep_dims: attribute.bool(true) };
  return op(graph, "Sum", [weighted, ints(graph, [2])], attributes, "float32", [-1, -1, 1]);
}

type Fitter = (graph: Graph, image: Tensor, height: number, width: number) => Tensor;

const fitters: Readonly<Record<Fit, Fitter>> = {
  stretch(graph, image, height, width) {
    const [ratios] = ratiosOf(graph, image, height, width);
    return resized(graph, image, ints(graph, [height, width]), ratios, zeros(graph));
  },
  /** The middle part of the wanted proportions. */
  crop(graph, image, height, width) {
    const [ratios, sizes] = ratiosOf(graph, image, height, width);
    const ratio = extreme(graph, "Max", ratios);
    const wanted = float64(graph, ints(graph, [height, width]));
    const missing = like(graph, "Sub", [wanted, like(graph, "Mul", [sizes, ratio])]);
    const offset = like(graph, "Mul", [missing, number(graph, 0.5)]);
    const scale = like(graph, "Add", [like(graph, "Sub", [ratios, ratios]), ratio]);
    return resized(graph, image, ints(graph, [height, width]), scale, offset);
  },
  /** All of it, with black at two sides. */
  letterbox(graph, image, height, width) {
    const [ratios, sizes] = ratiosOf(graph, image, height, width);
    const exact = like(graph, "Mul", [sizes, extreme(graph, "Min", ratios)]);
    const rounded = like(graph, "Floor", [like(graph, "Add", [exact, number(graph, 0.5)])]);
    const inner = like(graph, "Maximum", [rounded, number(graph, 1)]);
    const size = cast(graph, inner, "int32");
    const small = resized(graph, image, size, like(graph, "Div", [inner, sizes]), zeros(graph));
    return framed(graph, small, size, [height, width]);
  },
};

function framed(
  graph: Graph,
  image: Tensor,
  size: Tensor,
  [height, width]: readonly [number, number],
): Tensor {
  const missing = like(graph, "Sub", [ints(graph, [height, width]), size]);
  const before = like(graph, "FloorDiv", [missing, ints(graph, 2)]);
  const after = like(graph, "Sub", [missing, before]);
  const stack = (parts: readonly Tensor[], axis: number, shape: Dims) => {
    const attributes = {
      T: attribute.type("int32"),
      N: attribute.int(parts.length),
      axis: attribute.int(axis),
    };
    return op(graph, "Pack", parts, attributes, "int32", shape);
  };
  const sides = stack([before, after], 1, [2, 2]);
  const attributes = { T: attribute.type("int32"), N: attribute.int(2) };
  const none = ints(graph, [[0, 0]]);
  const paddings = op(
    graph,
    "ConcatV2",
    [sides, none, ints(graph, 0)],
    attributes,
    "int32",
    [3, 2],
  );
  return like(graph, "PadV2", [image, paddings, scalar(graph, 0)]);
}

/** Wanted height and width by those of the image, and these. */
function ratiosOf(
  graph: Graph,
  image: Tensor,
  height: number,
  width: number,
): readonly [ratios: Tensor, sizes: Tensor] {
  const sizes = float64(graph, part(graph, shapeOf(graph, image), 0, 2));
  return [like(graph, "Div", [float64(graph, ints(graph, [height, width])), sizes]), sizes];
}

function extreme(graph: Graph, which: "Min" | "Max", values: Tensor): Tensor {
  const attributes = { T: attribute.type(values.type) };
  return op(graph, which, [values, ints(graph, [0])], attributes, values.type, []);
}

/** A triangle as wide as what a pixel stands for: the `antialias` of tf.image.resize. */
function resized(graph: Graph, image: Tensor, size: Tensor, scale: Tensor, offset: Tensor): Tensor {
  const channels = image.shape[2] ?? 3;
  const attributes = {
    T: attribute.type(image.type),
    kernel_type: attribute.text("triangle"),
    antialias: attribute.bool(true),
  };
  const one = op(
    graph,
    "ExpandDims",
    [image, ints(graph, 0)],
    { T: attribute.type(image.type) },
    image.type,
    [1, ...image.shape],
  );
  const inputs = [one, size, cast(graph, scale, "float32"), cast(graph, offset, "float32")];
  const many = op(graph, "ScaleAndTranslate", inputs, attributes, "float32", [1, -1, -1, channels]);
  const squeeze = { T: attribute.type("float32"), squeeze_dims: attribute.ints([0]) };
  return op(graph, "Squeeze", [many], squeeze, "float32", [-1, -1, channels]);
}

/** Those along the last axis from `begin` on. */
function part(graph: Graph, x: Tensor, begin: number, count: number): Tensor {
  const others = x.shape.length - 1;
  const starts = [...Array<number>(others).fill(0), begin];
  const sizes = [...Array<number>(others).fill(-1), count];
  const attributes = { T: attribute.type(x.type), Index: attribute.type("int32") };
  const shape = [...x.shape.slice(0, -1), count];
  return op(
    graph,
    "Slice",
    [x, ints(graph, starts), ints(graph, sizes)],
    attributes,
    x.type,
    shape,
  );
}

function float64(graph: Graph, x: Tensor): Tensor {
  return cast(graph, x, "float64");
}

function number(graph: Graph, value: number): Tensor {
  return float64(graph, scalar(graph, value));
}

function zeros(graph: Graph): Tensor {
  return floats(graph, [2], [0, 0]);
}

function op(
  graph: Graph,
  name: string,
  inputs: readonly Tensor[],
  attributes: Parameters<typeof node>[3],
  type: DataType,
  shape: Dims,
): Tensor {
  return node(graph, name, inputs, attributes, { type, shape });
}

/**
 * Variants of a batch of images in a graph: what `data/augment.ts` and `data/colour.ts` do to one after the other, with the same
 * draws. Pixels are 0 to 1.
 */
import type { Augmentation } from "../../data/augment.js";
import { colourDeviations, colourDirections, luma } from "../../data/colour.js";
import { floats, ints, node, scalar, type Dims, type Graph, type Tensor } from "./graph.js";
import { attribute, type DataType } from "./messages.js";
import { cast, like } from "./ops/elementwise.js";
import { drawsOf, type Draws } from "./pipelineRandom.js";

type Step = (graph: Graph, images: Tensor, draws: Draws) => Tensor;

/** `keys` are those of the samples. */
export function varied(
  graph: Graph,
  images: Tensor,
  keys: Tensor,
  { flip, rotate, crop, color, pca, cutout }: Augmentation,
): Tensor {
  const steps: readonly (readonly [stream: number, wanted: boolean, step: Step])[] = [
    [1, flip, mirrored],
    [2, rotate > 0, turned(rotate)],
    [3, crop > 0, shifted(crop)],
    [4, color > 0, recoloured(color)],
    [5, pca > 0, shiftedAlongColours(pca)],
    [6, cutout > 0, holed(cutout)],
  ];
  return steps
    .filter(([, wanted]) => wanted)
    .reduce((x, [stream, , step]) => step(graph, x, drawsOf(graph, keys, stream)), images);
}

function mirrored(graph: Graph, images: Tensor, draws: Draws): Tensor {
  const attributes = { T: attribute.type("float32") };
  const other = node(graph, "ReverseV2", [images, ints(graph, [2])], attributes, images);
  const flipped = compare(graph, "GreaterEqual", draws.between(0, 1), scalar(graph, 0.5));
  return chosen(graph, each(graph, flipped), other, images);
}

function turned(degrees: number): Step {
  return (graph, images, draws) => {
    const [height, width] = sizeOf(images);
    const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
    const most = (degrees * Math.PI) / 180;
    const angle = draws.between(-most, most);
    const [cos, sin] = [like(graph, "Cos", [angle]), like(graph, "Sin", [angle])];
    const minus = like(graph, "Neg", [sin]);
    const zero = like(graph, "Mul", [sin, scalar(graph, 0)]);
    const at = (start: number, a: number, b: number) =>
      // start + a · cos + b · sin
      sum(graph, [times(graph, cos, a), times(graph, sin, b)], start);
    const rowX = [cos, sin, at(middleX, -middleX, -middleY)];
    const rowY = [minus, cos, at(middleY, -middleY, middleX)];
    return transformed(graph, images, [...rowX, ...rowY, zero, zero], "BILINEAR");
  };
}

function shifted(most: number): Step {
  return (graph, images, draws) => {
    const [down, right] = [draws.whole(-most, most), draws.whole(-most, most)];
    const zero = times(graph, down, 0);
    const one = sum(graph, [zero], 1);
    return transformed(graph, images, [one, zero, right, zero, one, down, zero, zero], "NEAREST");
  };
}

/** Eight numbers for each image; black comes in from outside. */
function transformed(
  graph: Graph,
  images: Tensor,
  parts: readonly Tensor[],
  interpolation: "BILINEAR" | "NEAREST",
): Tensor {
  const stacking = { T: attribute.type("float32"), N: attribute.int(8), axis: attribute.int(1) };
  const transforms = node(graph, "Pack", parts, stacking, { type: "float32", shape: [-1, 8] });
  const attributes = {
    dtype: attribute.type("float32"),
    interpolation: attribute.text(interpolation),
    fill_mode: attribute.text("CONSTANT"),
  };
  const inputs = [images, transforms, ints(graph, sizeOf(images)), scalar(graph, 0)];
  return node(graph, "ImageProjectiveTransformV3", inputs, attributes, images);
}

function recoloured(most: number): Step {
  return (graph, images, draws) => {
    const factor = () => each(graph, draws.between(1 - most, 1 + most));
    const [brightness, contrast, saturation] = [factor(), factor(), factor()];
    const bright = blend(graph, images, brightness, scalar(graph, 0));
    const mean = over(graph, "Mean", grey(graph, bright), [1, 2, 3]);
    const contrasted = blend(graph, bright, contrast, mean);
    if (images.shape[3] !== 3) return contrasted;
    return blend(graph, contrasted, saturation, grey(graph, contrasted));
  };
}

function blend(graph: Graph, images: Tensor, factor: Tensor, base: Tensor): Tensor {
  const away = like(graph, "Mul", [like(graph, "Sub", [images, base]), factor]);
  return within(graph, like(graph, "AddV2", [away, base]));
}

function within(graph: Graph, images: Tensor): Tensor {
  return like(graph, "Minimum", [
    like(graph, "Maximum", [images, scalar(graph, 0)]),
    scalar(graph, 1),
  ]);
}

function grey(graph: Graph, images: Tensor): Tensor {
  if (images.shape[3] !== 3) return images;
  return over(graph, "Sum", like(graph, "Mul", [images, floats(graph, [3], luma)]), [3]);
}

function shiftedAlongColours(deviation: number): Step {
  return (graph, images, draws) => {
    const steps = colourDeviations.map((size) => each(graph, draws.normal(size * deviation)));
    const shift = sum(
      graph,
      steps.map((step, i) => {
        const along = colourDirections.map((row) => row[i] ?? 0);
        const shape = [-1, 1, 1, 3];
        const moved = like(graph, "Mul", [step, floats(graph, [3], along)]);
        return { ...moved, shape };
      }),
    );
    return within(graph, like(graph, "AddV2", [images, shift]));
  };
}

function holed(side: number): Step {
  return (graph, images, draws) => {
    const half = Math.floor(side / 2);
    const inside = sizeOf(images).map((size, axis) => {
      const first = each(graph, sum(graph, [draws.whole(0, size - 1)], -half));
      const places = floats(
        graph,
        axis === 0 ? [1, size, 1, 1] : [1, 1, size, 1],
        Array.from({ length: size }, (_, place) => place),
      );
      const offset = like(graph, "Sub", [places, first]);
      const after = compare(graph, "GreaterEqual", offset, scalar(graph, 0));
      return both(graph, after, compare(graph, "Less", offset, scalar(graph, side)));
    });
    const [rows, columns] = inside as [Tensor, Tensor];
    const black = times(graph, images, 0);
    return chosen(graph, both(graph, rows, columns), black, images);
  };
}

function sizeOf({ shape }: Tensor): readonly [number, number] {
  return [shape[1] ?? 1, shape[2] ?? 1];
}

/** A number for each image, so that it broadcasts to the images. */
function each(graph: Graph, values: Tensor): Tensor {
  const attributes = { T: attribute.type(values.type) };
  const output = { type: values.type, shape: [-1, 1, 1, 1] };
  return node(graph, "Reshape", [values, ints(graph, output.shape)], attributes, output);
}

function sum(graph: Graph, terms: readonly Tensor[], plus = 0): Tensor {
  const all = plus === 0 ? terms : [...terms, scalar(graph, plus)];
  return all.reduce((a, b) => like(graph, "AddV2", [a, b]));
}

function times(graph: Graph, x: Tensor, factor: number): Tensor {
  return like(graph, "Mul", [x, scalar(graph, factor)]);
}

function over(graph: Graph, op: "Sum" | "Mean", x: Tensor, axes: Dims): Tensor {
  const attributes = { T: attribute.type("float32"), keep_dims: attribute.bool(true) };
  const shape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return node(graph, op, [x, ints(graph, axes)], attributes, { type: "float32", shape });
}

function compare(graph: Graph, op: string, a: Tensor, b: Tensor): Tensor {
  const output: { type: DataType; shape: Dims } = { type: "bool", shape: a.shape };
  return node(graph, op, [a, b], { T: attribute.type(a.type) }, output);
}

function both(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return node(graph, "LogicalAnd", [a, b], {}, a);
}

function chosen(graph: Graph, where: Tensor, yes: Tensor, no: Tensor): Tensor {
  return node(graph, "SelectV2", [where, yes, no], { T: attribute.type(no.type) }, no);
}

/** For a preprocessing of each image: mean and deviation of its own. */
export function standardized(graph: Graph, images: Tensor): Tensor {
  const size = images.shape.slice(1).reduce((a, b) => a * b, 1);
  const mean = over(graph, "Mean", images, [1, 2, 3]);
  const offset = like(graph, "Sub", [images, mean]);
  const variance = over(graph, "Mean", like(graph, "Mul", [offset, offset]), [1, 2, 3]);
  const least = scalar(graph, 1 / Math.sqrt(size));
  const deviation = like(graph, "Maximum", [like(graph, "Sqrt", [variance]), least]);
  return like(graph, "Div", [offset, cast(graph, deviation, "float32")]);
}

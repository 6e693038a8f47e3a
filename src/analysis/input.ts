/**
 * What is put into a network, and how it looks. In: a file, numbers, samples of a data set. Out: a picture and the values that the
 * network takes.
 */
import { fitImage } from "../data/fit.js";
import { readImage } from "../data/image.js";
import { normalize, unchanged, type Preprocessing } from "../data/normalize.js";
import type { DataSet } from "../data/dataSet.js";
import { toGrey } from "../data/resize.js";
import { imagesOf, pixelsOf, sampleCount, select, type Samples } from "../data/samples.js";
import type { Values } from "../engine/runner.js";
import type { Network, Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { describeShape } from "../network/wording.js";
import { Problem } from "../problem/problem.js";
import { inputShapeOf } from "../training/fit.js";
import type { NamedPicture, Picture } from "./picture.js";

export interface Input {
  readonly shown: NamedPicture;
  /** One sample, as the network takes it. */
  readonly values: Values;
}

/** A picture's file as the network's input: resized, grey where it has one channel. Throws R102 and R205. */
export async function fileInput(
  network: Network,
  preprocessing: Preprocessing | null,
  path: string,
  name = path,
): Promise<Input> {
  const [height, width, channels] = pictureShape(network);
  const image = await readImage(path);
  const how = preprocessing ?? unchanged;
  const own = channels === 1 ? toGrey(image) : image;
  const picture = fitImage(own, height, width, how.fit ?? "stretch");
  const data = picture.data.slice();
  normalize(data, [height, width, channels], how);
  const values = { shape: [1, ...inputShapeOf(network)], data };
  return { shown: { name, picture, label: null }, values };
}

/** Numbers, row by row, are fed as they are. Throws R102 where they are not of the network's size. */
export function numberInput(network: Network, rows: Rows): Input {
  const shape = inputShapeOf(network);
  const picture = numberPicture(rows);
  const data = numbersOf(rows);
  if (data.length !== sizeOf(shape)) {
    const received = `${picture.height}x${picture.width} numbers`;
    const message = `\`${network.name}\` takes ${describeShape(shape)}; received ${received}`;
    throw new Problem("R102", message, { about: "of" });
  }
  return {
    shown: { name: "numbers", picture, label: null },
    values: { shape: [1, ...shape], data },
  };
}

export type Rows = readonly (readonly number[])[];

/** From black, the least, to white; numbers from 0 to 1 as they are. */
export function numberPicture(rows: Rows): Picture {
  const numbers = numbersOf(rows);
  const finite = numbers.filter(Number.isFinite);
  const least = finite.reduce((a, b) => Math.min(a, b), 0);
  const largest = finite.reduce((a, b) => Math.max(a, b), 1);
  const data = numbers.map((value) => (value - least) / (largest - least));
  return { height: rows.length, width: rows[0]?.length ?? 0, channels: 1, data };
}

function numbersOf(rows: Rows): Float32Array {
  return Float32Array.from(rows.flat());
}

/** Samples with their pictures, as the network takes them. */
export function sampleInputs(
  network: Network,
  { name, classNames, shape: own }: DataSet,
  samples: Samples,
  indices: Int32Array,
): {
  readonly shown: readonly NamedPicture[];
  readonly values: Values;
  readonly labels: Int32Array;
} {
  const chosen = select(samples, indices);
  const shown = picturesOf(pixelsOf(samples, indices), own).map((picture, i) => {
    const label = classNames[chosen.labels[i] ?? 0] ?? null;
    return { name: `${name} ${indices[i] ?? 0}`, picture, label };
  });
  const values = imagesOf(chosen, inputShapeOf(network));
  return { shown, values, labels: chosen.labels };
}

/** One sample of the test part. Throws R104 where there is no such sample. */
export function sampleInput(network: Network, data: DataSet, index: number): Input {
  const count = sampleCount(data.test);
  if (index >= count) {
    const message = `\`${data.name}\` has ${count} samples to test; received ${index}`;
    throw new Problem("R104", message, { about: "sample", hints: ["they are numbered from 0"] });
  }
  const { shown, values } = sampleInputs(network, data, data.test, Int32Array.of(index));
  const [first] = shown;
  if (!first) throw new Error("a sample without a picture");
  return { shown: first, values };
}

/** Pictures that lie one after the other; vectors become squares where they can. */
export function picturesOf(pixels: Float32Array, shape: Shape): readonly Picture[] {
  const [height, width, channels] = asPicture(shape);
  const size = height * width * channels;
  return Array.from({ length: size > 0 ? pixels.length / size : 0 }, (_, i) => ({
    height,
    width,
    channels,
    data: pixels.subarray(i * size, (i + 1) * size),
  }));
}

/** Of other numbers of channels than 1 and 3 the rows lie side by side. */
export function asPicture(shape: Shape): readonly [number, number, 1 | 3] {
  const [height = 1, width = 1, channels = 1] = shape;
  if (shape.length === 3) {
    return channels === 1 || channels === 3
      ? [height, width, channels]
      : [height, width * channels, 1];
  }
  const side = Math.sqrt(height);
  return Number.isInteger(side) ? [side, side, 1] : [1, height, 1];
}

/** A vector takes a square grey image of as many pixels. Throws R102. */
function pictureShape(network: Network): readonly [number, number, 1 | 3] {
  const shape = inputShapeOf(network);
  const [height = 0, width = 0, channels] = shape;
  if (channels === 1 || channels === 3) return [height, width, channels];
  const side = Math.sqrt(height);
  if (shape.length === 1 && Number.isInteger(side)) return [side, side, 1];
  const message = `\`${network.name}\` takes ${describeShape(shape)}; an image has 1 or 3 channels`;
  throw new Problem("R102", message, { about: "net" });
}

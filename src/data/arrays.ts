/**
 * Samples from a program. In: images as numbers in any of JavaScript's forms, labels as numbers or names; all at once, or batch
 * after batch. Out: a data set that is held in memory. Holds: what does not fit is named with its place.
 */
import type { Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { formatShape } from "../network/wording.js";
import { Problem } from "../problem/problem.js";
import { defaultSplit, divided, type SplitOptions } from "./classes.js";
import type { DataSet } from "./dataSet.js";
import { byteImages, readSamples, type Samples } from "./samples.js";

/** A list of lists, as deep as it needs to be. */
export type Nested = number | readonly Nested[];

/** A tensor of tfjs, or anything with its shape and its values. */
export interface TensorLike {
  readonly shape: readonly number[];
  data(): Promise<ArrayLike<number>> | ArrayLike<number>;
}

/** Bytes are pixels from 0 to 255; other numbers are taken as they are, 0 to 1 for most networks. */
export type ImageNumbers =
  Uint8Array | Uint8ClampedArray | Float32Array | Float64Array | readonly Nested[] | TensorLike;

export interface SampleBatch {
  /** One sample after the other, each height x width x channels, row by row. */
  readonly images: ImageNumbers;
  /** Class numbers from 0, or names of classes. */
  readonly labels: ArrayLike<number> | readonly string[];
}

export interface ArrayOptions extends Partial<SplitOptions> {
  /** data */
  readonly name?: string;
  /** Of one image, `[28, 28, 1]` or `[28, 28]`; needed where neither lists nor tensors tell it. */
  readonly shape?: Shape;
  /** By number. Of names that are not given, each that comes is a class, in the order of the names. */
  readonly classNames?: readonly string[];
}

/** Batches are put together: all of it is in memory, bytes as bytes. Throws R102 and R104. */
export async function readArrays(
  source: SampleBatch | Iterable<SampleBatch> | AsyncIterable<SampleBatch>,
  { name = "data", shape, classNames, ...split }: ArrayOptions = {},
): Promise<DataSet> {
  const pieces: Piece[] = [];
  const batches = "images" in source ? [source] : source;
  for await (const batch of batches) pieces.push(await pieceOf(name, batch, shape, pieces[0]));
  const [first] = pieces;
  if (!first) throw new Problem("R104", `\`${name}\` is empty`);
  const { labels, names } = numbered(
    name,
    pieces.flatMap(({ labels }) => labels),
    classNames,
  );
  const samples = joined(pieces, first.shape, labels);
  return divided({ name, samples, classNames: names }, { ...defaultSplit, ...split });
}

interface Piece {
  readonly shape: Shape;
  readonly values: Uint8Array | Float32Array;
  readonly labels: readonly (number | string)[];
}

async function pieceOf(
  name: string,
  { images, labels }: SampleBatch,
  given: Shape | undefined,
  first: Piece | undefined,
): Promise<Piece> {
  const { values, sizes } = await numbersOf(name, images);
  const shape = given ? channelled(given) : (first?.shape ?? channelled(sizes?.slice(1) ?? []));
  const count = labels.length;
  if (shape.length === 0) {
    const hints = ["give `shape: [height, width, channels]`"];
    throw misfit(`the shape of the images of \`${name}\` is not known`, hints);
  }
  const told = sizes?.slice(1);
  if (told && sizeOf(told) !== sizeOf(shape)) {
    throw misfit(
      `the images of \`${name}\` are ${formatShape(told)}; expected ${formatShape(shape)}`,
    );
  }
  if (values.length !== count * sizeOf(shape)) {
    const wanted = `${count} images of ${formatShape(shape)} have ${count * sizeOf(shape)}`;
    throw misfit(`\`${name}\` has ${values.length} values for ${count} labels; ${wanted}`);
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const image = Math.floor(wrong / sizeOf(shape));
    throw misfit(`image ${image} of \`${name}\` holds ${values[wrong]}; expected finite pixels`);
  }
  return { shape, values, labels: Array.from<number | string>(labels) };
}

/** Height x width is grey. */
function channelled(shape: Shape): Shape {
  return shape.length === 2 ? [...shape, 1] : shape;
}

interface Numbers {
  readonly values: Uint8Array | Float32Array;
  /** Samples first; null where nothing tells. */
  readonly sizes: readonly number[] | null;
}

async function numbersOf(name: string, images: ImageNumbers): Promise<Numbers> {
  if (images instanceof Uint8Array) return { values: images, sizes: null };
  if (images instanceof Uint8ClampedArray) return { values: new Uint8Array(images), sizes: null };
  if (images instanceof Float32Array) return { values: images, sizes: null };
  if (images instanceof Float64Array) return { values: Float32Array.from(images), sizes: null };
  if ("shape" in images) {
    return { values: Float32Array.from(await images.data()), sizes: images.shape };
  }
  const sizes = sizesOf(images);
  const values: number[] = [];
  flatten(name, images, sizes, values);
  return { values: Float32Array.from(values), sizes };
}

function sizesOf(nested: Nested): readonly number[] {
  if (typeof nested === "number") return [];
  return [nested.length, ...(nested[0] === undefined ? [] : sizesOf(nested[0]))];
}

/** Throws R102 where the lists are not of one length. */
function flatten(name: string, nested: Nested, sizes: readonly number[], values: number[]): void {
  const [size, ...inner] = sizes;
  const here = typeof nested === "number" ? undefined : nested.length;
  if (here !== size) {
    const [own, others] = [here ?? "a number", size ?? "a number"];
    throw misfit(`the lists of \`${name}\` are not alike: ${own} where others have ${others}`);
  }
  if (typeof nested === "number") values.push(nested);
  else for (const one of nested) flatten(name, one, inner, values);
}

function joined(pieces: readonly Piece[], shape: Shape, labels: Int32Array): Samples {
  const length = pieces.reduce((sum, { values }) => sum + values.length, 0);
  const bytes = pieces.every(({ values }) => values instanceof Uint8Array);
  const all = bytes ? new Uint8Array(length) : new Float32Array(length);
  let end = 0;
  for (const { values } of pieces) {
    all.set(!bytes && values instanceof Uint8Array ? scaled(values) : values, end);
    end += values.length;
  }
  return all instanceof Uint8Array
    ? readSamples(shape, labels, byteImages(all, shape))
    : { shape, images: all, labels };
}

function scaled(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (byte) => byte / 255);
}

function numbered(
  name: string,
  labels: readonly (number | string)[],
  given: readonly string[] | undefined,
): { readonly labels: Int32Array; readonly names: readonly string[] } {
  const texts = labels.some((label) => typeof label === "string");
  const most = labels.reduce<number>((m, label) => Math.max(m, Number(label)), -1);
  const names =
    given ??
    (texts
      ? [...new Set(labels.map(String))].sort()
      : Array.from({ length: most + 1 }, (_, i) => String(i)));
  const numbers = labels.map((label) => (typeof label === "string" ? names.indexOf(label) : label));
  const wrong = numbers.findIndex(
    (label) => !Number.isInteger(label) || label < 0 || label >= names.length,
  );
  if (wrong < 0) return { labels: Int32Array.from(numbers), names };
  const expected = texts ? `one of ${names.join(", ")}` : `0 to ${Math.max(0, names.length - 1)}`;
  throw misfit(
    `image ${wrong} of \`${name}\` has the label ${labels[wrong]}; expected ${expected}`,
  );
}

function misfit(message: string, hints: readonly string[] = []): Problem {
  return new Problem("R102", message, { hints, about: "data" });
}

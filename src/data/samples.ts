/**
 * Labelled images as plain data. In: a selection of them. Out: batches for an engine. Images are held, or read when they are
 * selected; what is to be done to them is kept as plain data beside them and done to each selection.
 */
import type { LabelledBatch, Values } from "../engine/runner.js";
import type { Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { augment, type Augmentation, type Draw } from "./augment.js";
import type { ImageFiles } from "./imageReader.js";
import { normalize, type Preprocessing } from "./normalize.js";

/** Reads images, pixels 0 to 1, one after the other. The same index gives the same pixels. */
export type ImageSource = (indices: Int32Array) => Float32Array;

/** `images` holds one sample after the other, height x width x channels; labels are class numbers from 0. */
export interface Samples {
  readonly shape: Shape;
  /** Empty where `source` reads them. */
  readonly images: Float32Array;
  readonly labels: Int32Array;
  readonly source?: ImageSource;
  /** What the source reads, for an engine that reads files itself. */
  readonly files?: ImageFiles;
  /** Variants that training draws; only of a training part. */
  readonly augmentation?: Augmentation;
  /** Done to the pixels of every selection, after the augmentation. */
  readonly preprocessing?: Preprocessing;
}

export function sampleCount({ labels }: Samples): number {
  return labels.length;
}

/** Samples whose images are read when they are asked for. */
export function readSamples(
  shape: Shape,
  labels: Int32Array,
  source: ImageSource,
  files?: ImageFiles,
): Samples {
  return { shape, images: new Float32Array(), labels, source, ...(files ? { files } : {}) };
}

/** Those of the indices, in their order, copied and ready for a network; with a draw, variants of them. */
export function select(samples: Samples, indices: Int32Array, draw: Draw | null = null): Samples {
  const { shape, labels, augmentation, preprocessing } = samples;
  const images = pixelsOf(samples, indices);
  if (draw && augmentation) augment(images, indices, shape, augmentation, draw);
  if (preprocessing) normalize(images, shape, preprocessing);
  return { shape, images, labels: indices.map((index) => labels[index] ?? 0) };
}

/** A part of the samples with all that belongs to them: nothing is read now, held images are copied. */
export function part(samples: Samples, indices: Int32Array): Samples {
  const { source, files, labels } = samples;
  const of = (numbers: Int32Array) => indices.map((index) => numbers[index] ?? 0);
  if (!source) return { ...samples, images: pixelsOf(samples, indices), labels: of(labels) };
  return {
    ...samples,
    labels: of(labels),
    source: (wanted) => source(wanted.map((index) => indices[index] ?? 0)),
    ...(files ? { files: { ...files, members: of(files.members) } } : {}),
  };
}

/** As they are, pixels 0 to 1. */
export function pixelsOf({ shape, images, source }: Samples, indices: Int32Array): Float32Array {
  if (source) return source(indices);
  const size = sizeOf(shape);
  const chosen = new Float32Array(indices.length * size);
  indices.forEach((from, to) =>
    chosen.set(images.subarray(from * size, (from + 1) * size), to * size),
  );
  return chosen;
}

/** Images of bytes, a quarter of the memory that floats take. */
export function byteImages(bytes: Uint8Array, shape: Shape): ImageSource {
  const size = sizeOf(shape);
  return (indices) => {
    const chosen = new Float32Array(indices.length * size);
    indices.forEach((from, to) => scaleBytes(bytes, from * size, chosen, to * size, size));
    return chosen;
  };
}

/** Bytes as pixels from 0 to 1. */
export function scaleBytes(
  bytes: Uint8Array,
  from: number,
  pixels: Float32Array,
  to: number,
  count: number,
): void {
  const target = pixels.subarray(to, to + count);
  for (let i = 0; i < count; i++) target[i] = (bytes[from + i] ?? 0) / 255;
}

/** Samples as an engine takes them; `shape` is the network's where it takes the same values as a vector. */
export function batchOf(samples: Samples, shape: Shape = samples.shape): LabelledBatch {
  return { images: imagesOf(samples, shape), labels: samples.labels };
}

export function imagesOf({ images, labels }: Samples, shape: Shape): Values {
  return { shape: [labels.length, ...shape], data: images };
}

/** Slices of an order of samples; the last is smaller where the batch does not divide the whole. */
export function* slices(order: Int32Array, batch: number): Generator<Int32Array> {
  for (let start = 0; start < order.length; start += batch)
    yield order.subarray(start, start + batch);
}

/** The samples as they stand. */
export function inOrder(samples: Samples): Int32Array {
  return Int32Array.from(samples.labels, (_, index) => index);
}

/** Samples of each class. */
export function classCounts({ labels }: Samples, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** Labelled images as plain data. In: a selection of them. Out: batches for an engine. */
import type { LabelledBatch, Values } from "../engine/runner.js";
import type { Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";

/** `images` holds one sample after the other, height x width x channels; labels are class numbers from 0. */
export interface Samples {
  readonly shape: Shape;
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

export function sampleCount({ labels }: Samples): number {
  return labels.length;
}

/** Those of the indices, in their order, copied. */
export function select({ shape, images, labels }: Samples, indices: Int32Array): Samples {
  const size = sizeOf(shape);
  const chosen = new Float32Array(indices.length * size);
  indices.forEach((from, to) =>
    chosen.set(images.subarray(from * size, (from + 1) * size), to * size),
  );
  return { shape, images: chosen, labels: indices.map((index) => labels[index] ?? 0) };
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

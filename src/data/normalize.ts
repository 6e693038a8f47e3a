/** Preprocessing of pixels, kept with the weights. In: pixels 0 to 1, height x width x channels. Out: the same, normalised. */
import type { Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import type { Fit } from "./fit.js";

/** `(pixel − mean) / deviation`, of each channel its own where `channels` says so. */
export interface Preprocessing {
  readonly mean: number;
  readonly deviation: number;
  readonly channels?: readonly Channel[];
  /** Mean and deviation are those of each image. */
  readonly image?: true;
  /** How images of other proportions were fitted; `stretch` where it is not said. */
  readonly fit?: Fit;
}

export interface Channel {
  readonly mean: number;
  readonly deviation: number;
}

export const unchanged: Preprocessing = { mean: 0, deviation: 1 };

/** Of ImageNet's training images, as torchvision's weights take them (docs, "torchvision.models"). */
export const imagenet: readonly Channel[] = [
  { mean: 0.485, deviation: 0.229 },
  { mean: 0.456, deviation: 0.224 },
  { mean: 0.406, deviation: 0.225 },
];

/** What a file says may be anything. */
export function isPreprocessing(value: unknown): value is Preprocessing {
  if (!isChannel(value)) return false;
  const { channels, image, fit } = value as Partial<Preprocessing>;
  const fits: readonly unknown[] = [undefined, "crop", "letterbox", "stretch"];
  if (image !== undefined && (image as unknown) !== true) return false;
  if (!fits.includes(fit)) return false;
  return channels === undefined || (Array.isArray(channels) && channels.every(isChannel));
}

function isChannel(value: unknown): value is Channel {
  if (typeof value !== "object" || value === null) return false;
  const { mean, deviation } = value as Partial<Channel>;
  return Number.isFinite(mean) && Number.isFinite(deviation) && deviation !== 0;
}

/** In place; images one after the other. */
export function normalize(images: Float32Array, shape: Shape, how: Preprocessing): void {
  if (how.image) {
    const size = sizeOf(shape);
    for (let start = 0; start < images.length; start += size)
      standardize(images.subarray(start, start + size));
    return;
  }
  const channels = how.channels ?? [how];
  const same = channels.every(({ mean, deviation }) => mean === 0 && deviation === 1);
  if (same) return;
  for (let i = 0; i < images.length; i++) {
    const { mean, deviation } = channels[i % channels.length] ?? how;
    images[i] = ((images[i] ?? 0) - mean) / deviation;
  }
}

/** To mean 0 and deviation 1; the deviation is at least 1 / √size (as tf.image.per_image_standardization). */
function standardize(image: Float32Array): void {
  const { mean, deviation } = figures(image, 0, 1);
  const divisor = Math.max(deviation, 1 / Math.sqrt(image.length));
  for (let i = 0; i < image.length; i++) image[i] = ((image[i] ?? 0) - mean) / divisor;
}

/** Mean and deviation of every `step`th value. */
function figures(values: Float32Array, from: number, step: number): Channel {
  const count = Math.ceil((values.length - from) / step);
  let mean = 0;
  for (let i = from; i < values.length; i += step) mean += (values[i] ?? 0) / count;
  let variance = 0;
  for (let i = from; i < values.length; i += step)
    variance += ((values[i] ?? 0) - mean) ** 2 / count;
  return { mean, deviation: Math.sqrt(variance) };
}

/** Of pixels that come piece by piece, a channel's mean and deviation. A channel of one value has the deviation 1. */
export async function channelFigures(
  pieces: AsyncIterable<Float32Array>,
  channels: number,
): Promise<readonly Channel[]> {
  const sums = Array.from({ length: channels }, () => ({ count: 0, mean: 0, squares: 0 }));
  for await (const piece of pieces) {
    sums.forEach((sum, c) => {
      const { mean, deviation } = figures(piece, c, channels);
      const count = piece.length / channels;
      const total = sum.count + count;
      const gap = mean - sum.mean;
      // Chan, Golub and LeVeque, 1983: figures of two parts put together.
      sum.squares += deviation ** 2 * count + (gap ** 2 * sum.count * count) / total;
      sum.mean += (gap * count) / total;
      sum.count = total;
    });
  }
  return sums.map(({ count, mean, squares }) => ({
    mean,
    deviation: Math.sqrt(squares / count) || 1,
  }));
}

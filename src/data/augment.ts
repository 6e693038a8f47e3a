/**
 * Variants of images in training. In: pixels 0 to 1 and what may be drawn. Out: the same images, flipped, shifted, turned and
 * recoloured. Holds: a variant is a pure function of seed, epoch and index, whatever the batch.
 */
import type { Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { recolour, shiftAlongColours } from "./colour.js";
import type { Image } from "./image.js";
import { randomOf, type Random } from "./random.js";

/** Done in this order; 0 for none. */
export interface Augmentation {
  /** Half of the images are mirrored, left for right. */
  readonly flip: boolean;
  /** Degrees, either way. */
  readonly rotate: number;
  /** Pixels of a random shift: padding, then a random crop. */
  readonly crop: number;
  /** Brightness, contrast and saturation change by up to this share. */
  readonly color: number;
  /** Deviation of AlexNet's shift along the main colours. */
  readonly pca: number;
  /** Side of a square that is made black. */
  readonly cutout: number;
  /** Samples are mixed in pairs, by a share from Beta(mixup, mixup); done to whole batches, after all the others. */
  readonly mixup: number;
}

export interface Draw {
  readonly seed: number;
  readonly epoch: number;
}

export const noAugmentation: Augmentation = {
  flip: false,
  rotate: 0,
  crop: 0,
  color: 0,
  pca: 0,
  cutout: 0,
  mixup: 0,
};

/** In place; images one after the other, `indices` their places among the samples. */
export function augment(
  images: Float32Array,
  indices: Int32Array,
  [height = 1, width = 1, channels = 1]: Shape,
  augmentation: Augmentation,
  { seed, epoch }: Draw,
): void {
  const size = sizeOf([height, width, channels]);
  const steps = stepsOf(augmentation);
  indices.forEach((index, place) => {
    const data = images.subarray(place * size, (place + 1) * size);
    const image = { height, width, channels, data };
    for (const [stream, step] of steps) step(image, randomOf(seed, epoch, index, stream));
  });
}

type Step = (image: Image, random: Random) => void;

/** Each step has a stream of its own, so that one option does not change what another draws. */
function stepsOf({
  flip,
  rotate,
  crop,
  color,
  pca,
  cutout,
}: Augmentation): readonly (readonly [stream: number, step: Step])[] {
  return [
    ...(flip ? [[1, mirrored] as const] : []),
    ...(rotate > 0 ? [[2, turned(rotate)] as const] : []),
    ...(crop > 0 ? [[3, shifted(crop)] as const] : []),
    ...(color > 0 ? [[4, recolour(color)] as const] : []),
    ...(pca > 0 ? [[5, shiftAlongColours(pca)] as const] : []),
    ...(cutout > 0 ? [[6, holed(cutout)] as const] : []),
  ];
}

function mirrored({ height, width, channels, data }: Image, random: Random): void {
  if (random.between(0, 1) < 0.5) return;
  for (let y = 0; y < height; y++) {
    const row = data.slice(y * width * channels, (y + 1) * width * channels);
    for (let x = 0; x < width; x++) {
      const from = (width - 1 - x) * channels;
      data.set(row.subarray(from, from + channels), (y * width + x) * channels);
    }
  }
}

/** Black comes in at the edges. */
function shifted(most: number): Step {
  return ({ height, width, channels, data }, random) => {
    const [down, right] = [random.whole(-most, most), random.whole(-most, most)];
    const before = data.slice();
    const row = width * channels;
    const [first, last] = [Math.max(0, -right), Math.min(width, width - right)];
    data.fill(0);
    for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
      const from = (y + down) * row;
      if (first >= last) continue;
      data.set(
        before.subarray(from + (first + right) * channels, from + (last + right) * channels),
        y * row + first * channels,
      );
    }
  };
}

/** Around the centre, bilinear; black comes in at the corners. */
function turned(degrees: number): Step {
  return (image, random) => {
    const angle = (random.between(-degrees, degrees) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const { height, width, channels, data } = image;
    const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
    const before = { ...image, data: data.slice() };
    for (let i = 0; i < data.length; i++) {
      const pixel = Math.floor(i / channels);
      const [dy, dx] = [Math.floor(pixel / width) - middleY, (pixel % width) - middleX];
      const [y, x] = [middleY + cos * dy - sin * dx, middleX + sin * dy + cos * dx];
      data[i] = between(before, y, x, i % channels);
    }
  };
}

function between(image: Image, y: number, x: number, channel: number): number {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [down, right] = [y - top, x - left];
  const above =
    (1 - right) * valueAt(image, top, left, channel) +
    right * valueAt(image, top, left + 1, channel);
  const below =
    (1 - right) * valueAt(image, top + 1, left, channel) +
    right * valueAt(image, top + 1, left + 1, channel);
  return (1 - down) * above + down * below;
}

function valueAt({ height, width, channels, data }: Image, y: number, x: number, channel: number) {
  if (y < 0 || y >= height || x < 0 || x >= width) return 0;
  return data[(y * width + x) * channels + channel] ?? 0;
}

/** DeVries and Taylor, 2017: the square's centre lies anywhere, so it may hang over the edge. */
function holed(side: number): Step {
  return ({ height, width, channels, data }, random) => {
    const top = random.whole(0, height - 1) - Math.floor(side / 2);
    const left = random.whole(0, width - 1) - Math.floor(side / 2);
    const [first, last] = [Math.max(0, left), Math.min(width, left + side)];
    for (let y = Math.max(0, top); y < Math.min(height, top + side); y++) {
      data.fill(0, (y * width + first) * channels, (y * width + last) * channels);
    }
  };
}

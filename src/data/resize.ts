/** Brings an image to the height, width and channels of a network's input. */
import type { Image } from "./image.js";

/** One channel is luma, 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601). */
export function toGrey({ height, width, data }: Image): Image {
  const grey = new Float32Array(height * width).map(
    (_, pixel) =>
      0.299 * (data[pixel * 3] ?? 0) +
      0.587 * (data[pixel * 3 + 1] ?? 0) +
      0.114 * (data[pixel * 3 + 2] ?? 0),
  );
  return { height, width, channels: 1, data: grey };
}

/** A part of an image, in its pixels; it need not end between two of them. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export function wholeImage({ height, width }: Image): Box {
  return { top: 0, left: 0, height, width };
}

/**
 * Bilinear with half-pixel centres, averaging over all that a pixel stands for where the image shrinks (antialias), as
 * Pillow's BILINEAR and tf.image.resize with antialias do.
 */
export function resize(
  image: Image,
  height: number,
  width: number,
  box = wholeImage(image),
): Image {
  const { channels } = image;
  const rows = sharesOf(image.height, box.top, box.height, height);
  const columns = sharesOf(image.width, box.left, box.width, width);
  const wide = new Float32Array(image.height * width * channels);
  for (let y = rows[0]?.first ?? 0; y < lastOf(rows); y++) {
    const from = y * image.width * channels;
    columns.forEach((share, x) => {
      const to = (y * width + x) * channels;
      blend(image.data, from, channels, share, channels, wide, to);
    });
  }
  const data = new Float32Array(height * width * channels);
  rows.forEach((share, y) => {
    const step = width * channels;
    blend(wide, 0, step, share, step, data, y * step);
  });
  return { height, width, channels, data };
}

/** The inputs that make one output, from `first` on. */
interface Share {
  readonly first: number;
  readonly weights: Float64Array;
}

function lastOf(shares: readonly Share[]): number {
  const last = shares.at(-1);
  return last ? last.first + last.weights.length : 0;
}

/** A triangle as wide as the output's pixel, at least two of the input's; nothing is taken from outside the image. */
function sharesOf(size: number, start: number, length: number, to: number): readonly Share[] {
  const scale = length / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, index) => {
    const centre = start + (index + 0.5) * scale;
    const first = Math.max(0, Math.round(centre - reach));
    const last = Math.min(size, Math.round(centre + reach));
    const raw = Float64Array.from({ length: last - first }, (_, i) =>
      Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}

/** `count` values side by side, each the weighted sum of those `step` apart. */
function blend(
  from: Float32Array,
  offset: number,
  step: number,
  { first, weights }: Share,
  count: number,
  to: Float32Array,
  place: number,
): void {
  for (let c = 0; c < count; c++) {
    let value = 0;
    for (let i = 0; i < weights.length; i++) {
      value += (weights[i] ?? 0) * (from[offset + (first + i) * step + c] ?? 0);
    }
    to[place + c] = value;
  }
}

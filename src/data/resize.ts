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

/** Bilinear, averaging over all that a pixel stands for where the image shrinks (as Pillow does). */
export function resize(image: Image, height: number, width: number): Image {
  const { channels } = image;
  const rows = weights(image.height, height);
  const columns = weights(image.width, width);
  const wide = new Float32Array(image.height * width * channels);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < width; x++) {
      blend(image.data, y * image.width * channels, channels, columns[x], channels, (c, value) => {
        wide[(y * width + x) * channels + c] = value;
      });
    }
  }
  const data = new Float32Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      blend(wide, x * channels, width * channels, rows[y], channels, (c, value) => {
        data[(y * width + x) * channels + c] = value;
      });
    }
  }
  return { height, width, channels, data };
}

/** The inputs that make one output, from `first` on. */
interface Share {
  readonly first: number;
  readonly weights: readonly number[];
}

/** A triangle as wide as the output's pixel, at least two of the input's. */
function weights(from: number, to: number): readonly Share[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, Math.round(centre - reach));
    const last = Math.min(from, Math.round(centre + reach));
    const raw = Array.from({ length: last - first }, (_, i) =>
      Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    return { first, weights: raw.map((weight) => weight / sum) };
  });
}

function blend(
  data: Float32Array,
  offset: number,
  step: number,
  share: Share | undefined,
  channels: number,
  put: (channel: number, value: number) => void,
): void {
  for (let c = 0; c < channels; c++) {
    let value = 0;
    share?.weights.forEach((weight, i) => {
      value += weight * (data[offset + (share.first + i) * step + c] ?? 0);
    });
    put(c, value);
  }
}

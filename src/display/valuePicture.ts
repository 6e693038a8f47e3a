/**
 * Numbers as a picture. In: values of the shape `[height, width]`, `[height, width, channels]` or of several such images. Out: a
 * PNG, small images enlarged by whole factors so that each pixel is seen; null for shapes that are no images.
 */
import type { PNG } from "pngjs";
import { pngPackage } from "../onDemand.js";

export interface Picture {
  /** base64 */
  readonly png: string;
  readonly width: number;
  readonly height: number;
}

interface Layout {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Images in a row. */
  readonly columns: number;
  readonly scale: number;
}

type Numbers = ArrayLike<number>;

const mostImages = 32;
const largest = 1024;
const wanted = 112;
const widest = 640;

export function valuePicture(
  shape: readonly number[],
  values: Numbers,
  [low, high]: readonly [number, number],
): Picture | null {
  const layout = layoutOf(shape);
  if (!layout || !Number.isFinite(low) || !Number.isFinite(high)) return null;
  const { images, height, width, columns, scale } = layout;
  const gap = images > 1 ? 1 : 0;
  const rows = Math.ceil(images / columns);
  const { PNG } = pngPackage();
  const png = new PNG({
    width: columns * (width * scale + gap) - gap,
    height: rows * (height * scale + gap) - gap,
  });
  const grey = high > low ? 255 / (high - low) : 0;
  const byte = (at: number) => Math.round(((values[at] ?? low) - low) * grey);
  for (let image = 0; image < images; image++) {
    const left = (image % columns) * (width * scale + gap);
    const top = Math.floor(image / columns) * (height * scale + gap);
    drawImage(png, layout, image, left, top, byte);
  }
  const bytes = PNG.sync.write(png, { deflateLevel: 6 });
  return { png: bytes.toString("base64"), width: png.width, height: png.height };
}

function layoutOf(shape: readonly number[]): Layout | null {
  const single = shape.length === 2 || (shape.length === 3 && isChannels(shape[2]));
  const [count = 0, height = 0, width = 0, channels = 1] = single ? [1, ...shape] : shape;
  const several = shape.length === 4 || (shape.length === 3 && !single);
  if (!single && !several) return null;
  if (!isChannels(channels) || Math.min(count, height, width) < 1) return null;
  if (Math.min(height, width) < 2 || Math.max(height, width) > largest) return null;
  const scale = Math.max(1, Math.floor((single ? wanted : wanted / 2) / Math.max(height, width)));
  const images = Math.min(count, mostImages);
  const columns = Math.max(1, Math.min(images, Math.floor(widest / (width * scale + 1))));
  return { images, height, width, channels, columns, scale };
}

function isChannels(channels: number | undefined): boolean {
  return channels === 1 || channels === 3 || channels === 4;
}

function drawImage(
  png: PNG,
  { height, width, channels, scale }: Layout,
  image: number,
  left: number,
  top: number,
  byte: (at: number) => number,
): void {
  for (let y = 0; y < height * scale; y++) {
    for (let x = 0; x < width * scale; x++) {
      const pixel = Math.floor(y / scale) * width + Math.floor(x / scale);
      const from = (image * height * width + pixel) * channels;
      const to = ((top + y) * png.width + left + x) * 4;
      for (let c = 0; c < 3; c++) png.data[to + c] = byte(channels < 3 ? from : from + c);
      png.data[to + 3] = 255;
    }
  }
}

/**
 * Pictures as pixels. In: pictures and maps of numbers. Out: opaque pixels, sheets of many, and data URIs as small as they can be:
 * a palette for few colours, JPEG for photographs.
 */
import { jpegPackage, pngPackage } from "../onDemand.js";
import type { HeatMap, Picture } from "../analysis/picture.js";
import { resize } from "../data/resize.js";
import { indexedPng, palettePng } from "./indexedPng.js";
import { colorMap, type ColorMapName } from "./theme.js";

/** Red, green, blue, opacity, a byte each, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export function blank(width: number, height: number, level = 255): Pixels {
  const pixels = new Uint8Array(width * height * 4).fill(level);
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
  return { width, height, pixels };
}

export function picturePixels({ height, width, channels, data }: Picture): Pixels {
  const made = blank(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      const value = data[i * channels + (channels === 3 ? c : 0)] ?? 0;
      made.pixels[i * 4 + c] = Math.round(255 * Math.min(1, Math.max(0, value || 0)));
    }
  }
  return made;
}

/** What the ends of a colour map stand for. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const levels = 256;

/** `values` `step` apart from `start` on. Not-a-number is mid-grey. */
export function mapPixels(
  {
    values,
    height,
    width,
    start = 0,
    step = 1,
  }: HeatMap & { readonly start?: number; readonly step?: number },
  name: ColorMapName,
  { low, high }: Range,
): Pixels {
  const made = blank(width, height);
  const colors = colorsOf(name);
  const scale = high > low ? (levels - 1) / (high - low) : 0;
  for (let i = 0; i < width * height; i++) {
    const value = values[start + i * step] ?? NaN;
    const level = Math.min(levels - 1, Math.max(0, Math.round((value - low) * scale)));
    const at = Number.isNaN(value) ? levels * 3 : level * 3;
    made.pixels[i * 4] = colors[at] ?? 128;
    made.pixels[i * 4 + 1] = colors[at + 1] ?? 128;
    made.pixels[i * 4 + 2] = colors[at + 2] ?? 128;
  }
  return made;
}

function colorsOf(name: ColorMapName): Uint8Array {
  const color = colorMap(name);
  return Uint8Array.from(Array.from({ length: levels }, (_, i) => color(i / (levels - 1))).flat());
}

/** The smallest and largest finite value; 0 to 1 where there is none. */
export function rangeOf(values: Float32Array, start = 0, step = 1): Range {
  let [low, high] = [Infinity, -Infinity];
  for (let i = start; i < values.length; i += step) {
    const value = values[i] ?? NaN;
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  return low <= high ? { low, high } : { low: 0, high: 1 };
}

/** Copies one picture into another. */
export function place(
  onto: Pixels,
  { width, height, pixels }: Pixels,
  left: number,
  top: number,
): void {
  for (let y = 0; y < height; y++) {
    const from = y * width * 4;
    onto.pixels.set(pixels.subarray(from, from + width * 4), ((top + y) * onto.width + left) * 4);
  }
}

/** A whole number of times larger, pixels staying sharp. */
export function enlarged({ width, height, pixels }: Pixels, times: number): Pixels {
  if (times === 1) return { width, height, pixels };
  const made = blank(width * times, height * times);
  const [from, to] = [new Uint32Array(pixels.slice().buffer), new Uint32Array(made.pixels.buffer)];
  for (let y = 0; y < made.height; y++) {
    const row = Math.floor(y / times) * width;
    for (let x = 0; x < made.width; x++)
      to[y * made.width + x] = from[row + Math.floor(x / times)] ?? 0;
  }
  return made;
}

/** The means of what falls together, no side longer than `most`. */
export function shrunk(values: HeatMap, most: number): HeatMap {
  const { height, width } = values;
  const scale = Math.min(1, most / Math.max(height, width));
  if (scale === 1) return values;
  const [h, w] = [height, width].map((side) => Math.max(1, Math.round(side * scale)));
  return resizedMap(values, h ?? 1, w ?? 1);
}

export function resizedMap(
  { height, width, values }: HeatMap,
  toHeight: number,
  toWidth: number,
): HeatMap {
  const { data } = resize({ height, width, channels: 1, data: values }, toHeight, toWidth);
  return { height: toHeight, width: toWidth, values: data };
}

export function shrunkPicture(picture: Picture, most: number): Picture {
  const { height, width } = picture;
  const scale = Math.min(1, most / Math.max(height, width));
  if (scale === 1) return picture;
  return resize(
    picture,
    Math.max(1, Math.round(height * scale)),
    Math.max(1, Math.round(width * scale)),
  );
}

/** No side of a picture has more pixels in a figure. */
export const pictureSide = 256;

/** A picture for a panel: not larger than it is drawn. */
export function panelUri(picture: Picture): string {
  return pixelsUri(picturePixels(shrunkPicture(picture, pictureSide)));
}

/** Pixels from which on a photograph becomes a JPEG. */
const large = 10_000;

export function pixelsUri(image: Pixels): string {
  const few = indexedPng(image, [8]);
  if (few) return `data:image/png;base64,${few.toString("base64")}`;
  const { width, height, pixels } = image;
  if (width * height > large) {
    const { data } = jpegPackage().encode({ width, height, data: pixels }, 80);
    return `data:image/jpeg;base64,${data.toString("base64")}`;
  }
  const { PNG } = pngPackage();
  const png = new PNG({ width, height });
  png.data = Buffer.from(pixels);
  return `data:image/png;base64,${PNG.sync.write(png, { colorType: 2 }).toString("base64")}`;
}

const shades = 64;

/** A map to lie over a picture: the further from `clear`, the more opaque. */
export function overlayUri(
  { height, width, values }: HeatMap,
  name: ColorMapName,
  { low, high }: Range,
  clear: number,
): string {
  const color = colorMap(name);
  const palette = Array.from({ length: shades }, (_, i) => color(i / (shades - 1))).flat();
  const share = (value: number) => (high > low ? (value - low) / (high - low) : 0);
  const far = Math.max(share(clear), 1 - share(clear));
  const opacities = Array.from({ length: shades }, (_, i) =>
    Math.round(255 * Math.min(1, (1.25 * Math.abs(i / (shades - 1) - share(clear))) / far)),
  );
  const rows = new Uint8Array(height * (width + 1));
  for (let i = 0; i < height * width; i++) {
    const level = Math.round(share(values[i] ?? clear) * (shades - 1));
    rows[i + Math.floor(i / width) + 1] = Math.min(shades - 1, Math.max(0, level || 0));
  }
  const png = palettePng({ width, height }, { palette, opacities, rows });
  return `data:image/png;base64,${png.toString("base64")}`;
}

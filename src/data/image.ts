/** Images of one's own. In: a PNG, JPEG, GIF, BMP or WebP file. Out: its pixels in red, green and blue, 0 to 1, as it is to be seen. */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { gifPackage, jpegPackage, pngPackage } from "../onDemand.js";
import { Problem, systemReason } from "../problem/problem.js";
import { decodeBmp } from "./bmp.js";
import { readImageHeader, type ImageFormat, type ImageHeader } from "./imageHeader.js";
import { decodeWebp, loadWebp } from "./webp.js";
import { isWebp } from "./webpHeader.js";

/** Height x width x channels in `data`. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Throws R205; what is transparent is laid over white. */
export async function readImage(path: string): Promise<Image> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw refused(path, `cannot be read: ${systemReason(error)}`);
  });
  if (isWebp(bytes)) await loadWebp();
  return decodeImage(path, bytes);
}

/** The same, before control returns: for batches that are read when they are needed. For WebP `loadWebp` comes first. */
export function readImageNow(path: string): Image {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw refused(path, `cannot be read: ${systemReason(error)}`);
  }
  return decodeImage(path, bytes);
}

export function refused(path: string, reason: string): Problem {
  const hints = /CMYK|expected PNG/.test(reason) ? ["save it as PNG"] : [];
  return new Problem("R205", `"${path}" ${reason}`, { hints, about: "path" });
}

function decodeImage(path: string, bytes: Buffer): Image {
  const header = readImageHeader(bytes) ?? "is an image but damaged: it is cut short";
  if (typeof header === "string") throw refused(path, header);
  const { format, width, height, orientation } = header;
  try {
    const decoded = decoders[format](bytes, header);
    return upright(overWhite({ ...decoded, width, height }), orientation);
  } catch (error) {
    throw refused(path, `is a ${format} but damaged: ${systemReason(error)}`);
  }
}

/** Four bytes a pixel: red, green, blue, opacity. */
interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

type Decode = (bytes: Buffer, header: ImageHeader) => Pick<Decoded, "data">;

const decoders: Readonly<Record<ImageFormat, Decode>> = {
  /** Palettes and grey become colours, 16 bits become 8. */
  PNG: (bytes) => pngPackage().PNG.sync.read(bytes),
  JPEG: (bytes) =>
    jpegPackage().decode(bytes, {
      useTArray: true,
      tolerantDecoding: false,
      maxResolutionInMP: 200,
      maxMemoryUsageInMB: 4096,
    }),
  /** The first picture of an animation. */
  GIF(bytes, { width, height }) {
    const data = new Uint8Array(width * height * 4);
    new (gifPackage().GifReader)(bytes).decodeAndBlitFrameRGBA(0, data);
    return { data };
  },
  BMP: (bytes) => ({ data: decodeBmp(bytes) }),
  WebP(bytes, { width, height }) {
    const { data, ...size } = decodeWebp(bytes);
    if (size.width === width && size.height === height)
      return { data: new Uint8Array(data.buffer) };
    throw new Error(`it is ${size.width}x${size.height}, not ${width}x${height} as it says`);
  },
};

function overWhite({ width, height, data }: Decoded): Image {
  const pixels = new Float32Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const opacity = (data[pixel * 4 + 3] ?? 255) / 255;
    for (let c = 0; c < 3; c++) {
      pixels[pixel * 3 + c] = 1 - opacity + (opacity * (data[pixel * 4 + c] ?? 0)) / 255;
    }
  }
  return { height, width, channels: 3, data: pixels };
}

/** Turns and mirrors the stored image as EXIF's orientation says; from 5 on rows become columns. */
function upright(image: Image, orientation: number): Image {
  if (orientation === 1) return image;
  const { channels } = image;
  const turned = orientation >= 5;
  const [height, width] = turned ? [image.width, image.height] : [image.height, image.width];
  const fromRight = [2, 3, 7, 8].includes(orientation);
  const fromBelow = [3, 4, 6, 7].includes(orientation);
  const data = new Float32Array(image.data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [row, column] = turned ? [x, y] : [y, x];
      const from =
        (fromBelow ? image.height - 1 - row : row) * image.width +
        (fromRight ? image.width - 1 - column : column);
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) data[to + c] = image.data[from * channels + c] ?? 0;
    }
  }
  return { height, width, channels, data };
}

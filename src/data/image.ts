/** Images of one's own. In: a PNG or JPEG file. Out: its pixels in red, green and blue, 0 to 1. */
import { readFile } from "node:fs/promises";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { Problem, systemReason } from "../problem/problem.js";

/** Height x width x channels in `data`. */
export interface Image {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** A file beyond this is refused before its pixels are unpacked. */
const maxPixels = 100_000_000;

/** Throws R205; what is transparent is laid over white. */
export async function readImage(path: string): Promise<Image> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw refused(path, `cannot be read: ${systemReason(error)}`);
  });
  const format = formats.find(({ signature }) =>
    bytes.subarray(0, 16).toString("latin1").startsWith(signature),
  );
  if (!format?.decode) {
    const what = format?.name ?? "no image that is known";
    throw refused(path, `is ${what}; expected PNG or JPEG`, ["save it as PNG"]);
  }
  try {
    return overWhite(format.decode(bytes));
  } catch (error) {
    throw refused(path, `is ${format.name} but damaged: ${systemReason(error)}`);
  }
}

function refused(path: string, reason: string, hints: readonly string[] = []): Problem {
  return new Problem("R205", `"${path}" ${reason}`, { hints, about: "path" });
}

/** Four bytes a pixel: red, green, blue, opacity. */
interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

interface Format {
  readonly name: string;
  readonly signature: string;
  readonly decode?: (bytes: Buffer) => Decoded;
}

const formats: readonly Format[] = [
  { name: "a PNG", signature: "\x89PNG\r\n\x1a\n", decode: decodePng },
  { name: "a JPEG", signature: "\xff\xd8\xff", decode: decodeJpeg },
  { name: "a GIF", signature: "GIF8" },
  { name: "a BMP", signature: "BM" },
  { name: "a WebP", signature: "RIFF" },
];

function decodePng(bytes: Buffer): Decoded {
  const pixels = bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
  if (pixels > maxPixels) throw new Error(`it has ${pixels} pixels, more than ${maxPixels}`);
  return PNG.sync.read(bytes);
}

function decodeJpeg(bytes: Buffer): Decoded {
  return jpeg.decode(bytes, {
    useTArray: true,
    maxResolutionInMP: maxPixels / 1e6,
    maxMemoryUsageInMB: 4096,
  });
}

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

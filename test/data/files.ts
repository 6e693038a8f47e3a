/** Real files for the tests, made from the digits that ship: MNIST's and CIFAR's formats, PNG and JPEG. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import { gzipSync } from "node:zlib";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { dataSetEntry } from "../../src/data/dataSet.js";

export const digits = (await dataSetEntry("digits").read()).train;

/** A folder that is gone after the tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "convscript-data-"));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}

export function write(folder: string, name: string, content: Buffer | string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** Bytes of the digit at the index: 8x8 from 0 to 255. */
export function digitBytes(index: number): Buffer {
  return Buffer.from(
    digits.images.subarray(index * 64, (index + 1) * 64).map((pixel) => Math.round(pixel * 255)),
  );
}

/** The class of each of the first digits. */
export function digitLabels(count: number): readonly number[] {
  return Array.from(digits.labels.subarray(0, count));
}

export function idx(sizes: readonly number[], bytes: Uint8Array, type = 0x08): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, type, sizes.length]);
  sizes.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, bytes]);
}

/** The first digits in MNIST's format. */
export function idxImages(count: number, from = 0): Buffer {
  const images = Array.from({ length: count }, (_, i) => digitBytes(from + i));
  return idx([count, 8, 8], Buffer.concat(images));
}

export function idxLabels(count: number, from = 0): Buffer {
  return idx([count], Uint8Array.from(digits.labels.subarray(from, from + count)));
}

/** Files in a tar archive in gzip. */
export function tarGz(files: Readonly<Record<string, Buffer>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, bytes]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write("0000644\0", 100);
    header.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("        ", 148);
    header.write("0ustar\0", 156);
    const sum = header.reduce((a, b) => a + b, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** A record of CIFAR: labels, then three planes of 32x32, each byte given by its place and plane. */
export function cifarRecord(
  labels: readonly number[],
  byte: (y: number, x: number, channel: number) => number,
): Buffer {
  const planes = Array.from({ length: 3 * 1024 }, (_, i) =>
    byte(Math.floor((i % 1024) / 32), i % 32, Math.floor(i / 1024)),
  );
  return Buffer.from([...labels, ...planes]);
}

export type Colour = readonly [red: number, green: number, blue: number, opacity?: number];

/** Four bytes a pixel. */
export function pixels(
  width: number,
  height: number,
  colour: (x: number, y: number) => Colour,
): Buffer {
  const all = Array.from({ length: width * height }, (_, i) => {
    const [red, green, blue, opacity = 255] = colour(i % width, Math.floor(i / width));
    return [red, green, blue, opacity];
  });
  return Buffer.from(all.flat());
}

export function png(
  width: number,
  height: number,
  colour: (x: number, y: number) => Colour,
  options = {},
): Buffer {
  const image = new PNG({ width, height });
  image.data = pixels(width, height, colour);
  return PNG.sync.write(image, options);
}

export function jpg(
  width: number,
  height: number,
  colour: (x: number, y: number) => Colour,
): Buffer {
  return jpeg.encode({ width, height, data: pixels(width, height, colour) }, 95).data;
}

export function digitColour(index: number): (x: number, y: number) => Colour {
  const bytes = digitBytes(index);
  return (x, y) => {
    const value = bytes[y * 8 + x] ?? 0;
    return [value, value, value];
  };
}

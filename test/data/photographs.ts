/** Real image files for the tests and the benchmark: parts of the photographs that ship, and digits, as JPEG and PNG. */
import { join } from "node:path";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { readImageNow, type Image } from "../../src/data/image.js";
import { randomOf, type Random } from "../../src/data/random.js";
import { resize } from "../../src/data/resize.js";
import { packageRoot } from "../../src/packageRoot.js";
import { digitBytes, write } from "./files.js";

const names = ["cat", "coffee", "rocket"];
const photographs = names.map((name) =>
  readImageNow(join(packageRoot, "notebooks", "images", `${name}.jpg`)),
);

/**
 * A folder for each photograph and one for the digits; sides from 32 to 64 pixels; half of the files are PNG. Each image is written
 * `copies` times.
 */
export function photographFolder(folder: string, count: number, copies = 1): string {
  for (let i = 0; i < count / copies; i++) {
    const random = randomOf(2026, i);
    const [height, width] = [random.whole(32, 64), random.whole(32, 64)];
    const photograph = photographs[i % 4];
    const image = photograph
      ? resize(photograph, height, width, boxIn(photograph, random))
      : resize(digit(i), height, width);
    const isPng = i % 8 < 4;
    const bytes = encoded(image, isPng);
    for (let copy = 0; copy < copies; copy++) {
      const number = copies === 1 ? i : `${i} ${copy}`;
      write(folder, `${names[i % 4] ?? "digit"}/${number}.${isPng ? "png" : "jpg"}`, bytes);
    }
  }
  return folder;
}

/** A part of the photograph, a fifth of its height at least. */
function boxIn({ height, width }: Image, random: Random) {
  const side = random.between(0.2, 0.8) * Math.min(height, width);
  const [top, left] = [random.between(0, height - side), random.between(0, width - side)];
  return { top, left, height: side, width: side };
}

function digit(index: number): Image {
  const data = Float32Array.from(digitBytes(index % 1797)).map((byte) => byte / 255);
  return { height: 8, width: 8, channels: 1, data };
}

function encoded({ height, width, channels, data }: Image, isPng: boolean): Buffer {
  const bytes = Buffer.alloc(height * width * 4, 255);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) {
      const value = data[pixel * channels + (c % channels)] ?? 0;
      bytes[pixel * 4 + c] = Math.round(255 * value);
    }
  }
  if (!isPng) return jpeg.encode({ width, height, data: bytes }, 90).data;
  const png = new PNG({ width, height });
  png.data = bytes;
  return PNG.sync.write(png, { colorType: 2 });
}

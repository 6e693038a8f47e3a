import { test } from "node:test";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Problem } from "../../src/problem/problem.js";
import { readIdxSet } from "../../src/data/idxSet.js";
import { pixelsOf, sampleCount, select } from "../../src/data/samples.js";
import { digits, idx, idxImages, idxLabels, temporaryFolder, write } from "./files.js";

const folder = temporaryFolder();
const whole = { split: 0.75, seed: 1 };

function read(images: Buffer, labels: Buffer) {
  const [a, b] = [write(folder, "images", images), write(folder, "labels", labels)];
  return readIdxSet("d", { path: a, about: "path" }, { path: b, about: "labels" }, whole);
}

test("digits in MNIST's format, plain and gzip: pixels and labels as they were", async () => {
  const plain = await read(idxImages(100), idxLabels(100));
  assert.deepEqual([plain.shape, plain.classNames.length], [[8, 8, 1], 10]);
  assert.deepEqual([sampleCount(plain.train), sampleCount(plain.test)], [75, 25]);
  const pixels = pixelsOf(plain.train, Int32Array.of(0, 1));
  assert.equal(pixels.length, 128);
  assert.deepEqual(
    pixels.subarray(0, 64).map((pixel) => Math.round(pixel * 16)),
    digits.images.subarray(0, 64).map((pixel) => pixel * 16),
  );
  const packed = await read(gzipSync(idxImages(100)), gzipSync(idxLabels(100)));
  assert.deepEqual(packed.train.labels, plain.train.labels);
  const all = Int32Array.from({ length: 75 }, (_, i) => 74 - i);
  assert.deepEqual(select(packed.train, all), select(plain.train, all));
});

test("images of three channels", async () => {
  const bytes = Uint8Array.from({ length: 4 * 12 }, (_, i) => i);
  const set = await read(idx([4, 2, 2, 3], bytes), idx([4], Uint8Array.of(0, 1, 0, 1)));
  assert.deepEqual(set.shape, [2, 2, 3]);
  const first = pixelsOf(set.train, Int32Array.of(0)).map((pixel) => pixel * 255);
  assert.deepEqual([...first].map(Math.round), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

const images = idxImages(10);
const labels = idxLabels(10);

const bad: readonly (readonly [string, Buffer, Buffer, string, RegExp, string?])[] = [
  ["empty images", Buffer.alloc(0), labels, "R206", /images" is empty/],
  ["empty labels", images, Buffer.alloc(0), "R206", /labels" is empty/, "labels"],
  ["no images", idx([0, 8, 8], Buffer.alloc(0)), labels, "R206", /holds no images/],
  ["no pixels", idx([2, 0, 8], Buffer.alloc(0)), labels, "R206", /images of 0x8/],
  ["a text", Buffer.from("label,1"), labels, "R206", /begins with 0x6c616265; expected 0x00000803/],
  ["two bytes", Buffer.from([0, 0]), labels, "R206", /begins with 0x0000; expected/],
  ["exchanged", labels, images, "R206", /holds labels; expected images/],
  [
    "floats",
    idx([10, 8, 8], Buffer.alloc(2560), 0x0d),
    labels,
    "R206",
    /32-bit floats; expected b/,
  ],
  ["cut header", images.subarray(0, 9), labels, "R206", /cut short in its header/],
  [
    "cut",
    images.subarray(0, 600),
    labels,
    "R206",
    /10x8x8 images are 640 bytes, and 584 are there/,
  ],
  ["cut gzip", gzipSync(images).subarray(0, 99), labels, "R206", /is gzip but cut short/],
  ["bytes behind", Buffer.concat([images, labels]), labels, "R206", /goes on after its 10x8x8/],
  ["huge claim", idx([2 ** 31, 2 ** 10, 9], Buffer.alloc(9)), labels, "R206", /more than/],
  [
    "fewer labels",
    images,
    idxLabels(9),
    "R206",
    /has 9 labels; ".*images" has 10 images/,
    "labels",
  ],
  ["one class", images, idx([10], new Uint8Array(10).fill(3)), "R104", /one class only/],
];

for (const [name, first, second, code, message, about] of bad) {
  test(`refused by name: ${name}`, async () => {
    await assert.rejects(read(first, second), (error: Problem) => {
      assert.equal(error.code, code);
      assert.match(error.message, message);
      if (about) assert.equal(error.about, about);
      return true;
    });
  });
}

test("a damaged gzip file, and one that is not there", async () => {
  const packed = gzipSync(images);
  packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 255;
  await assert.rejects(read(packed, labels), { code: "R206", message: /is gzip but damaged/ });
  const none = { path: `${folder}/none`, about: "path" };
  await assert.rejects(readIdxSet("d", none, none, whole), {
    code: "R201",
    message: /none" cannot be read: there is no such file/,
  });
});

import { test } from "node:test";
import assert from "node:assert/strict";
import { fitImage, type Fit } from "../../src/data/fit.js";
import type { Image } from "../../src/data/image.js";

/** Each pixel has the value that its row and column give. */
function image(height: number, width: number, value: (y: number, x: number) => number): Image {
  const data = Float32Array.from({ length: height * width }, (_, i) =>
    value(Math.floor(i / width), i % width),
  );
  return { height, width, channels: 1, data };
}

const fitted = (from: Image, height: number, width: number, fit: Fit) =>
  Array.from(fitImage(from, height, width, fit).data, (pixel) => Math.round(pixel * 1e4) / 1e4);

test("crop keeps the middle of the longer side", () => {
  const wide = image(2, 6, (_, x) => x);
  assert.deepEqual(fitted(wide, 2, 2, "crop"), [2, 3, 2, 3]);
  const tall = image(6, 2, (y) => y);
  assert.deepEqual(fitted(tall, 2, 2, "crop"), [2, 2, 3, 3]);
  const odd = image(1, 4, (_, x) => x);
  assert.deepEqual(fitted(odd, 1, 3, "crop"), [0.5, 1.5, 2.5]);
});

test("letterbox keeps all and pads with black on both sides", () => {
  const wide = image(2, 4, () => 1);
  assert.deepEqual(
    fitted(wide, 4, 4, "letterbox"),
    [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0],
  );
  const line = image(1, 100, () => 1);
  assert.deepEqual(fitted(line, 3, 3, "letterbox"), [0, 0, 0, 1, 1, 1, 0, 0, 0]);
});

test("stretch changes the proportions; all three leave an image that fits as it is", () => {
  assert.deepEqual(
    fitted(
      image(2, 4, (_, x) => (x < 2 ? 0 : 1)),
      2,
      2,
      "stretch",
    ).length,
    4,
  );
  const same = image(3, 5, (y, x) => y * 5 + x);
  for (const fit of ["crop", "letterbox", "stretch"] as const) {
    assert.deepEqual(fitImage(same, 3, 5, fit).data, same.data);
  }
});

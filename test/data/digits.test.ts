import { test } from "node:test";
import assert from "node:assert/strict";
import { dataSetEntry } from "../../src/data/dataSet.js";
import type { Samples } from "../../src/data/samples.js";

const digits = await dataSetEntry("digits").read();

function counts({ labels }: Samples): readonly number[] {
  return digits.classNames.map((_, digit) => labels.filter((label) => label === digit).length);
}

test("digits: 1,437 to train on and 360 to test, of each class a fifth", () => {
  assert.equal(digits.train.labels.length, 1437);
  assert.deepEqual(counts(digits.test), [36, 37, 35, 37, 36, 36, 36, 36, 35, 36]);
  const all = counts(digits.train).map((count, digit) => count + (counts(digits.test)[digit] ?? 0));
  assert.deepEqual(all, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
});

test("digits: pixels are sixteenths from 0 to 1", () => {
  const { images, shape } = digits.train;
  assert.deepEqual(shape, [8, 8, 1]);
  assert.equal(images.length, 1437 * 64);
  assert.ok(images.every((pixel) => pixel >= 0 && pixel <= 1 && Number.isInteger(pixel * 16)));
});

test("digits: the split is the same at each reading", async () => {
  const again = await dataSetEntry("digits").read();
  assert.deepEqual(again.test.labels, digits.test.labels);
  assert.deepEqual(again.test.images, digits.test.images);
});

test("a data set that never was", () => {
  assert.throws(() => dataSetEntry("constructor"), { code: "R106", message: /no data set/ });
});

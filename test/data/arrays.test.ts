import { test } from "node:test";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { readArrays, type ArrayOptions, type SampleBatch } from "../../src/data/arrays.js";
import { inOrder, pixelsOf } from "../../src/data/samples.js";

const whole: ArrayOptions = { split: 1 };
const labels = [0, 1, 0];
const bytes = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
const floats = Float32Array.from(bytes, (byte) => byte / 255);
const rows = [0, 1, 2].map((i) =>
  [0, 1].map((y) => [0, 1].map((x) => floats[i * 4 + y * 2 + x] ?? 0)),
);

const forms: Readonly<Record<string, SampleBatch>> = {
  bytes: { images: bytes, labels },
  "clamped bytes": { images: new Uint8ClampedArray(bytes), labels },
  floats: { images: floats, labels },
  doubles: { images: Float64Array.from(floats), labels: Int32Array.from(labels) },
  lists: { images: rows, labels },
  "a tensor": { images: tf.tensor(rows), labels },
};
for (const [form, batch] of Object.entries(forms)) {
  test(`the same samples from ${form}`, async () => {
    const { train, shape, classNames } = await readArrays(batch, { ...whole, shape: [2, 2] });
    assert.deepEqual([shape, classNames, [...train.labels]], [[2, 2, 1], ["0", "1"], labels]);
    const pixels = pixelsOf(train, inOrder(train));
    assert.ok(pixels.every((pixel, i) => Math.abs(pixel - (floats[i] ?? NaN)) < 1e-6));
  });
}

test("batch after batch, from what waits for each; names of classes; the shape of the lists", async () => {
  async function* batches(): AsyncGenerator<SampleBatch> {
    await Promise.resolve();
    yield { images: rows.slice(0, 1), labels: ["dog"] };
    yield { images: rows.slice(1), labels: ["cat", "dog"] };
  }
  const { train, classNames } = await readArrays(batches(), whole);
  assert.deepEqual(
    [classNames, [...train.labels], train.shape],
    [
      ["cat", "dog"],
      [1, 0, 1],
      [2, 2, 1],
    ],
  );
  const synchronous = await readArrays([{ images: rows, labels }], {
    ...whole,
    classNames: ["no", "yes"],
  });
  assert.deepEqual([synchronous.classNames, synchronous.train.images], [["no", "yes"], floats]);
  assert.equal((await readArrays({ images: rows, labels }, { split: 0.5 })).test.labels.length, 1);
});

const wrong: readonly (readonly [
  string,
  Parameters<typeof readArrays>[0],
  ArrayOptions,
  RegExp,
])[] = [
  ["no batches", [], {}, /`data` is empty/],
  ["one class", { images: rows, labels: [1, 1, 1] }, {}, /has one class only/],
  ["no shape", { images: floats, labels }, {}, /the shape of the images of `data` is not known/],
  [
    "too few values",
    { images: floats, labels: [0, 1] },
    { shape: [2, 2] },
    /has 12 values for 2 labels; 2 images of 2x2x1 have 8/,
  ],
  ["another shape", { images: rows, labels }, { shape: [3, 3] }, /are 2x2; expected 3x3x1/],
  [
    "uneven lists",
    {
      images: [
        [[1, 2], [3]],
        [
          [1, 2],
          [3, 4],
        ],
      ],
      labels: [0, 1],
    },
    {},
    /not alike: 1 where others have 2/,
  ],
  [
    "not finite",
    { images: Float32Array.of(0, 1, 2, NaN), labels: [0, 1] },
    { shape: [2] },
    /image 1 of `data` holds NaN/,
  ],
  [
    "a label out of range",
    { images: rows, labels: [0, 1, 5] },
    { classNames: ["a", "b"] },
    /image 2 of `data` has the label 5; expected 0 to 1/,
  ],
  [
    "a label that is no class",
    { images: rows, labels: ["a", "b", "c"] },
    { classNames: ["a", "b"] },
    /has the label c; expected one of a, b/,
  ],
  [
    "half a label",
    { images: rows, labels: [0, 1, 0.5] },
    {},
    /image 2 of `data` has the label 0.5/,
  ],
];
for (const [what, source, options, message] of wrong) {
  test(`refused with its place: ${what}`, async () => {
    await assert.rejects(readArrays(source, options), { name: "Problem", message });
  });
}

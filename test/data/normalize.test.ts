import { test } from "node:test";
import assert from "node:assert/strict";
import { noAugmentation } from "../../src/data/augment.js";
import type { DataSet } from "../../src/data/dataSet.js";
import { imagenet, isPreprocessing, normalize, unchanged } from "../../src/data/normalize.js";
import { augmented, normalized } from "../../src/data/prepare.js";
import { inOrder, select, type Samples } from "../../src/data/samples.js";
import { dataSetEntry } from "../../src/data/dataSet.js";

const digits = await dataSetEntry("digits").read();

function samples(count: number, shape: readonly number[]): Samples {
  const size = shape.reduce((a, b) => a * b, 1);
  const images = Float32Array.from({ length: count * size }, (_, i) => ((i * 37) % 101) / 101);
  return { shape, images, labels: Int32Array.from({ length: count }, (_, i) => i % 2) };
}

const colours: DataSet = {
  name: "colours",
  shape: [4, 5, 3],
  classNames: ["a", "b"],
  preprocessing: { ...unchanged, fit: "crop" },
  train: samples(150, [4, 5, 3]),
  test: samples(10, [4, 5, 3]),
};

function figures(values: readonly number[]) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(variance)] as const;
}

const near = (a: number | undefined, b: number) =>
  assert.ok(Math.abs((a ?? NaN) - b) < 1e-4, `${a} ${b}`);

test("dataset: each channel of the training part has mean 0 and deviation 1", async () => {
  const { train, preprocessing } = await normalized(colours, "dataset");
  const { images } = select(train, inOrder(train));
  for (const channel of [0, 1, 2]) {
    const [mean, deviation] = figures([...images].filter((_, i) => i % 3 === channel));
    near(mean, 0);
    near(deviation, 1);
  }
  assert.equal(preprocessing.channels?.length, 3);
  assert.equal(preprocessing.fit, "crop");
});

test("the test part is normalised by the training part's figures", async () => {
  const { test: part, preprocessing } = await normalized(digits, "dataset");
  const { mean = 0, deviation = 1 } = preprocessing.channels?.[0] ?? {};
  const [known, spread] = figures([...digits.train.images]);
  near(mean, known);
  near(deviation, spread);
  near(
    select(part, Int32Array.of(0)).images[20],
    ((digits.test.images[20] ?? 0) - mean) / deviation,
  );
});

test("imagenet: its three channels, and only those", async () => {
  const { train } = await normalized(colours, "imagenet");
  const { images } = select(train, Int32Array.of(7));
  const { mean, deviation } = imagenet[2]!;
  near(images[5], ((colours.train.images[7 * 60 + 5] ?? 0) - mean) / deviation);
  await assert.rejects(normalized(digits, "imagenet"), { code: "R102", message: /grey images/ });
});

test("image: each has mean 0 and deviation 1; one of one colour stays finite", async () => {
  const { train } = await normalized(digits, "image");
  const [mean, deviation] = figures([...select(train, Int32Array.of(31)).images]);
  near(mean, 0);
  near(deviation, 1);
  const flat = new Float32Array(64).fill(0.5);
  normalize(flat, [8, 8, 1], { ...unchanged, image: true });
  assert.ok(flat.every((pixel) => pixel === 0));
});

test("the last statement counts; what was read is not changed", async () => {
  const before = digits.train.images.slice();
  const twice = await normalized(await normalized(digits, "image"), "dataset");
  const once = await normalized(digits, "dataset");
  assert.deepEqual(twice.preprocessing, once.preprocessing);
  assert.deepEqual(
    select(twice.train, Int32Array.of(3)).images,
    select(once.train, Int32Array.of(3)).images,
  );
  assert.deepEqual(digits.train.images, before);
});

test("variants are drawn before the pixels are normalised, and only for training", async () => {
  const how = { ...noAugmentation, cutout: 4 };
  const one = await normalized(augmented(colours, how), "dataset");
  const two = augmented(await normalized(colours, "dataset"), how);
  const draw = { seed: 1, epoch: 1 };
  const of = ({ train }: DataSet) => select(train, Int32Array.of(1, 2), draw).images;
  assert.deepEqual(of(one), of(two));
  const { mean = 0, deviation = 1 } = one.preprocessing.channels?.[0] ?? {};
  assert.ok(of(one).some((pixel) => Math.abs(pixel - -mean / deviation) < 1e-6));
  assert.equal(one.test.augmentation, undefined);
});

test("what an augmentation needs", () => {
  const cases = [
    [digits, { pca: 0.1 }, /grey images; `pca=` needs colours/],
    [digits, { crop: 8 }, /images of 8x8/],
    [digits, { cutout: 9 }, /images of 8x8/],
    [{ ...colours, shape: [60] }, { flip: true }, /vectors of 60/],
  ] as const;
  for (const [data, how, message] of cases) {
    assert.throws(() => augmented(data, { ...noAugmentation, ...how }), { code: "R102", message });
  }
});

test("preprocessing that comes from a file is checked", () => {
  const sound = [
    unchanged,
    { ...unchanged, channels: imagenet, fit: "crop" },
    { ...unchanged, image: true },
  ];
  assert.ok(sound.every(isPreprocessing));
  const wrong = [
    null,
    "text",
    { mean: 0 },
    { mean: 0, deviation: 0 },
    { mean: NaN, deviation: 1 },
    { ...unchanged, channels: [{ mean: 0 }] },
    { ...unchanged, channels: 3 },
    { ...unchanged, image: 1 },
    { ...unchanged, fit: "other" },
  ];
  assert.ok(!wrong.some(isPreprocessing));
});

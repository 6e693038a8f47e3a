import { test } from "node:test";
import assert from "node:assert/strict";
import { PCA } from "ml-pca";
import { batchNormView } from "../../src/analysis/batchNorm.js";
import { embeddingView, principal } from "../../src/analysis/embedding.js";
import { filtersView } from "../../src/analysis/filters.js";
import { histogram } from "../../src/analysis/histogram.js";
import { histogramView } from "../../src/analysis/histograms.js";
import { mapsView } from "../../src/analysis/maps.js";
import { maximizeView } from "../../src/analysis/maximize.js";
import { patchesView } from "../../src/analysis/patches.js";
import { poolTraceView } from "../../src/analysis/poolTrace.js";
import { predictionsView } from "../../src/analysis/predictions.js";
import { numberPicture } from "../../src/analysis/input.js";
import { networkOf } from "../targets/tensorflow/samples.js";
import { dataOf, inputOf, layerOf, near, pixelsOf, subjectOf } from "./subjects.js";

test("a histogram counts each value once; what is not finite is counted apart", () => {
  const found = histogram(Float32Array.of(0, 1, 2, 2, 4, NaN, Infinity));
  assert.deepEqual([found.values, found.notFinite, found.least, found.largest], [7, 2, 0, 4]);
  assert.equal(
    found.counts.reduce((a, b) => a + b, 0),
    5,
  );
  assert.ok(near([found.mean, found.deviation], [1.8, Math.sqrt(1.76)]));
  assert.equal(found.edges.length, found.counts.length + 1);
  const flat = histogram(Float32Array.of(3, 3));
  assert.deepEqual([flat.counts, flat.edges], [[2], [2.5, 3.5]]);
  assert.deepEqual(histogram(Float32Array.of(NaN)).counts, []);
});

test("a unit that is never above 0 is dead, and only behind a ReLU", async () => {
  const subject = await subjectOf("input 4x4x1 | conv3-3 | conv3-2 linear | fc-2 | softmax");
  const bias = Float32Array.of(0.5, -100, 0.5);
  await subject.runner.writeVariable("conv1_1/bias", bias);
  const layers = ["conv1_1", "conv1_2"].map((name) => layerOf(subject.network, name));
  const { values } = inputOf(subject, pixelsOf(16));
  const batches = async function* () {
    yield await Promise.resolve(values);
    yield values;
  };
  const view = await histogramView(subject, layers, { name: "made up", batches });
  const [first, second] = view.layers;
  assert.deepEqual([first!.dead, second!.dead], [[1], null]);
  assert.equal(first!.activations!.values, 2 * 48);
  assert.equal(
    first!.activations!.counts.reduce((a, b) => a + b, 0),
    96,
  );
  assert.ok(first!.activations!.zeros >= 1 / 3);
  assert.equal(first!.weights!.values, 27);
});

test("maps come strongest first; a value that is not finite does not lead", async () => {
  const subject = await subjectOf("input 2x2x1 | conv1-3 linear");
  await subject.runner.writeVariable("conv1_1/kernel", Float32Array.of(1, -3, Infinity));
  await subject.runner.writeVariable("conv1_1/bias", Float32Array.of(0, 0, 0));
  const input = inputOf(subject, Float32Array.of(1, 1, 1, 1));
  const view = await mapsView(subject, layerOf(subject.network, "conv1_1"), input, "map");
  assert.deepEqual(
    [view.order, view.strengths],
    [
      [1, 0, 2],
      [1, 3, 0],
    ],
  );
});

test("filters lie as the layer applies them: plain, grouped, transposed, dense on a map", async () => {
  const subject = await subjectOf(
    "input 6x6x4 | conv3-6 group=2 pad=1 | deconv2-4/2 group=2 pad=0 | maxpool2 | fc-3 | softmax",
  );
  const { network, runner } = subject;
  const conv = await filtersView(subject, layerOf(network, "conv1_1"), 5);
  const kernel = await runner.readVariable("conv1_1/kernel");
  assert.deepEqual([conv.allFilters, conv.allChannels, conv.filters], [6, 2, [5]]);
  assert.ok(
    near(
      conv.values,
      kernel.filter((_, i) => i % 6 === 5),
    ),
  );
  const deconv = await filtersView(subject, layerOf(network, "conv1_2"), 3);
  const turned = await runner.readVariable("conv1_2/kernel");
  // 2x2 cells of 2 outputs and 6 inputs; filter 3 is the second of the second group, whose inputs are 3 to 5.
  const expected = [0, 1, 2, 3].flatMap((cell) => [3, 4, 5].map((c) => turned[cell * 12 + 6 + c]!));
  assert.deepEqual([deconv.allFilters, deconv.allChannels], [4, 3]);
  assert.ok(near(deconv.values, expected));
  const dense = await filtersView(subject, layerOf(network, "fc2"), 1);
  assert.deepEqual([dense.height, dense.width, dense.allChannels], [6, 6, 4]);
  const weights = await runner.readVariable("fc2/kernel");
  assert.ok(
    near(
      dense.values,
      weights.filter((_, i) => i % 3 === 1),
    ),
  );
});

test("a layer without pictures in its weights says so", async () => {
  const subject = await subjectOf("input 6x6x1 | conv3-2 | fc-4 | fc-3 | softmax");
  const { network } = subject;
  await assert.rejects(filtersView(subject, layerOf(network, "fc2"), null), { code: "R107" });
  await assert.rejects(filtersView(subject, layerOf(network, "softmax1"), null), { code: "R107" });
  await assert.rejects(filtersView(subject, layerOf(network, "conv1_1"), 2), { about: "unit" });
});

test("the pixel that survives two poolings is the largest of its sixteen, the first of equals", () => {
  const network = networkOf("net n = input 4x4x1 | maxpool2 | conv3-1 | maxpool2 | fc-2");
  const rows = [
    [1, 2, 5, 6],
    [3, 4, 7, 9],
    [9, 1, 0, 0],
    [1, 1, 0, 0],
  ];
  const of = { name: "numbers", picture: numberPicture(rows), label: null };
  const [first, second] = poolTraceView(network, of, Float32Array.from(rows.flat())).pools;
  assert.deepEqual(Array.from(first!.survivors), [5, 7, 8, 10]);
  assert.deepEqual(Array.from(second!.survivors), [7]);
  assert.deepEqual([first!.height, second!.width], [2, 1]);
});

test("overlapping and padded windows keep what TensorFlow.js keeps", async () => {
  const subject = await subjectOf("input 7x7x1 | maxpool3/2 pad=1 | maxpool3/2 ceil");
  const data = pixelsOf(49);
  const { shown, values } = inputOf(subject, data);
  const view = poolTraceView(subject.network, shown);
  for (const { layer, survivors } of view.pools) {
    const [maps] = await subject.runner.fetch([{ kind: "activation", layer }], { images: values });
    assert.deepEqual(
      Array.from(survivors, (pixel) => data[pixel]),
      Array.from(maps!.data),
    );
  }
  assert.equal(view.pools.length, 2);
});

test("patches are where a filter's values are largest", async () => {
  const subject = await subjectOf("input 5x5x1 | conv1-2 linear");
  await subject.runner.writeVariable("conv1_1/kernel", Float32Array.of(1, -1));
  await subject.runner.writeVariable("conv1_1/bias", Float32Array.of(0, 0));
  const data = dataOf([5, 5, 1], 2, 30);
  const layer = layerOf(subject.network, "conv1_1");
  const view = await patchesView(subject, layer, data, { unit: 0, most: 4 });
  const largest = Array.from({ length: 30 }, (_, i) =>
    Math.max(...data.test.images.subarray(i * 25, (i + 1) * 25)),
  ).sort((a, b) => b - a);
  assert.ok(
    near(
      view.patches.map(({ value }) => value),
      largest.slice(0, 4),
      1e-6,
    ),
  );
  for (const { sample, box, value } of view.patches) {
    assert.deepEqual([box.height, box.width], [1, 1]);
    assert.ok(Math.abs(sample.picture.data[box.top * 5 + box.left]! - value) < 1e-6);
  }
  await assert.rejects(patchesView(subject, layer, data, { unit: 2 }), { about: "unit" });
});

test("gradient ascent makes a unit larger, the same way for the same seed", async () => {
  const subject = await subjectOf("input 8x8x1 | conv3-4 | maxpool2 | fc-3 | softmax");
  await subject.runner.initialize(5);
  const options = { units: [0, 2], steps: 20, seed: 3, preprocessing: null };
  const layer = layerOf(subject.network, "conv1_1");
  const [a, b] = [
    await maximizeView(subject, layer, options),
    await maximizeView(subject, layer, options),
  ];
  assert.deepEqual(a.units, b.units);
  for (const { before, after, picture } of a.units) {
    assert.ok(after > before, `${before} to ${after}`);
    assert.ok(picture.data.every((pixel) => pixel >= 0 && pixel <= 1));
  }
});

test("principal components are ml-pca's own, up to their signs", () => {
  const rows = Array.from({ length: 7 }, (_, i) => Array.from(pixelsOf(4, i + 1)));
  const { points, explained } = principal(rows);
  const model = new PCA(rows);
  const scores = model.predict(rows);
  for (const axis of [0, 1] as const) {
    const own = points.map((point) => Math.abs(point[axis]));
    const other = scores.getColumn(axis).map(Math.abs);
    assert.ok(near(own, other, 1e-6), `axis ${axis}`);
    assert.ok(Math.abs(explained![axis] - model.getExplainedVariance()[axis]!) < 1e-9);
  }
});

test("an embedding is the same for the same seed, and keeps groups apart", async () => {
  const subject = await subjectOf("input 4x4x1 | fc-3 | softmax");
  const data = dataOf([4, 4, 1], 2, 24);
  data.test.images.forEach((value, i) => {
    data.test.images[i] = Math.floor(i / 16) % 2 === 0 ? value * 0.1 : 0.9 + value * 0.1;
  });
  const layer = layerOf(subject.network, "input");
  const embed = () => embeddingView(subject, layer, data, { method: "tsne", samples: 24, seed: 2 });
  const [a, b] = [await embed(), await embed()];
  assert.deepEqual(a.points, b.points);
  const side = (label: number) => a.points.filter((point) => point.label === label);
  const centre = (label: number) =>
    [
      side(label).reduce((s, p) => s + p.x, 0) / 12,
      side(label).reduce((s, p) => s + p.y, 0) / 12,
    ] as const;
  const [one, two] = [centre(0), centre(1)];
  const far = (p: { x: number; y: number }, [x, y]: readonly [number, number]) =>
    Math.hypot(p.x - x, p.y - y);
  assert.ok(side(0).every((point) => far(point, one) < far(point, two)));
});

test("with its own statistics a batch comes out with mean beta and deviation gamma", async () => {
  const subject = await subjectOf("input 6x6x1 | conv3-1 linear | bn | gap | fc-2 | softmax");
  await subject.runner.writeVariable("bn1/gamma", Float32Array.of(2));
  await subject.runner.writeVariable("bn1/beta", Float32Array.of(-1));
  await subject.runner.writeVariable("bn1/movingMean", Float32Array.of(0.5));
  await subject.runner.writeVariable("bn1/movingVariance", Float32Array.of(4));
  const data = dataOf([6, 6, 1], 2);
  const view = await batchNormView(subject, layerOf(subject.network, "bn1"), data);
  assert.ok(near([view.training.mean, view.training.deviation], [-1, 2], 2e-3));
  const [channel] = view.channels;
  assert.ok(near([channel!.batchMean, view.before.mean], [view.before.mean, channel!.batchMean]));
  const expected = (2 * (view.before.mean - 0.5)) / Math.sqrt(4 + 1e-5) - 1;
  assert.ok(near([view.inference.mean], [expected]));
  await assert.rejects(batchNormView(subject, layerOf(subject.network, "fc1"), data), {
    code: "R107",
  });
});

test("predictions are counted over all samples, wrong ones shown first", async () => {
  const subject = await subjectOf("input 3x3x1 | fc-2 | softmax");
  await subject.runner.writeVariable("fc1/kernel", new Float32Array(18));
  await subject.runner.writeVariable("fc1/bias", Float32Array.of(1, 0));
  const view = await predictionsView(subject, dataOf([3, 3, 1], 2, 21), 8);
  assert.deepEqual([view.samples, view.wrong, view.shown.length], [21, 10, 8]);
  assert.deepEqual(
    view.shown.map(({ right }) => right),
    [false, false, false, false, true, true, true, true],
  );
  assert.ok(
    view.shown.every(
      ({ guess, sample, right }) => right === (sample.label === `class ${guess.index}`),
    ),
  );
});

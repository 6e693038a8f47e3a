import { test } from "node:test";
import assert from "node:assert/strict";
import { occlusionView } from "../../src/analysis/occlusion.js";
import { gradCamView, saliencyView } from "../../src/analysis/why.js";
import { inputOf, layerOf, near, pixelsOf, subjectOf } from "./subjects.js";

test("before a global average Grad-CAM is the class activation map (Zhou et al. 2016)", async () => {
  const subject = await subjectOf("input 6x5x2 | conv3-4 | gap | fc-3 | softmax");
  const input = inputOf(subject, pixelsOf(60));
  const view = await gradCamView(subject, layerOf(subject.network, "conv1_1"), input, 2);
  const [maps] = await subject.runner.fetch([{ kind: "activation", layer: "conv1_1" }], {
    images: input.values,
  });
  const weights = await subject.runner.readVariable("fc1/kernel");
  const plain = Array.from({ length: 30 }, (_, cell) => {
    const sum = [0, 1, 2, 3].reduce(
      (s, k) => s + weights[k * 3 + 2]! * maps!.data[cell * 4 + k]!,
      0,
    );
    return Math.max(0, sum);
  });
  const largest = Math.max(...plain);
  assert.ok(largest > 0);
  assert.ok(
    near(
      view.heat.values,
      plain.map((value) => value / largest),
    ),
  );
  assert.deepEqual([view.class.index, view.heat.height, view.heat.width], [2, 6, 5]);
});

test("the saliency of a linear classifier is the size of its weights", async () => {
  const subject = await subjectOf("input 3x4x3 | fc-2 | softmax");
  const input = inputOf(subject, pixelsOf(36));
  const view = await saliencyView(subject, input, 1, false);
  const kernel = await subject.runner.readVariable("fc1/kernel");
  const sizes = Array.from({ length: 12 }, (_, pixel) =>
    Math.max(...[0, 1, 2].map((c) => Math.abs(kernel[(pixel * 3 + c) * 2 + 1]!))),
  );
  const largest = Math.max(...sizes);
  assert.ok(
    near(
      view.heat.values,
      sizes.map((size) => size / largest),
    ),
  );
});

test("a single sigmoid has two classes, whose scores are each other's negatives", async () => {
  const subject = await subjectOf("input 3x3x1 | conv3-2 | fc-1 | sigmoid");
  const input = inputOf(subject, pixelsOf(9));
  const [none, one] = [
    await saliencyView(subject, input, 0, true),
    await saliencyView(subject, input, 1, true),
  ];
  const plain = await saliencyView(subject, input, 0, false);
  assert.ok(Math.abs(none.class.probability + one.class.probability - 1) < 1e-6);
  assert.equal(plain.class.index, 0);
  assert.notDeepEqual(none.heat.values, one.heat.values);
});

test("occlusion is the drop of the probability when a square has the picture's mean", async () => {
  const subject = await subjectOf("input 4x4x1 | conv3-3 | fc-3 | softmax");
  const data = pixelsOf(16);
  const input = inputOf(subject, data);
  const options = { class: 1, size: 2, stride: 2 };
  const view = await occlusionView(subject, input, options);
  const mean = data.reduce((a, b) => a + b, 0) / 16;
  const probability = async (values: Float32Array) => {
    const { data: out } = await subject.runner.predict({ shape: [1, 4, 4, 1], data: values });
    return out[1]!;
  };
  const whole = await probability(data);
  const expected: number[] = [];
  for (let pixel = 0; pixel < 16; pixel++) {
    const [top, left] = [Math.floor(pixel / 8) * 2, Math.floor((pixel % 4) / 2) * 2];
    const covered = data.map((value, i) => {
      const [y, x] = [Math.floor(i / 4), i % 4];
      return y >= top && y < top + 2 && x >= left && x < left + 2 ? mean : value;
    });
    expected.push(whole - (await probability(covered)));
  }
  assert.equal(view.squares, 4);
  assert.ok(near(view.heat.values, expected, 1e-5));
});

test("overlapping squares reach the edges, and pixels have the mean of their drops", async () => {
  const subject = await subjectOf("input 5x5x1 | fc-2 | softmax");
  const input = inputOf(subject, pixelsOf(25));
  const view = await occlusionView(subject, input, { class: null, size: 2, stride: 2 });
  assert.equal(view.squares, 9);
  assert.ok(view.heat.values.every((value) => Number.isFinite(value) && value !== 0));
});

test("a class that there is not, a vector, a square that is too large: refused", async () => {
  const subject = await subjectOf("input 4x4x1 | conv3-3 | fc-3 | softmax");
  const input = inputOf(subject, pixelsOf(16));
  const conv = layerOf(subject.network, "conv1_1");
  await assert.rejects(gradCamView(subject, conv, input, 3), { code: "R107", about: "class" });
  await assert.rejects(gradCamView(subject, conv, input, "cat"), /there is no class "cat"/);
  const dense = layerOf(subject.network, "fc1");
  await assert.rejects(gradCamView(subject, dense, input, 0), { code: "R107", about: "at" });
  const options = { class: 0, size: 5, stride: 1 };
  await assert.rejects(occlusionView(subject, input, options), { code: "R107", about: "size" });
});

test("a signal stops occlusion", async () => {
  const subject = await subjectOf("input 4x4x1 | fc-3 | softmax");
  const input = inputOf(subject, pixelsOf(16));
  const stopped = { ...subject, signal: AbortSignal.abort() };
  const options = { class: 0, size: 1, stride: 1 };
  await assert.rejects(occlusionView(stopped, input, options), { code: "R304" });
});

/** The native runner: dropout, precision, auxiliary heads, what it refuses, and what it frees. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Runner, Values } from "../../../src/engine/runner.js";
import { EngineError } from "../../../src/engine/engineError.js";
import type { Network } from "../../../src/network/network.js";
import { openTensorflowRunner } from "../../../src/targets/tensorflow/runner.js";
import { defaultPlan, type TrainingPlan } from "../../../src/training/plan.js";
import { openNative, skip } from "./native.js";
import { classBatch, imagesFor, networkOf, relativeError } from "./samples.js";

async function open(
  network: Network,
  changes: Partial<TrainingPlan> | null = {},
  seed = 1,
): Promise<Runner> {
  const plan = changes && { ...defaultPlan, ...changes };
  const runner = await openTensorflowRunner(network, plan, openNative);
  await runner.initialize(seed);
  return runner;
}

async function activation(runner: Runner, layer: string, images: Values, training: boolean) {
  const [value] = await runner.fetch([{ kind: "activation", layer }], { images }, training);
  return value!.data;
}

const dropping = networkOf(
  "net n = input 40x40x3 | dropout 0.3 | conv1-2 | gap | dropout 0.5 | fc-3 | softmax",
);
const ones = { shape: [4, 40, 40, 3], data: new Float32Array(4 * 4800).fill(1) };

test("dropout keeps 1 - rate of the values, scaled so that the mean stays", { skip }, async () => {
  const runner = await open(dropping);
  const values = await activation(runner, "drop1", ones, true);
  const kept = values.filter((value) => value !== 0);
  assert.ok(kept.every((value) => Math.abs(value - 1 / 0.7) < 1e-6));
  // Four deviations of a binomial: √(19200 · 0.3 · 0.7) = 63.5.
  assert.ok(Math.abs(kept.length - 0.7 * values.length) < 254, `${kept.length} kept`);
  assert.deepEqual(await activation(runner, "drop1", ones, false), ones.data);
  runner.dispose();
});

test("dropout repeats with its seed and step, and only then", { skip }, async () => {
  const batch = { images: ones, labels: Int32Array.of(0, 1, 2, 0) };
  const masks = async (seed: number) => {
    const runner = await open(dropping, { seed });
    const first = await activation(runner, "drop1", ones, true);
    const again = await activation(runner, "drop1", ones, true);
    await runner.trainStep(batch, 0);
    const next = await activation(runner, "drop1", ones, true);
    runner.dispose();
    assert.deepEqual(again, first);
    assert.notDeepEqual(next, first);
    return [first, next];
  };
  const [one, same, other] = [await masks(1), await masks(1), await masks(2)];
  assert.deepEqual(same, one);
  assert.notDeepEqual(other[0], one[0]);
});

test("bf16 agrees with float32 to its rounding, with float32 weights", { skip }, async () => {
  const network = networkOf(
    `net n = input 12x12x3 | conv3-8 bn | lrn | maxpool3/2 pad=1 | conv3-8 group=2 gelu
    | [dwconv3, conv3-8/1 dilate=2 + id] | upsample2 bilinear | conv3-8/2 mode=reflect elu | avgpool3/2 ceil | fc-16 tanh | dropout 0 | fc-5 | softmax`.replace(
      "[dwconv3, conv3-8/1 dilate=2 + id]",
      "[dwconv3 + conv3-8 dilate=2 + id]",
    ),
  );
  const [exact, rounded] = [await open(network), await open(network, { precision: "bf16" })];
  const batch = classBatch(network, 8);
  const close = async (of: (runner: Runner) => Promise<ArrayLike<number>>, tolerance: number) => {
    const error = relativeError(await of(rounded), await of(exact));
    assert.ok(error > 0 && error < tolerance, `differs by ${error}`);
  };
  await close(async (runner) => (await runner.predict(batch.images)).data, 0.03);
  await close(async (runner) => [(await runner.evaluate(batch)).loss], 0.02);
  const losses: number[][] = [];
  for (const runner of [exact, rounded]) {
    const run: number[] = [];
    for (let step = 0; step < 20; step++) run.push((await runner.trainStep(batch, 3e-3)).loss);
    losses.push(run);
  }
  assert.ok(losses[0]!.at(-1)! < losses[0]![0]! / 2);
  assert.ok(relativeError(losses[1]!, losses[0]!) < 0.05);
  exact.dispose();
  rounded.dispose();
});

test(
  "bf16 has the gradients of wide and narrow kernels within 3 % of float32's",
  { skip },
  async () => {
    const network = networkOf(
      "net n = input 60x58x2 | conv3-128 tanh | conv3-256 tanh | avgpool2 | conv3-128 tanh | avgpool5 | fc-5 | softmax",
    );
    const [exact, rounded] = [await open(network), await open(network, { precision: "bf16" })];
    const batch = classBatch(network, 4);
    const wanted = ["conv1_1", "conv1_2", "conv2_1"].map(
      (name) => ({ kind: "variableGradient", variable: `${name}/kernel` }) as const,
    );
    const expected = await exact.fetch(wanted, batch, true);
    const found = await rounded.fetch(wanted, batch, true);
    const errors = found.map(({ data }, i) => relativeError(data, expected[i]!.data));
    assert.ok(
      errors.every((error) => error > 0 && error < 0.03),
      `differ by ${errors.join()}`,
    );
    exact.dispose();
    rounded.dispose();
  },
);

test("bf16 inference computes with the weights as they are now", { skip }, async () => {
  const network = networkOf("net n = input 6x6x2 | conv3-4 | fc-3 | softmax");
  const [exact, rounded] = [await open(network), await open(network, { precision: "bf16" })];
  const batch = classBatch(network, 4);
  const agree = async () => {
    const [a, b] = [await exact.predict(batch.images), await rounded.predict(batch.images)];
    assert.ok(relativeError(b.data, a.data) < 0.03);
    return Array.from(a.data);
  };
  const before = await agree();
  for (const runner of [exact, rounded]) await runner.trainStep(batch, 0.1);
  const trained = await agree();
  const kernel = new Float32Array(6 * 6 * 4 * 3).fill(0.01);
  for (const runner of [exact, rounded]) await runner.writeVariable("fc1/kernel", kernel);
  const written = await agree();
  for (const runner of [exact, rounded]) await runner.initialize(1);
  const again = await agree();
  assert.ok(relativeError(trained, before) > 0.05 && relativeError(written, trained) > 0.05);
  assert.deepEqual(again, before);
  exact.dispose();
  rounded.dispose();
});

test("auxiliary heads count in training by their weight, not in inference", { skip }, async () => {
  const text = (weight: number) =>
    networkOf(`net n = input 5 | fc-6 | aux(weight=${weight}: fc-3 | softmax) | fc-3 | softmax`);
  const losses = async (weight: number) => {
    const network = text(weight);
    const runner = await open(network);
    const batch = classBatch(network, 4);
    const evaluated = (await runner.evaluate(batch)).loss;
    const trained = (await runner.trainStep(batch, 0)).loss;
    runner.dispose();
    return { evaluated, trained };
  };
  const [one, two] = [await losses(0.5), await losses(1)];
  assert.ok(Math.abs(one.evaluated - two.evaluated) < 1e-6);
  const head = two.trained - two.evaluated;
  assert.ok(head > 0.1 && Math.abs(one.trained - one.evaluated - head / 2) < 1e-5);
});

test("right answers are counted", { skip }, async () => {
  const network = networkOf("net n = input 3 | fc-3 nobias | softmax");
  const runner = await open(network, null);
  await runner.writeVariable("fc1/kernel", Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
  const images = { shape: [4, 3], data: Float32Array.of(9, 0, 0, 0, 9, 0, 0, 0, 9, 9, 0, 0) };
  assert.equal((await runner.evaluate({ images, labels: Int32Array.of(0, 1, 0, 0) })).correct, 3);
  runner.dispose();
});

test("what TensorFlow fuses gives what its parts give", { skip }, async () => {
  const activations = "relu leakyrelu elu gelu sigmoid tanh linear".split(" ");
  const stages = ["conv3-4", "conv3-4 bn", "dwconv3 bn", "conv3-4 group=2 bn", "fc-4", "fc-4 bn"];
  for (const stage of stages.flatMap((one) => activations.map((name) => `${one} ${name}`))) {
    const network = networkOf(`net n = input 6x6x4 | ${stage} | fc-3 | softmax`);
    const runner = await open(network, null);
    const { images } = classBatch(network, 2);
    const what = network.layers.map(({ name }) => ({ kind: "activation", layer: name }) as const);
    const parts = await runner.fetch(what, { images });
    const whole = await runner.predict(images);
    assert.ok(relativeError(whole.data, parts.at(-1)!.data) < 1e-5, stage);
    runner.dispose();
  }
});

test("what a ceil window reaches beyond the map is left out of its average", { skip }, async () => {
  const network = networkOf("net n = input 4x4x1 | avgpool3/2 ceil");
  const runner = await open(network, null);
  const images = { shape: [1, 4, 4, 1], data: Float32Array.from({ length: 16 }, (_, i) => i) };
  const { data } = await runner.predict(images);
  assert.ok(relativeError(data, [5, 6.5, 11, 12.5]) < 1e-6);
  runner.dispose();
});

const plain = networkOf("net plain = input 4x4x1 | conv3-2 as _first | fc-3 | softmax");
const good = classBatch(plain, 2);

test("what does not fit is refused before TensorFlow sees it", { skip }, async () => {
  const runner = await open(plain);
  const images = imagesFor(plain, 2);
  const wrong: readonly (readonly [() => Promise<unknown>, RegExp])[] = [
    [
      () => runner.predict({ ...images, shape: [2, 2, 8, 1] }),
      /takes images of 4×4×1; received 2×8×1/,
    ],
    [() => runner.predict({ shape: [0, 4, 4, 1], data: new Float32Array() }), /at least one image/],
    [() => runner.predict({ ...images, shape: [3, 4, 4, 1] }), /has 48 values; received 32/],
    [
      () => runner.trainStep({ images, labels: Int32Array.of(1) }, 1),
      /2 images need 2 labels .* received 1/,
    ],
    [() => runner.evaluate({ images, labels: Int32Array.of(1, 3) }), /from 0 to 2; received 3/],
    [() => runner.evaluate({ images, labels: Float32Array.of(1, 0.5) }), /received 0.5/],
    [() => runner.fetch([{ kind: "activationGradient", layer: "fc1" }], { images }), /need labels/],
    [() => runner.fetch([{ kind: "activation", layer: "fc9" }], { images }), /no layer fc9/],
    [() => runner.readVariable("fc9/kernel"), /no variable fc9\/kernel/],
    [() => runner.writeVariable("fc1/bias", new Float32Array(4)), /holds 3 values .* received 4/],
  ];
  for (const [call, message] of wrong) await assert.rejects(call, { name: "RangeError", message });
  assert.ok((await runner.trainStep(good, 0.1)).loss > 0);
  runner.dispose();
  await assert.rejects(runner.predict(images), /plain has been disposed/);
});

test("a network without values, or without a plan, says so", { skip }, async () => {
  const empty = await openTensorflowRunner(plain, null, openNative);
  await assert.rejects(empty.predict(good.images), {
    name: "EngineError",
    message: /variable \S+ of plain has no value yet/,
  });
  await assert.rejects(empty.trainStep(good, 1), /without a training plan/);
  await assert.rejects(
    empty.fetch([{ kind: "activation", layer: "fc1" }], good, true),
    /without a training plan/,
  );
  empty.dispose();
});

test("an error of TensorFlow names the layer that it comes from", { skip }, async () => {
  const message = "boom\n\t [[{{node ._first/training/gradient/Conv2DBackpropFilter}}]]";
  const fail = () => {
    throw new EngineError(message);
  };
  const broken = () => ({ run: fail, hold: fail, dispose: () => undefined });
  const runner = await openTensorflowRunner(plain, defaultPlan, broken);
  await assert.rejects(runner.predict(good.images), {
    name: "EngineError",
    message: "layer _first of plain: boom",
  });
});

test("every activation and gradient is there under its layer's name", { skip }, async () => {
  const network = networkOf("net n = input 6x6x1 | conv3-2 | maxpool2 | fc-4 | fc-3 | softmax");
  const runner = await open(network, null);
  const batch = classBatch(network, 3);
  for (const kind of ["activation", "activationGradient"] as const) {
    const what = network.layers.map(({ name }) => ({ kind, layer: name }));
    const values = await runner.fetch(what, batch);
    values.forEach(({ shape, data }, i) => {
      assert.deepEqual(shape, [3, ...network.layers[i]!.outputShape]);
      assert.ok(
        data.some((value) => value !== 0),
        `${kind} of ${network.layers[i]!.name}`,
      );
    });
  }
  const images = batch.images;
  const [first] = await runner.fetch([{ kind: "activation", layer: "input" }], { images });
  assert.deepEqual(first!.data, images.data);
  runner.dispose();
});

test(
  "a softmax folded into the loss still has a gradient: -1/(N·p) at the label",
  { skip },
  async () => {
    const network = networkOf("net n = input 3 | fc-3 | softmax");
    const runner = await open(network, null);
    const batch = classBatch(network, 2);
    const { data } = await runner.predict(batch.images);
    const [slope] = await runner.fetch([{ kind: "activationGradient", layer: "softmax1" }], batch);
    const expected = Array.from(data, (p, i) =>
      batch.labels[Math.floor(i / 3)] === i % 3 ? -1 / (2 * p) : 0,
    );
    assert.ok(relativeError(slope!.data, expected) < 1e-5);
    runner.dispose();
  },
);

test("100 rounds of build, train, dispose keep resident memory flat", { skip }, async () => {
  const network = networkOf(
    "net n = input 16x16x3 | conv3-16 x2 | maxpool2 | fc-256 | fc-10 | softmax",
  );
  const batch = classBatch(network, 16);
  const round = async () => {
    const runner = await open(network);
    await runner.trainStep(batch, 1e-3);
    runner.dispose();
  };
  for (let i = 0; i < 40; i++) await round();
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 60; i++) await round();
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  // A round's variables and slots are 12 MB, so a leak of them would be 720.
  assert.ok(grown < 100, `${Math.round(grown)} MB more`);
});

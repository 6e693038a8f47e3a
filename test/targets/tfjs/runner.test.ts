import { test } from "node:test";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { Fetch } from "../../../src/engine/runner.js";
import { networkVariables } from "../../../src/network/variables.js";
import { openTfjsRunner } from "../../../src/targets/tfjs/runner.js";
import { defaultPlan, optimizer } from "../../../src/training/plan.js";
import { classes, difference, fed, imagesFor, mean, networkOf, samples, using } from "./samples.js";

const classifier =
  "input 6x6x2 | conv3-4 | bn | maxpool2 | dropout 0.5 | conv3-6 bn | fc-5 l2=1e-3 | fc-3 | softmax";

test("wasm and js train alike, drop-out included", async () => {
  const network = networkOf(classifier);
  const after: Float32Array[][] = [];
  for (const backend of ["wasm", "js"] as const) {
    await using(
      network,
      { seed: 5 },
      async (runner) => {
        const batch = { images: fed(imagesFor(network, samples)), labels: classes(network) };
        for (let step = 0; step < 5; step++) await runner.trainStep(batch, 0.01);
        const names = networkVariables(network).map(({ name }) => name);
        after.push(await Promise.all(names.map((name) => runner.readVariable(name))));
      },
      backend,
    );
  }
  after[0]!.forEach((values, i) => assert.ok(difference(values, after[1]![i]!) < 1e-3));
});

test("moving statistics go towards the batch's, with its unbiased variance", async () => {
  const network = networkOf("input 2x2x3 | bn momentum=0.8 | gap | softmax");
  await using(network, {}, async (runner, variables) => {
    const images = imagesFor(network, samples);
    await runner.trainStep({ images: fed(images), labels: classes(network) }, 0.1);
    for (let c = 0; c < 3; c++) {
      const own = Array.from(images.data).filter((_, i) => i % 3 === c);
      const centre = mean(own);
      const variance = own.reduce((sum, v) => sum + (v - centre) ** 2, 0) / (own.length - 1);
      for (const [role, now] of [
        ["movingMean", centre],
        ["movingVariance", variance],
      ] as const) {
        const expected = 0.8 * variables.get(`bn1/${role}`)![c]! + 0.2 * now;
        const found = (await runner.readVariable(`bn1/${role}`))[c]!;
        assert.ok(Math.abs(found - expected) < 1e-5, role);
      }
    }
  });
});

test("frozen layers stay as they are and normalise with their moving statistics", async () => {
  const network = networkOf("input 4x4x2 | conv3-3 bn | conv3-3 bn | gap | fc-3 | softmax");
  await using(network, { frozen: ["conv1_1"] }, async (runner, variables) => {
    const batch = { images: fed(imagesFor(network, samples)), labels: classes(network) };
    const what: readonly Fetch[] = [{ kind: "activation", layer: "conv1_1" }];
    const [inference] = await runner.fetch(what, batch, false);
    const [training] = await runner.fetch(what, batch, true);
    assert.deepEqual(training!.data, inference!.data);
    await runner.trainStep(batch, 0.1);
    for (const [name, data] of variables) {
      const same = difference(await runner.readVariable(name), data) === 0;
      assert.equal(same, name.startsWith("conv1_1/"), name);
    }
    assert.ok(runner.optimizerVariables().every(({ name }) => !name.startsWith("conv1_1/")));
  });
});

test("drop-out drops its share, makes the rest larger, and follows seed and step", async () => {
  const network = networkOf("input 50x40x2 | dropout 0.3 | gap | softmax");
  const images = { shape: [1, 50, 40, 2], data: new Float32Array(4000).fill(1) };
  const batch = { images, labels: Int32Array.of(1) };
  const what: readonly Fetch[] = [{ kind: "activation", layer: "drop1" }];
  const draws: Float32Array[] = [];
  for (const seed of [1, 1, 2]) {
    await using(network, { seed }, async (runner) => {
      draws.push((await runner.fetch(what, batch, true))[0]!.data);
      await runner.trainStep(batch, 0.1);
      draws.push((await runner.fetch(what, batch, true))[0]!.data);
    });
  }
  const [a, later, again, , other] = draws as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const dropped = a.filter((value) => value === 0).length / a.length;
  assert.ok(Math.abs(dropped - 0.3) < 0.03);
  assert.ok(a.every((value) => value === 0 || Math.abs(value - 1 / 0.7) < 1e-6));
  assert.deepEqual(a, again);
  assert.notDeepEqual(a, later);
  assert.notDeepEqual(a, other);
});

test("looking changes nothing", async () => {
  const network = networkOf(classifier);
  await using(network, {}, async (runner, variables) => {
    const batch = { images: fed(imagesFor(network, samples)), labels: classes(network) };
    const what = network.layers.flatMap(({ name: layer }): Fetch[] => [
      { kind: "activation", layer },
      { kind: "activationGradient", layer },
    ]);
    const before = tf.memory().numTensors;
    await runner.fetch(what, batch, true);
    await runner.evaluate(batch);
    await runner.predict(batch.images);
    assert.equal(tf.memory().numTensors, before);
    for (const [name, data] of variables) {
      assert.equal(difference(await runner.readVariable(name), data), 0, name);
    }
  });
});

test("the same seed draws the same weights, and clears what the optimiser kept", async () => {
  const network = networkOf(classifier);
  await using(network, {}, async (runner) => {
    const batch = { images: fed(imagesFor(network, samples)), labels: classes(network) };
    const read = () => runner.readVariable("conv1_1/kernel");
    await runner.initialize(1);
    const first = await read();
    await runner.trainStep(batch, 0.1);
    assert.notDeepEqual(await read(), first);
    await runner.initialize(1);
    assert.deepEqual(await read(), first);
    assert.deepEqual(await runner.readVariable("step"), Float32Array.of(0));
    assert.ok((await runner.readVariable("conv1_1/kernel/m")).every((value) => value === 0));
    await runner.initialize(2);
    assert.notDeepEqual(await read(), first);
  });
});

test("values that are read or written are copies", async () => {
  const network = networkOf("input 3 | fc-2 nobias");
  for (const backend of ["wasm", "js"] as const) {
    await using(
      network,
      {},
      async (runner) => {
        const data = new Float32Array(6).fill(1);
        await runner.writeVariable("fc1/kernel", data);
        data.fill(2);
        (await runner.readVariable("fc1/kernel")).fill(3);
        assert.deepEqual(await runner.readVariable("fc1/kernel"), new Float32Array(6).fill(1));
      },
      backend,
    );
  }
});

test("bad input is refused with what was expected and what was received", async () => {
  const network = networkOf("input 4x4x2 | fc-3 | softmax");
  const images = { shape: [2, 4, 4, 2], data: new Float32Array(64) };
  const labels = Int32Array.of(0, 1);
  await using(network, {}, async (runner) => {
    const wrong: readonly (readonly [() => Promise<unknown>, RegExp])[] = [
      [
        () => runner.predict({ ...images, shape: [2, 4, 2, 4] }),
        /takes images of 4×4×2; received 4×2×4/,
      ],
      [
        () => runner.predict({ shape: [0, 4, 4, 2], data: new Float32Array() }),
        /at least one image/,
      ],
      [
        () => runner.predict({ ...images, data: new Float32Array(60) }),
        /has 64 values; received 60/,
      ],
      [
        () => runner.trainStep({ images, labels: Int32Array.of(0) }, 1),
        /need 2 labels .*; received 1/,
      ],
      [
        () => runner.trainStep({ images, labels: Int32Array.of(0, 3) }, 1),
        /from 0 to 2; received 3/,
      ],
      [() => runner.fetch([{ kind: "activation", layer: "x" }], { images }), /no layer x/],
      [
        () => runner.fetch([{ kind: "activationGradient", layer: "fc1" }], { images }),
        /need labels/,
      ],
      [() => runner.readVariable("fc1/x"), /no variable fc1\/x/],
      [() => runner.writeVariable("fc1/bias", new Float32Array(2)), /holds 3 values; received 2/],
    ];
    for (const [call, message] of wrong) await assert.rejects(call(), message);
    assert.ok(Number.isFinite((await runner.trainStep({ images, labels }, 1)).loss));
  });
  await using(network, null, async (runner) => {
    assert.deepEqual(runner.optimizerVariables(), []);
    await assert.rejects(runner.trainStep({ images, labels }, 1), /without a training plan/);
    runner.dispose();
    await assert.rejects(runner.predict(images), /has been disposed/);
  });
});

test("a hundred rounds of build, train and dispose leave nothing behind", async () => {
  const network = networkOf(classifier);
  const batch = { images: fed(imagesFor(network, samples)), labels: classes(network) };
  const before = tf.memory();
  for (let round = 0; round < 100; round++) {
    const plan = { ...defaultPlan, optimizer: optimizer("adamw"), accumulate: 2, clipNorm: 1 };
    const runner = await openTfjsRunner(network, plan, "wasm");
    await runner.initialize(round);
    await runner.trainStep(batch, 0.01);
    await runner.trainStep(batch, 0.01);
    runner.dispose();
  }
  const after = tf.memory();
  assert.equal(after.numTensors, before.numTensors);
  assert.equal(after.numBytes, before.numBytes);
});

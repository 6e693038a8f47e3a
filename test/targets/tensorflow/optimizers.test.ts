/** Each optimiser against its formula, worked out here in float64 from the gradients that the graph gives. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LabelledBatch, Runner } from "../../../src/engine/runner.js";
import { networkVariables } from "../../../src/network/variables.js";
import { openTensorflowRunner } from "../../../src/targets/tensorflow/runner.js";
import {
  defaultPlan,
  optimizer,
  type OptimizerName,
  type TrainingPlan,
} from "../../../src/training/plan.js";
import { openNative, skip } from "./native.js";
import { classBatch, networkOf, relativeError } from "./samples.js";

const network = networkOf(
  "net n = input 6x6x2 | conv3-4 l2=0.1 | conv3-4/2 bn | fc-5 l2=0.05 | softmax",
);
const trainable = networkVariables(network).filter((variable) => variable.trainable);
const batch = classBatch(network, 6);
const rate = 0.01;

/** What is kept for one value. */
type Kept = number[];

type Rule = (w: number, g: number, kept: Kept, count: number) => readonly [number, Kept];

function adam(decay: number): Rule {
  return (w, g, [m = 0, v = 0], count) => {
    const [first, second] = [0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g * g];
    const corrected = (rate * Math.sqrt(1 - 0.99 ** count)) / (1 - 0.9 ** count);
    const change = (corrected * first) / (Math.sqrt(second) + 1e-4);
    return [w - rate * decay * w - change, [first, second]];
  };
}

const rules: Readonly<Record<OptimizerName, Rule>> = {
  sgd: (w, g) => [w - rate * g, []],
  momentum: (w, g, [a = 0]) => [w - rate * (0.8 * a + g), [0.8 * a + g]],
  nesterov: (w, g, [a = 0]) => [w - rate * (g + 0.8 * (0.8 * a + g)), [0.8 * a + g]],
  rmsprop(w, g, [s = 0]) {
    const square = 0.7 * s + 0.3 * g * g;
    return [w - (rate * g) / Math.sqrt(square + 1e-4), [square]];
  },
  adam: adam(0),
  adamw: adam(0.3),
};

const settings = { momentum: 0.8, rho: 0.7, beta2: 0.99, epsilon: 1e-4, weightDecay: 0.3 };

async function open(changes: Partial<TrainingPlan>): Promise<Runner> {
  const runner = await openTensorflowRunner(network, { ...defaultPlan, ...changes }, openNative);
  await runner.initialize(2);
  return runner;
}

async function gradientsOf(runner: Runner, of: LabelledBatch = batch): Promise<Float32Array[]> {
  const what = trainable.map(({ name }) => ({ kind: "variableGradient", variable: name }) as const);
  return (await runner.fetch(what, of, true)).map(({ data }) => data);
}

async function valuesOf(runner: Runner): Promise<Float32Array[]> {
  return Promise.all(trainable.map(({ name }) => runner.readVariable(name)));
}

for (const name of Object.keys(rules) as OptimizerName[]) {
  test(`four steps of ${name} follow its formula`, { skip }, async () => {
    const runner = await open({ optimizer: optimizer(name, settings) });
    const kept = new Map<string, Kept>();
    for (let count = 1; count <= 4; count++) {
      const [before, slopes] = [await valuesOf(runner), await gradientsOf(runner)];
      await runner.trainStep(batch, rate);
      const after = await valuesOf(runner);
      trainable.forEach((variable, i) => {
        const decay = name === "adamw" && variable.role !== "kernel" ? adam(0) : rules[name];
        const expected = Array.from(before[i]!, (w, j) => {
          const key = `${variable.name} ${j}`;
          const [next, state] = decay(
            w,
            slopes[i]![j]! + variable.l2 * w,
            kept.get(key) ?? [],
            count,
          );
          kept.set(key, state);
          return next;
        });
        assert.ok(relativeError(after[i]!, expected) < 1e-5, `${variable.name}, step ${count}`);
      });
    }
    runner.dispose();
  });
}

test("gradients are scaled down together to the global norm", { skip }, async () => {
  const runner = await open({ optimizer: optimizer("sgd"), clipNorm: 0.05 });
  const [before, slopes] = [await valuesOf(runner), await gradientsOf(runner)];
  await runner.trainStep(batch, rate);
  const after = await valuesOf(runner);
  const penalised = trainable.map(({ l2 }, i) =>
    Array.from(slopes[i]!, (g, j) => g + l2 * before[i]![j]!),
  );
  const norm = Math.sqrt(penalised.flat().reduce((sum, g) => sum + g * g, 0));
  assert.ok(norm > 0.05);
  const moved = after.flatMap((value, i) => Array.from(value, (w, j) => before[i]![j]! - w));
  const expected = penalised.flat().map((g) => (rate * g * 0.05) / norm);
  assert.ok(relativeError(moved, expected) < 1e-3);
  runner.dispose();
});

test(
  "two accumulated batches make one update with the mean of their gradients",
  { skip },
  async () => {
    const changes = { optimizer: optimizer("momentum"), accumulate: 2 };
    const runner = await open(changes);
    const other = { ...batch, labels: Int32Array.from(batch.labels).reverse() };
    for (let round = 1; round <= 2; round++) {
      const before = await valuesOf(runner);
      const first = await gradientsOf(runner);
      await runner.trainStep(batch, rate);
      assert.deepEqual(await valuesOf(runner), before);
      const second = await gradientsOf(runner, other);
      await runner.trainStep(other, rate);
      if (round === 1) {
        const after = await valuesOf(runner);
        trainable.forEach(({ l2 }, i) => {
          const expected = Array.from(before[i]!, (w, j) => {
            return w - rate * ((first[i]![j]! + second[i]![j]!) / 2 + l2 * w);
          });
          assert.ok(relativeError(after[i]!, expected) < 1e-5);
        });
      }
    }
    assert.deepEqual(await runner.readVariable("step"), Float32Array.of(4));
    runner.dispose();
  },
);

test("a run goes on from its variables as if it had not stopped", { skip }, async () => {
  const changes = { optimizer: optimizer("adam"), accumulate: 2 };
  const [whole, part] = [await open(changes), await open(changes)];
  for (let step = 0; step < 3; step++) {
    await whole.trainStep(batch, rate);
    await part.trainStep(batch, rate);
  }
  const resumed = await openTensorflowRunner(network, { ...defaultPlan, ...changes }, openNative);
  const names = [...networkVariables(network), ...part.optimizerVariables()].map(
    ({ name }) => name,
  );
  for (const name of names) await resumed.writeVariable(name, await part.readVariable(name));
  await whole.trainStep(batch, rate);
  await resumed.trainStep(batch, rate);
  assert.deepEqual(await valuesOf(resumed), await valuesOf(whole));
  for (const runner of [whole, part, resumed]) runner.dispose();
});

test(
  "frozen layers keep their variables and moving statistics; the rest learns",
  { skip },
  async () => {
    const [, frozen] = network.layers.slice(1).map(({ name }) => name);
    const runner = await open({ frozen: [frozen!] });
    const names = networkVariables(network).map(({ name }) => name);
    const read = async () =>
      new Map(
        await Promise.all(names.map(async (n) => [n, await runner.readVariable(n)] as const)),
      );
    const before = await read();
    await runner.trainStep(batch, rate);
    const after = await read();
    for (const name of names) {
      const same = relativeError(after.get(name)!, before.get(name)!) === 0;
      assert.equal(same, name.startsWith(`${frozen!}/`), name);
    }
    assert.ok(!runner.optimizerVariables().some(({ name }) => name.startsWith(frozen!)));
    const one = { kind: "activation", layer: frozen! } as const;
    const [training] = await runner.fetch([one], batch, true);
    const [inference] = await runner.fetch([one], batch, false);
    assert.ok(relativeError(training!.data, inference!.data) < 1e-6);
    runner.dispose();
  },
);

import { test } from "node:test";
import assert from "node:assert/strict";
import type { Runner } from "../../../src/engine/runner.js";
import { openTfjsRunner } from "../../../src/targets/tfjs/runner.js";
import {
  defaultPlan,
  optimizer,
  type OptimizerName,
  type TrainingPlan,
} from "../../../src/training/plan.js";
import { difference, networkOf, normals } from "./samples.js";

/**
 * The rules written out by hand, one weight at a time. With mse, one sample, one input of 1 and a dense layer the
 * gradient at weight i is 2/n·(w_i − t_i).
 */
const units = 6;
const network = networkOf(`input 1 | fc-${units} nobias linear l2=0.1`);
const images = { shape: [1, 1], data: Float32Array.of(1) };
const name = "fc1/kernel";

interface Kept {
  a: number;
  b: number;
}

type Rule = (w: number, g: number, kept: Kept, rate: number, t: number) => number;

const rules: Readonly<Record<OptimizerName, Rule>> = {
  sgd: (w, g, _, rate) => w - rate * g,
  momentum(w, g, kept, rate) {
    kept.a = 0.9 * kept.a + g;
    return w - rate * kept.a;
  },
  nesterov(w, g, kept, rate) {
    kept.a = 0.9 * kept.a + g;
    return w - rate * (g + 0.9 * kept.a);
  },
  rmsprop(w, g, kept, rate) {
    kept.a = 0.9 * kept.a + 0.1 * g * g;
    return w - (rate * g) / Math.sqrt(kept.a + 1e-3);
  },
  adam: (w, g, kept, rate, t) => w - adamStep(g, kept, rate, t),
  adamw: (w, g, kept, rate, t) => w - rate * 0.05 * w - adamStep(g, kept, rate, t),
};

function adamStep(g: number, kept: Kept, rate: number, t: number): number {
  kept.a = 0.9 * kept.a + 0.1 * g;
  kept.b = 0.999 * kept.b + 0.001 * g * g;
  const corrected = (rate * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
  return (corrected * kept.a) / (Math.sqrt(kept.b) + 1e-3);
}

const start = Array.from(normals(units, 1));
const targetsOf = (step: number) => Array.from(normals(units, 100 + step));

function planOf(name: OptimizerName, changes: Partial<TrainingPlan> = {}): TrainingPlan {
  const options = { epsilon: 1e-3, weightDecay: 0.05 };
  return { ...defaultPlan, loss: "mse", optimizer: optimizer(name, options), ...changes };
}

/** Weights after updates that each take the gradients of some steps. */
function expected(rule: Rule, updates: readonly (readonly number[])[], norm = Infinity): number[] {
  const weights = [...start];
  const kept = weights.map(() => ({ a: 0, b: 0 }));
  updates.forEach((steps, update) => {
    const gradients = weights.map((w, i) => {
      const each = steps.map((step) => (2 / units) * (w - targetsOf(step)[i]!) + 0.1 * w);
      return each.reduce((a, b) => a + b, 0) / steps.length;
    });
    const whole = Math.hypot(...gradients);
    const factor = norm / Math.max(norm, whole);
    weights.forEach((w, i) => {
      const gradient = norm === Infinity ? gradients[i]! : gradients[i]! * factor;
      weights[i] = rule(w, gradient, kept[i]!, 0.1, update + 1);
    });
  });
  return weights;
}

async function trained(plan: TrainingPlan, steps: number): Promise<Float32Array> {
  const runner = await openTfjsRunner(network, plan, "wasm");
  try {
    await runner.writeVariable(name, Float32Array.from(start));
    for (let step = 0; step < steps; step++) await train(runner, step);
    return await runner.readVariable(name);
  } finally {
    runner.dispose();
  }
}

function train(runner: Runner, step: number) {
  const labels = Float32Array.from(targetsOf(step));
  return runner.trainStep({ images, labels }, 0.1);
}

for (const [optimizerName, rule] of Object.entries(rules) as [OptimizerName, Rule][]) {
  test(`${optimizerName} follows its rule, with the l2 penalty in the gradient`, async () => {
    const weights = await trained(planOf(optimizerName), 4);
    assert.ok(difference(weights, expected(rule, [[0], [1], [2], [3]])) < 1e-5);
  });
}

test("gradients are clipped to their global norm", async () => {
  const weights = await trained(planOf("sgd", { clipNorm: 0.2 }), 3);
  assert.ok(difference(weights, expected(rules.sgd, [[0], [1], [2]], 0.2)) < 1e-6);
});

test("accumulated batches give one update with their mean gradient", async () => {
  const weights = await trained(planOf("adam", { accumulate: 2 }), 5);
  assert.ok(
    difference(
      weights,
      expected(rules.adam, [
        [0, 1],
        [2, 3],
      ]),
    ) < 1e-5,
  );
});

test("what the optimiser keeps can be carried to another runner", async () => {
  const plan = planOf("adam", { accumulate: 3 });
  const first = await openTfjsRunner(network, plan, "wasm");
  const second = await openTfjsRunner(network, plan, "js");
  try {
    await first.writeVariable(name, Float32Array.from(start));
    for (let step = 0; step < 5; step++) await train(first, step);
    const kept = first.optimizerVariables();
    assert.deepEqual(
      kept.map((one) => one.name),
      ["step", `${name}/m`, `${name}/v`, `${name}/accumulated`],
    );
    for (const one of [name, ...kept.map((variable) => variable.name)]) {
      await second.writeVariable(one, await first.readVariable(one));
    }
    await train(first, 5);
    await train(second, 5);
    const [a, b] = [await first.readVariable(name), await second.readVariable(name)];
    assert.ok(difference(a, b) < 1e-6);
    assert.ok(
      difference(
        a,
        expected(rules.adam, [
          [0, 1, 2],
          [3, 4, 5],
        ]),
      ) < 1e-5,
    );
  } finally {
    first.dispose();
    second.dispose();
  }
});

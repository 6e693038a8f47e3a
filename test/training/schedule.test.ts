import { test } from "node:test";
import assert from "node:assert/strict";
import { learningRateAt, type Schedule } from "../../src/training/schedule.js";

const base: Schedule = { name: "constant", learningRate: 0.1, warmup: 0, every: 2, factor: 0.5 };

function rates(schedule: Partial<Schedule>, steps: number): readonly number[] {
  return Array.from({ length: steps }, (_, step) => {
    const position = { step, stepsPerEpoch: 2, total: steps };
    return Number(learningRateAt({ ...base, ...schedule }, position).toFixed(6));
  });
}

test("schedules by step", () => {
  assert.deepEqual(rates({}, 3), [0.1, 0.1, 0.1]);
  assert.deepEqual(rates({ name: "step" }, 6), [0.1, 0.1, 0.1, 0.1, 0.05, 0.05]);
  assert.deepEqual(rates({ name: "cosine" }, 4), [0.1, 0.085355, 0.05, 0.014645]);
});

test("warm-up rises in a line, and the schedule begins behind it", () => {
  assert.deepEqual(rates({ warmup: 4 }, 6), [0.025, 0.05, 0.075, 0.1, 0.1, 0.1]);
  assert.deepEqual(rates({ name: "cosine", warmup: 2 }, 4), [0.05, 0.1, 0.1, 0.05]);
});

import { test } from "node:test";
import assert from "node:assert/strict";
import type { StepEvent, TrainingEvent } from "../../src/training/events.js";
import { curveChart } from "../../src/views/terminalCurve.js";
import { advance, duration, noProgress, progressLine } from "../../src/views/terminalProgress.js";
import { condense, sparkline } from "../../src/views/terminalSparkline.js";

test("a sparkline goes from the lowest to the highest", () => {
  assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8), "▁▂▃▄▅▆▇█");
  assert.equal(sparkline([9, 9, 3, 3], 2), "▁▁");
  assert.equal(sparkline([], 5), "");
  assert.deepEqual(condense([1, 3, 5, 7], 2), [2, 6]);
});

function step(number: number): StepEvent {
  return {
    kind: "step",
    epoch: 2,
    step: number,
    loss: 1 / number,
    accuracy: 0.5,
    epochLoss: 0.25,
    epochAccuracy: 0.91,
    learningRate: 1e-3,
    samples: number * 64,
    seconds: number / 50,
  };
}

const begin: TrainingEvent = {
  kind: "begin",
  engine: "wasm",
  epochs: 4,
  stepsPerEpoch: 100,
  samples: 6400,
  step: 0,
};
const progress = [begin, ...[1, 50, 100].map(step)].reduce(advance, noProgress);

test("the progress line has all of it where there is room, and never wraps", () => {
  assert.equal(
    progressLine(progress, 120),
    "epoch 2/4  ████░░░░░░░░░░░░  loss 0.250  accuracy 91.0 %  6 s left  50.0 steps/s  3,200 images/s  █▁▁",
  );
  for (const columns of [20, 40, 60, 80, 100, 120]) {
    assert.ok(progressLine(progress, columns).length < columns);
  }
  assert.equal(progressLine(noProgress, 80), "");
});

test("durations", () => {
  assert.deepEqual([0.4, 59, 61, 3599, 3600, 9000].map(duration), [
    "0.4 s",
    "59 s",
    "1:01 min",
    "59:59 min",
    "1:00 h",
    "2:30 h",
  ]);
});

test("a curve in nine rows", () => {
  const chart = curveChart([{ name: "loss", values: [2, 1, 0.5, 0.25] }], {
    title: "run",
    columns: 40,
  });
  assert.equal(
    chart,
    [
      "      run: ● loss",
      " 2.00│●",
      "     │",
      "     │",
      "     │",
      " 1.00│    ●",
      "     │",
      "     │        ●",
      "     │            ●",
      " 0.00│",
      "     └────────────────",
      "      1        epoch 4",
    ].join("\n"),
  );
});

test("many epochs are brought to the width; one, or equal ones, draw too", () => {
  const values = Array.from({ length: 1000 }, (_, i) => 1 / (i + 1));
  for (const curve of [values, [1], [0, 0, 0]]) {
    const lines = curveChart([{ name: "a", values: curve }], { title: "t", columns: 60 }).split(
      "\n",
    );
    assert.ok(lines.every((line) => line.length <= 60));
    assert.ok(lines.slice(1).join("").includes("●"));
  }
});

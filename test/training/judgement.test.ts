import { test } from "node:test";
import assert from "node:assert/strict";
import { judge } from "../../src/training/judgement.js";

test("figures for each class, what is taken for what, and the worst mistakes", () => {
  const judging = judge(3, [1, 2]);
  judging.see(0, 0, [0.6, 0.3, 0.1]);
  judging.see(1, 0, [0.2, 0.7, 0.1]);
  judging.see(2, 1, [0.1, 0.9, 0]);
  judging.see(3, 1, [0.9, 0, 0.1]);
  const { classes, confusion, worst, topErrors } = judging.judgement();
  assert.deepEqual(confusion, [
    [1, 1, 0],
    [1, 1, 0],
    [0, 0, 0],
  ]);
  assert.deepEqual(classes, [
    { samples: 2, correct: 1, accuracy: 0.5, precision: 0.5 },
    { samples: 2, correct: 1, accuracy: 0.5, precision: 0.5 },
    { samples: 0, correct: 0, accuracy: null, precision: null },
  ]);
  assert.deepEqual(
    worst.map(({ index, label, guess, probability }) => [index, label, guess, probability]),
    [
      [3, 1, 0, 0],
      [1, 0, 1, 0.2],
    ],
  );
  assert.deepEqual(
    [...topErrors],
    [
      [1, 0.5],
      [2, 0.25],
    ],
  );
});

test("ten mistakes are kept, those of the smallest probabilities", () => {
  const judging = judge(2, []);
  for (let i = 0; i < 50; i++) judging.see(i, 0, [((i * 7) % 50) / 100, 0.6]);
  assert.deepEqual(
    judging.judgement().worst.map(({ probability }) => probability),
    Array.from({ length: 10 }, (_, i) => i / 100),
  );
});

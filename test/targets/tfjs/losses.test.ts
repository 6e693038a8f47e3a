import { test } from "node:test";
import assert from "node:assert/strict";
import type { Fetch, LabelledBatch } from "../../../src/engine/runner.js";
import { networkVariables, sizeOf } from "../../../src/network/variables.js";
import { evaluate, type Batch } from "./reference.js";
import {
  classes,
  difference,
  fed,
  imagesFor,
  mean,
  networkOf,
  samples,
  targets,
  using,
} from "./samples.js";

type Labels = LabelledBatch["labels"];

/** Losses of probabilities by their definition. */
const losses = {
  crossentropy(p: Batch, labels: Labels) {
    const width = p.shape.at(-1)!;
    return Array.from(labels, (label, row) => -Math.log(p.data[row * width + label]!));
  },
  binarycrossentropy: (p: Batch, labels: Labels) =>
    Array.from(labels, (t, i) => -Math.log(t === 1 ? p.data[i]! : 1 - p.data[i]!)),
};

interface LossCase {
  readonly stages: string;
  readonly loss: keyof typeof losses;
}

const lossCases: readonly LossCase[] = [
  { stages: "input 4x4x2 | conv3-3 | fc-5 | softmax", loss: "crossentropy" },
  { stages: "input 4x4x2 | conv3-3 | fc-5 softmax", loss: "crossentropy" },
  { stages: "input 4x4x2 | conv3-3 | conv1-4 | softmax", loss: "crossentropy" },
  { stages: "input 4x4x2 | conv4-3 pad=valid | softmax | flatten", loss: "crossentropy" },
  { stages: "input 4x4x2 | fc-1 | sigmoid", loss: "binarycrossentropy" },
  { stages: "input 4x4x2 | fc-1 | softmax", loss: "crossentropy" },
  { stages: "input 4x4x2 | conv3-3 | fc-3 sigmoid", loss: "binarycrossentropy" },
  {
    stages:
      "input 4x4x2 | conv3-3 tanh | aux(weight=0.3: gap | fc-3 | softmax) | conv3-3 bn | gap | fc-3 | softmax",
    loss: "crossentropy",
  },
];

for (const { stages, loss } of lossCases) {
  test(`${loss}: ${stages}`, async () => {
    const network = networkOf(stages);
    await using(network, { loss: "crossentropy" }, async (runner, variables) => {
      const images = imagesFor(network, samples);
      const labels = loss === "crossentropy" ? classes(network) : targets(network);
      const total = (training: boolean) => {
        const values = evaluate(network, variables, images, training);
        const heads = [{ output: network.output, weight: 1 }, ...network.auxiliaries];
        const used = training ? heads : heads.slice(0, 1);
        const each = used.map(
          (head) => head.weight * mean(losses[loss](values[head.output]!, labels)),
        );
        return each.reduce((a, b) => a + b, 0);
      };
      const batch = { images: fed(images), labels };
      const { loss: found } = await runner.evaluate(batch);
      assert.ok(Math.abs(found - total(false)) < 1e-5, `${found}, ${total(false)}`);

      const first = networkVariables(network).find(({ trainable }) => trainable)!.name;
      const what: readonly Fetch[] = [
        { kind: "activationGradient", layer: network.layers[0]!.name },
        { kind: "variableGradient", variable: first },
      ];
      const slopes = await runner.fetch(what, batch, true);
      for (const [i, source] of [images.data, variables.get(first)!].entries()) {
        for (const place of [0, Math.floor(source.length / 2), source.length - 1]) {
          const expected = slopeAt(source, place, () => total(true));
          assert.ok(
            Math.abs(slopes[i]!.data[place]! - expected) < 1e-4 * Math.max(1, Math.abs(expected)),
          );
        }
      }
    });
  });
}

function slopeAt(source: Float64Array, place: number, value: () => number): number {
  const before = source[place]!;
  const [above, below] = [1e-5, -1e-5].map((change) => {
    source[place] = before + change;
    return value();
  }) as [number, number];
  source[place] = before;
  return (above - below) / 2e-5;
}

test("where the loss folds softmax the gradient at its layers is that of the probabilities", async () => {
  const network = networkOf("input 3x3x2 | conv3-3 pad=valid | softmax | flatten");
  await using(network, {}, async (runner, variables) => {
    const images = imagesFor(network, samples);
    const labels = classes(network);
    const p = evaluate(network, variables, images, false)[network.output]!;
    const expected = p.data.map((value, i) =>
      labels[Math.floor(i / 3)] === i % 3 ? -1 / value / samples : 0,
    );
    const names = network.layers.slice(-2).map(({ name }) => name);
    const what = names.flatMap((layer): Fetch[] => [
      { kind: "activation", layer },
      { kind: "activationGradient", layer },
    ]);
    const found = await runner.fetch(what, { images: fed(images), labels });
    for (const i of [0, 2]) assert.ok(difference(found[i]!.data, p.data) < 1e-6);
    for (const i of [1, 3]) assert.ok(difference(found[i]!.data, expected) < 1e-5);
  });
});

test("right answers are counted: a class, a share of pixels, a threshold", async () => {
  const cases = [
    { stages: "input 3 | id", loss: "crossentropy", labels: Int32Array.of(2, 0, 1, 1), right: 3 },
    {
      stages: "input 1x4x3 | id",
      loss: "crossentropy",
      labels: Int32Array.of(2, 0, 1, 1),
      right: 0.75,
    },
    {
      stages: "input 3 | sigmoid",
      loss: "binarycrossentropy",
      labels: Float32Array.of(0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1),
      right: 3.666667,
    },
    {
      stages: "input 3 | id",
      loss: "mse",
      labels: Float32Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0),
      right: 3,
    },
  ] as const;
  const data = Float32Array.of(-1, -1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1);
  for (const { stages, loss, labels, right } of cases) {
    const network = networkOf(stages);
    await using(network, { loss }, async (runner) => {
      const shape = [
        12 / sizeOf(network.layers[0]!.outputShape),
        ...network.layers[0]!.outputShape,
      ];
      const { correct } = await runner.evaluate({ images: { shape, data }, labels });
      assert.ok(Math.abs(correct - right) < 1e-5, `${stages}, ${loss}: ${correct}`);
    });
  }
});

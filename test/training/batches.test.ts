import { test } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { noAugmentation } from "../../src/data/augment.js";
import { readFolderSet } from "../../src/data/folder.js";
import type { Samples } from "../../src/data/samples.js";
import { batchesOf, type Batch, type BatchOptions } from "../../src/training/batches.js";
import { targetsOf } from "../../src/training/loss.js";
import { mixShare } from "../../src/training/mixup.js";
import { steepestOf } from "../../src/training/rateTest.js";
import { openReader } from "../../src/run/openReader.js";
import { digitColour, jpg, png, temporaryFolder, write } from "../data/files.js";
import { network, recordingRunner } from "./recordingRunner.js";

const runner = recordingRunner(network("input 8x8x1 | fc-2 | softmax"));
const plain: BatchOptions = { runner, reader: null, batch: 4, loss: "crossentropy", draw: null };

/** Ten images; three of them break after they were listed. */
async function brokenFolder(): Promise<Samples> {
  const folder = temporaryFolder();
  for (let i = 0; i < 10; i++)
    write(
      folder,
      `${i % 2}/${i}.${i < 5 ? "png" : "jpg"}`,
      (i < 5 ? png : jpg)(8, 8, digitColour(i)),
    );
  const { train } = await readFolderSet("d", folder, { size: [8, 8, 1], split: 1, seed: 1 });
  for (const name of ["0/0.png", "1/5.jpg", "0/8.jpg"]) writeFileSync(join(folder, name), "broken");
  return train;
}

async function all(samples: Samples, options: Partial<BatchOptions>): Promise<readonly Batch[]> {
  const order = Int32Array.from(samples.labels, (_, i) => i);
  const batches: Batch[] = [];
  for await (const batch of batchesOf(samples, order, { ...plain, ...options })) {
    const { shape, data } = batch.images;
    batches.push({ ...batch, images: { shape, data: Float32Array.from(data) } });
  }
  return batches;
}

/** The order of the names: 0/0, 0/2, 0/4, 0/6, 0/8, 1/1, 1/3, 1/5, 1/7, 1/9. */
for (const native of [false, true]) {
  const who = native ? "the engine" : "JavaScript";
  test(`files that ${who} cannot read are left out of their batches, and named`, async () => {
    const samples = await brokenFolder();
    const reader = native ? await openReader([samples]) : null;
    const bad: string[] = [];
    const batches = await all(samples, { reader, onBad: (reason) => bad.push(reason) });
    assert.deepEqual(
      batches.map(({ indices, end }) => ({ indices: [...indices], end })),
      [
        { indices: [1, 2, 3], end: 4 },
        { indices: [5, 6], end: 8 },
        { indices: [8, 9], end: 10 },
      ],
    );
    assert.deepEqual(
      bad.map((reason) => /[01].\d\.(png|jpg)/.exec(reason)?.[0]),
      ["0/0.png", "0/8.jpg", "1/5.jpg"],
    );
    reader?.dispose();
  });
}

test("without `skip` the file stops, named", async () => {
  const samples = await brokenFolder();
  const reader = await openReader([samples]);
  for (const one of [null, reader]) {
    await assert.rejects(all(samples, { reader: one }), {
      code: "R205",
      message: /0\/0\.png" is no image/,
    });
  }
  reader?.dispose();
});

test("from a place in the order: the same batches as in one go", async () => {
  const samples = await brokenFolder();
  const onBad = () => undefined;
  const whole = await all(samples, { onBad });
  assert.deepEqual(await all(samples, { onBad, from: 4 }), whole.slice(1));
});

const two: Samples = {
  shape: [2],
  images: Float32Array.of(0, 0, 1, 1, 2, 2),
  labels: Int32Array.of(0, 1, 1),
};

test("mixup: images and targets by the same share, from seed, epoch and batch", async () => {
  const small = recordingRunner(network("input 2 | fc-2 | softmax"));
  const samples = { ...two, augmentation: { ...noAugmentation, mixup: 0.4 } };
  const draw = { seed: 1, epoch: 2 };
  const options = { runner: small, draw, loss: "softcrossentropy" } as const;
  const [batch] = await all(samples, options);
  const share = mixShare(0.4, draw, 0);
  const close = (values: ArrayLike<number> | undefined, wanted: readonly number[]) =>
    wanted.forEach((value, i) => assert.ok(Math.abs(value - (values?.[i] ?? NaN)) < 1e-6));
  close(batch?.images.data, [1 - share, 1 - share, 2 - share, 2 - share, 2 * share, 2 * share]);
  close(batch?.labels, [share, 1 - share, 0, 1, 1 - share, share]);
  assert.notEqual(mixShare(0.4, { seed: 1, epoch: 3 }, 0), share);
  const [untouched] = await all(samples, { ...options, draw: null });
  close(untouched?.labels, [1, 0, 0, 1, 0, 1]);
});

test("shares are those of Beta(α, α): mean a half, variance 1 / (8α + 4)", () => {
  for (const alpha of [0.2, 1, 4]) {
    const shares = Array.from({ length: 4000 }, (_, i) =>
      mixShare(alpha, { seed: 5, epoch: 1 }, i),
    );
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
    const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
    assert.ok(Math.abs(mean - 0.5) < 0.03, String(mean));
    assert.ok(Math.abs(variance * (8 * alpha + 4) - 1) < 0.1, String(variance));
  }
});

test("a class's weight is what its target sums to", () => {
  const targets = targetsOf(Int32Array.of(1, 0), "softcrossentropy", 2, [0.5, 3]);
  assert.deepEqual([...targets], [0, 3, 0.5, 0]);
});

test("the steepest rate: where the loss falls most; none where it never falls", () => {
  const rates = Array.from({ length: 20 }, (_, i) => 10 ** (i / 4 - 5));
  const losses = rates.map((rate) => 2 / (1 + rate / 1e-3));
  const steepest = steepestOf(rates, losses) ?? NaN;
  assert.ok(steepest > 5e-4 && steepest < 2e-3, String(steepest));
  assert.equal(
    steepestOf(
      rates,
      rates.map(() => 1),
    ),
    null,
  );
  assert.equal(steepestOf(rates.slice(0, 3), [3, 2, 1]), null);
});

import { test } from "node:test";
import assert from "node:assert/strict";
import type { Samples } from "../../src/data/samples.js";
import { evaluateClasses } from "../../src/training/evaluate.js";
import { lossOf, targetsOf } from "../../src/training/loss.js";
import { requireInferenceRoom, requireTrainingRoom } from "../../src/training/room.js";
import { trainingSettings } from "../../src/training/settings.js";
import type { TrainingEvent } from "../../src/training/events.js";
import { training } from "../../src/training/train.js";
import { network, recordingRunner, type Recorded } from "./recordingRunner.js";

const net = network("input 2 | fc-3 | softmax");

/** Sample i has the pixels i, −i and the label i mod 3. */
const ten: Samples = {
  shape: [2],
  images: Float32Array.from({ length: 20 }, (_, i) => (i % 2 ? -1 : 1) * Math.floor(i / 2)),
  labels: Int32Array.from({ length: 10 }, (_, i) => i % 3),
};

async function run(
  runner: Recorded,
  options: Parameters<typeof trainingSettings>[1],
  signal?: AbortSignal,
) {
  const settings = trainingSettings(runner.network, { batch: 4, ...options });
  const events: TrainingEvent[] = [];
  for await (const event of training({
    runner,
    samples: ten,
    validation: null,
    settings,
    signal,
  })) {
    events.push(event);
  }
  return events;
}

test("each epoch sees every sample once, in an order of its own; the last batch is smaller", async () => {
  const runner = recordingRunner(net);
  await run(runner, { epochs: 2 });
  assert.deepEqual(
    runner.steps.map((step) => step.length),
    [4, 4, 2, 4, 4, 2],
  );
  const [first, second] = [runner.steps.slice(0, 3).flat(), runner.steps.slice(3).flat()];
  for (const epoch of [first, second]) {
    assert.deepEqual(
      [...epoch].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  }
  assert.notDeepEqual(first, second);
  const again = recordingRunner(net);
  await run(again, { epochs: 2 });
  assert.deepEqual(again.steps, runner.steps);
});

test("an epoch's loss is the mean over its samples, not its steps", async () => {
  const runner = recordingRunner(net, { loss: (step) => step });
  const epoch = (await run(runner, { epochs: 1 })).find((event) => event.kind === "epoch");
  assert.deepEqual([epoch?.loss, epoch?.accuracy], [(4 * 1 + 4 * 2 + 2 * 3) / 10, 3 / 10]);
});

test("the schedule reaches the steps", async () => {
  const runner = recordingRunner(net);
  await run(runner, { epochs: 2, lr: 1, schedule: "step", every: 1, factor: 0.5, warmup: 2 });
  assert.deepEqual(runner.rates, [0.5, 1, 1, 0.5, 0.5, 0.5]);
});

test("a loss that is not finite stops with the step", async () => {
  const runner = recordingRunner(net, { loss: (step) => (step === 5 ? NaN : 1) });
  await assert.rejects(run(runner, { epochs: 3, lr: 0.5 }), {
    code: "R301",
    message: "the loss is not a number at step 5 (epoch 2, learning rate 0.5)",
  });
  assert.equal(runner.steps.length, 5);
});

test("a signal that is set before it begins: no step", async () => {
  const runner = recordingRunner(net);
  const events = await run(runner, { epochs: 3 }, AbortSignal.abort());
  assert.deepEqual(
    events.map((event) => event.kind),
    ["begin", "end"],
  );
  assert.equal(runner.steps.length, 0);
});

test("top-k errors; of equal outputs the first comes first", async () => {
  const outputs = [0.2, 0.3, 0.5];
  const runner = recordingRunner(net, {
    predict: ({ shape }) => Array.from({ length: shape[0] ?? 0 }, () => outputs).flat(),
  });
  const figures = await evaluateClasses(runner, ten, {
    ...{ batch: 4, loss: "crossentropy", top: [2, 3], classes: 3 },
  });
  assert.deepEqual(
    figures?.topErrors,
    new Map([
      [2, 0.4],
      [3, 0],
    ]),
  );
  assert.deepEqual([figures.samples, figures.loss], [10, (16 + 16 + 4) / 10]);
  outputs.fill(1);
  const ties = await evaluateClasses(runner, ten, {
    ...{ batch: 10, loss: "crossentropy", top: [2], classes: 3 },
  });
  assert.deepEqual(ties?.topErrors, new Map([[2, 0.3]]));
});

test("labels as each loss takes them", () => {
  const labels = Int32Array.of(1, 0);
  assert.deepEqual(targetsOf(labels, "crossentropy", 3), labels);
  assert.deepEqual(targetsOf(labels, "mse", 3), Float32Array.of(0, 1, 0, 1, 0, 0));
  assert.deepEqual(targetsOf(labels, "binarycrossentropy", 1), Float32Array.of(1, 0));
  assert.equal(lossOf(network("input 2 | fc-1 | sigmoid"), "crossentropy"), "binarycrossentropy");
  assert.equal(
    lossOf(network("input 2 | fc-2 sigmoid | id"), "crossentropy"),
    "binarycrossentropy",
  );
  assert.equal(lossOf(net, "crossentropy"), "crossentropy");
});

test("too large for the memory: the largest batch that fits does fit", () => {
  const large = network("input 32x32x3 | conv3-64 x2 | gap | fc-10 | softmax");
  const settings = (batch: number) => trainingSettings(large, { batch });
  assert.throws(
    () => requireTrainingRoom(large, settings(1000), 2e8),
    (error: Error & { hints: string[] }) => {
      assert.match(
        error.message,
        /^training `a` with a batch of 1000 needs about .* GB; 0.2 GB are free$/,
      );
      const largest = Number(/`batch=(\d+)`/.exec(error.hints[0] ?? "")?.[1]);
      requireTrainingRoom(large, settings(largest), 2e8);
      assert.throws(() => requireTrainingRoom(large, settings(largest + 1), 2e8));
      return true;
    },
  );
  assert.throws(() => requireInferenceRoom(large, 1, 1000), { code: "R105" });
});

import { after, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as convscript from "../../src/index.js";
import {
  ConvScriptError,
  data,
  load,
  net,
  predict,
  save,
  test as evaluate,
  train,
  trainEvents,
} from "../../src/index.js";
import { sourceOf } from "../../src/language/source.js";
import { check } from "../../src/network/check.js";
import { networkJson } from "../../src/network/json.js";

const folder = mkdtempSync(join(tmpdir(), "convscript-api-"));
after(() => rmSync(folder, { recursive: true }));

const digits = await data("digits");

test("a network is a value of the fields that `check --json` has", () => {
  const filters = 16;
  const a = net`input 8x8x1 | conv3-${filters} | gap | fc-10 | softmax`;
  const text = "net network = input 8x8x1 | conv3-16 | gap | fc-10 | softmax";
  const [same] = check(sourceOf("net`…`", text)).value.networks;
  assert.ok(same);
  assert.deepEqual(JSON.parse(JSON.stringify(a)), {
    ...(JSON.parse(JSON.stringify(networkJson(same))) as object),
    history: { loss: [], accuracy: [] },
  });
  assert.match(a.summary(), /conv1_1 +conv3-16/);
});

test("a text may be a script; its last network is the value", () => {
  const small = net`
    block unit(c) = conv3-{c} bn
    net small "Small" = input 8x8x1 | unit(4) | gap | fc-10`;
  assert.deepEqual([small.name, small.title], ["small", "Small"]);
  assert.equal(
    net`use vgg
net mine = vggD upto=pool5 | gap | fc-10`.name,
    "mine",
  );
});

test("what is wrong with the text is thrown with carets and as data", () => {
  assert.throws(
    () => net`input 8x8x1 | conv3-16 | flatten | conv3-8 | fc-10`,
    (error) => {
      assert.ok(error instanceof ConvScriptError);
      assert.match(error.message, /error C204: .*\n[^]*\^/);
      assert.equal(error.diagnostics[0]?.code, "C204");
      assert.equal(error.diagnostics[0].source?.line, 1);
      return true;
    },
  );
  assert.throws(() => net`input 8x8x1 | conv3-${NaN}`, ConvScriptError);
  assert.throws(() => net`data digits`, ConvScriptError);
});

test("several networks train and answer at once", async () => {
  const text = () => net`input 64 | fc-32 | fc-10 | softmax`;
  const [a, b] = [text(), text()];
  const options = { epochs: 2, lr: 5e-3, seed: 5 };
  const [first, second] = await Promise.all([
    train(a, digits, options),
    train(b, data("digits"), options),
  ]);
  assert.deepEqual(first.history, second.history);
  const { accuracy, samples, topErrors } = await evaluate(a, digits, { top: [1, 2] });
  assert.equal(samples, 360);
  assert.ok(accuracy > 0.7);
  assert.deepEqual([...topErrors.keys()], [1, 2]);
  assert.deepEqual(a.history, first.history);
  for (const one of [a, b]) one.dispose();
});

test("progress as events and as callbacks; a signal stops it", async () => {
  const a = net`input 64 | fc-8 | fc-10 | softmax`;
  const kinds: string[] = [];
  for await (const event of trainEvents(a, digits, { epochs: 1, batch: 512 })) {
    kinds.push(event.kind);
  }
  assert.deepEqual(kinds, ["begin", "step", "step", "step", "epoch", "end"]);
  const controller = new AbortController();
  const result = await train(a, digits, {
    epochs: 50,
    signal: controller.signal,
    onEvent: ({ kind }) => {
      if (kind === "epoch") controller.abort();
    },
  });
  assert.deepEqual([result.interrupted, result.epochs], [true, 1]);
  a.dispose();
});

test("a training that is kept, stopped early and resumed", async () => {
  const checkpoint = join(folder, "run");
  const text = () => net`input 64 | fc-32 | fc-10 | softmax`;
  const options = { batch: 128, lr: 0.03, validate: 0.3, patience: 2, epochs: 50, seed: 3 };
  const whole = text();
  const first = await train(whole, digits, options);
  assert.ok(first.stoppedEarly && first.bestEpoch === first.epochs - 2);
  const stopped = text();
  for await (const { kind } of trainEvents(stopped, digits, { ...options, checkpoint })) {
    if (kind === "epoch") break;
  }
  assert.equal(stopped.history.loss.length, 1);
  const resumed = text();
  const second = await train(resumed, digits, { ...options, checkpoint, resume: true });
  assert.deepEqual(second.history, first.history);
  assert.equal(second.checkpoint, checkpoint);
  assert.deepEqual(await evaluate(resumed, digits), await evaluate(whole, digits));
  await assert.rejects(train(text(), digits, { ...options, resume: true }), ConvScriptError);
  const wrong = { ...options, checkpoint, checkpointSeconds: NaN };
  await assert.rejects(train(text(), digits, wrong), ConvScriptError);
  for (const one of [whole, stopped, resumed]) one.dispose();
});

test("a test tells how far it is", async () => {
  const a = net`input 64 | fc-10 | softmax`;
  const told: number[] = [];
  const { classes, confusion, accuracy } = await evaluate(a, digits, {
    batch: 100,
    onProgress: (samples) => told.push(samples),
  });
  assert.deepEqual(told, [100, 200, 300, 360]);
  const correct = confusion.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
  assert.ok(Math.abs(accuracy - correct / 360) < 1e-9);
  assert.equal(
    classes.reduce((sum, { samples }) => sum + samples, 0),
    360,
  );
  a.dispose();
});

test("weights: a copy into another network, a file, a tfjs model", async () => {
  const a = net`input 8x8x1 | conv3-8 | maxpool2 | fc-10 | softmax`;
  await train(a, digits, { epochs: 3, lr: 5e-3 });
  const path = join(folder, "a.safetensors");
  await save(a, path);
  const b = net`${a}`;
  const c = net`input 8x8x1 | conv3-8 | maxpool2 | fc-10 | softmax`;
  const copied = net`${a} upto=pool1 | fc-10 | softmax`;
  await load(c, path);
  const image = digits.test.images.slice(0, 64);
  const wanted = await predict(a, image, { top: 10 });
  a.dispose();
  assert.equal(wanted[0]?.class, "0");
  const close = (other: readonly convscript.Guess[]) => {
    for (const guess of wanted) {
      const same = other.find((one) => Number(one.class) === Number(guess.class));
      assert.ok(Math.abs((same?.probability ?? 9) - guess.probability) < 1e-5);
    }
  };
  close(await predict(b, image, { top: 10 }));
  close(await predict(c, image, { top: 10 }));
  const { tensor } = await import("@tensorflow/tfjs");
  const model = await c.model();
  const input = tensor(image, [1, 8, 8, 1]);
  const output = model.predict(input);
  assert.ok(!Array.isArray(output));
  const values = await output.data();
  close(Array.from(values, (probability, index) => ({ class: String(index), probability })));
  for (const one of [input, output, model]) one.dispose();
  const kernel = await copied.model();
  assert.deepEqual(kernel.getLayer("conv1_1").getWeights()[0]?.shape, [3, 3, 1, 8]);
  kernel.dispose();
  for (const one of [b, c, copied]) one.dispose();
});

test("errors say what was expected, what came, and the way out", async () => {
  const a = net`input 28x28x1 | fc-10`;
  const code = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ConvScriptError, String(error));
    return error.diagnostics[0]?.code;
  };
  assert.equal(await code(data("none")), "R106");
  assert.equal(await code(train(a, digits)), "R102");
  assert.equal(await code(predict(a, new Float32Array(3))), "R102");
  assert.equal(await code(load(a, join(folder, "none"))), "R201");
  const b = net`input 8x8x1 | fc-10`;
  assert.equal(await code(train(b, digits, { epochs: 0 })), "R103");
  assert.equal(await code(train(b, digits, { lr: NaN })), "R103");
  assert.equal(await code(train(b, digits, { batch: 1.5 })), "R103");
  const mislabelled = {
    ...digits,
    train: { ...digits.train, labels: Int32Array.from({ length: 1437 }, () => 10) },
  };
  assert.equal(await code(train(b, mislabelled)), "R102");
  assert.equal(
    await code(train(b, { ...digits, train: { ...digits.train, images: new Float32Array(3) } })),
    "R102",
  );
  assert.throws(() => b.freeze("none"), ConvScriptError);
  b.dispose();
  assert.equal(await code(train(b, digits)), "R305");
});

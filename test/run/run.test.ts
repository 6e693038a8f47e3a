import { after, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { PNG } from "pngjs";
import { dataSetEntry } from "../../src/data/dataSet.js";
import { resultJson } from "../../src/run/json.js";
import { openRunner } from "../../src/run/openRunner.js";
import { disposeAll, networkNamed, scriptState } from "../../src/run/scriptState.js";
import { exotic } from "../data/exotic.js";
import { write } from "../data/files.js";
import { folder, problemOf, quick, resultsOf, runText } from "./script.js";

after(() => rmSync(folder, { recursive: true }));

test("digits are learnt in four epochs, and the results are those of the reference", async () => {
  const ran = await runText(
    `${quick}train a on digits epochs=4 lr=5e-3 validate=0.1\ntest a on digits top=1,3`,
  );
  const [train] = resultsOf(ran, "train");
  assert.ok(train);
  const { seconds, engine, history, ...rest } = resultJson(train) as Record<string, unknown>;
  assert.deepEqual(rest, { kind: "train", net: "a", data: "digits", epochs: 4, steps: 84 });
  assert.ok(typeof seconds === "number" && typeof engine === "string");
  const lengths = Object.entries(history as object).map(([key, values]) => [
    key,
    (values as []).length,
  ]);
  assert.deepEqual(lengths, [
    ["loss", 4],
    ["accuracy", 4],
    ["valLoss", 4],
    ["valAccuracy", 4],
  ]);
  const [first = 0, , , last = 0] = train.history.accuracy;
  assert.ok(last > first && last > 0.8, `accuracy ${train.history.accuracy.join(" ")}`);
  const [tested] = resultsOf(ran, "test");
  assert.ok(tested && tested.accuracy > 0.8);
  const json = resultJson(tested) as Record<string, number>;
  assert.deepEqual(Object.keys(json), [
    "kind",
    "net",
    "data",
    "samples",
    "loss",
    "accuracy",
    "top1Error",
    "top3Error",
    "classes",
    "confusion",
    "worst",
  ]);
  assert.equal(json["samples"], 360);
  assert.ok(Math.abs((json["top1Error"] ?? 0) - (1 - tested.accuracy)) < 1e-6);
  assert.ok((json["top3Error"] ?? 1) <= (json["top1Error"] ?? 0));
});

test("the same seed gives the same curve, another seed another", async () => {
  const text = `${quick}net b = input 8x8x1 | conv3-16 bn | maxpool2 | conv3-32 bn | gap | fc-10 | softmax
net c = input 8x8x1 | conv3-16 bn | maxpool2 | conv3-32 bn | gap | fc-10 | softmax
train a on digits epochs=2 seed=3
train b on digits epochs=2 seed=3
train c on digits epochs=2 seed=4`;
  const [a, b, c] = resultsOf(await runText(text), "train");
  assert.deepEqual(a?.stepHistory, b?.stepHistory);
  assert.notDeepEqual(a?.history, c?.history);
});

test("training again goes on from the weights that there are", async () => {
  const text = `${quick}train a on digits epochs=2 lr=5e-3\ntrain a on digits epochs=1 lr=5e-3\ntrain a on digits epochs=1 optimizer=sgd`;
  const [first, second, third] = resultsOf(await runText(text), "train");
  assert.ok((second?.history.loss[0] ?? 9) < (first?.history.loss[0] ?? 0) / 2);
  assert.ok((third?.history.loss[0] ?? 9) < (first?.history.loss[0] ?? 0) / 2);
});

test("predict on a folder: every kind of image by what is in it, in the order of their names", async () => {
  const pictures = join(folder, "pictures");
  for (const [name, file] of Object.entries(exotic)) write(pictures, name, file);
  write(pictures, "notes.txt", "no image");
  write(pictures, ".hidden.png", "no image");
  write(pictures, "deeper/a.png", "no image");
  const ran = await runText(`${quick}predict "pictures" with a top=1`);
  const names = resultsOf(ran, "predict").map(({ image }) => basename(image));
  assert.deepEqual(names, Object.keys(exotic).sort());
  write(pictures, "b.tiff", "II*\0");
  const { code, message } = problemOf(await runText(`${quick}predict "pictures" with a`));
  assert.deepEqual([code, /b\.tiff" is a TIFF/.test(message)], ["R205", true]);
  rmSync(pictures, { recursive: true });
  mkdirSync(pictures);
  assert.match(problemOf(await runText(`${quick}predict "pictures" with a`)).message, /no images/);
});

test("save and load: the same predictions, class names with them", async () => {
  const png = new PNG({ width: 8, height: 8 });
  const { test: samples } = await dataSetEntry("digits").read();
  for (let i = 0; i < 64; i++) {
    const value = Math.round((samples.images[i] ?? 0) * 255);
    png.data.set([value, value, value, 255], i * 4);
  }
  writeFileSync(join(folder, "zero.png"), PNG.sync.write(png));
  const saved = resultsOf(
    await runText(`${quick}train a on digits epochs=4 lr=5e-3
predict "zero.png" with a top=3
save a to "a.safetensors"
test a on digits`),
    "test",
  );
  const again = await runText(`${quick}load a from "a.safetensors"
predict "zero.png" with a top=3
test a on digits`);
  const [before] = saved;
  const [now] = resultsOf(again, "test");
  assert.ok(before && now);
  assert.ok(Math.abs(before.loss - now.loss) < 1e-5);
  assert.equal(before.accuracy, now.accuracy);
  const [predicted] = resultsOf(again, "predict");
  assert.equal(predicted?.top.length, 3);
  assert.equal(predicted.top[0]?.class, "0");
  const bytes = readFileSync(join(folder, "a.safetensors"));
  const header = bytes.toString("utf8", 8, 8 + Number(bytes.readBigUInt64LE()));
  assert.match(header, /"classNames":"\[\\"0\\"/);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith(".part")),
    [],
  );
});

test("a network as a stage takes the weights of that moment", async () => {
  const state = scriptState(openRunner);
  const ran = await runText(
    `${quick}train a on digits epochs=1
net b = a upto=conv2_1 | gap | fc-10 | softmax
train a on digits epochs=1`,
    { state },
  );
  assert.deepEqual(ran.problems, []);
  const kernel = async (name: string) => {
    const live = networkNamed(state, name);
    assert.ok(live);
    const { weights } = await live.inherited;
    return weights.get("conv1_1/kernel") ?? live.runner?.readVariable("conv1_1/kernel");
  };
  const after1 = await kernel("b");
  const trained = await kernel("a");
  assert.ok(after1 && trained);
  assert.notDeepEqual(after1, trained);
  const ran2 = await runText('freeze b\nfreeze a upto=conv1_1\nsave b to "b"\nsave a to "a"', {
    state,
  });
  assert.deepEqual(ran2.problems, []);
  const live = networkNamed(state, "b");
  assert.deepEqual(await live?.runner?.readVariable("conv1_1/kernel"), after1);
});

test("trained is what has all its weights from trained networks, with what they know of pixels and classes", async () => {
  const state = scriptState(openRunner);
  const ran = await runText(
    `${quick}normalize digits dataset
net before = a upto=conv2_1
train a on digits epochs=1
net eye = a upto=conv2_1
net eye2 = eye upto=pool1
net longer = eye | gap | fc-10 | softmax
net same = input 16x16x1 | a
net grey = input 8x8x3 | a upto=conv2_1`,
    { state },
  );
  assert.deepEqual(ran.problems, []);
  const known = ["before", "eye", "eye2", "longer", "same", "grey"].map((name) => {
    const live = networkNamed(state, name);
    assert.ok(live);
    return [name, live.trained, live.preprocessing !== null, live.classNames?.length];
  });
  assert.deepEqual(known, [
    ["before", false, false, undefined],
    ["eye", true, true, undefined],
    ["eye2", true, true, undefined],
    ["longer", false, true, undefined],
    ["same", true, true, 10],
    ["grey", false, false, undefined],
  ]);
  disposeAll(state);
});

test("a test on classes that the training did not know says which", async () => {
  const row = (label: string, grey: number) => `${label},${new Array(4).fill(grey).join(",")}`;
  const rows = (...labels: readonly string[]) =>
    labels.flatMap((label, i) => [row(label, i * 60), row(label, i * 60 + 9)]).join("\n");
  write(folder, "animals.csv", rows("cat", "dog", "eel"));
  write(folder, "others.csv", rows("cat", "fox", "gnu"));
  const text = `data animals = csv "animals.csv" size=2x2 split=0.5
data others = csv "others.csv" size=2x2 split=0.5
net a = input 2x2x1 | fc-3 | softmax
train a on animals epochs=1
test a on animals
test a on others`;
  const state = scriptState(openRunner);
  const ran = await runText(text, { state });
  const [same, other] = resultsOf(ran, "test");
  assert.deepEqual(same?.notes, []);
  assert.deepEqual(other?.notes, [
    "the classes of `others` are not those that `a` was trained on: number 1 is `fox` here and `dog` in the training, and 1 more differ",
  ]);
  const told = ran.events.flatMap((event) =>
    event.kind === "training" && event.event.kind === "note" ? [event.event.text] : [],
  );
  assert.deepEqual(told.slice(-1), other.notes);
  disposeAll(state);
});

test("frozen layers keep their weights", async () => {
  const state = scriptState(openRunner);
  await runText(`${quick}train a on digits epochs=1\nfreeze a upto=conv2_1`, { state });
  const read = async (name: string) => networkNamed(state, "a")?.runner?.readVariable(name);
  const names = [
    "conv1_1/kernel",
    "conv1_1/gamma",
    "conv1_1/movingMean",
    "conv2_1/kernel",
    "fc2/kernel",
  ];
  const before = await Promise.all(names.map(read));
  const ran = await runText("train a on digits epochs=1", { state });
  assert.deepEqual(ran.problems, []);
  const now = await Promise.all(names.map(read));
  assert.deepEqual(
    names.filter((_, i) => String(before[i]) !== String(now[i])),
    ["fc2/kernel"],
  );
});

test("a vector takes an image of as many values", async () => {
  const text = `data digits\nnet m = input 64 | fc-32 | fc-10 | softmax\ntrain m on digits epochs=3 lr=5e-3`;
  const [train] = resultsOf(await runText(text), "train");
  assert.ok((train?.history.accuracy[2] ?? 0) > 0.8);
});

test("every loss and optimiser trains", async () => {
  const nets = [
    "net s = input 64 | fc-16 | fc-10 | sigmoid",
    "net l = input 64 | fc-16 | fc-10",
    "net p = input 64 | fc-16 | fc-10 | softmax",
  ];
  const trains = ["train s on digits", "train l on digits", "train p on digits loss=mse"];
  const others = ["sgd", "momentum", "nesterov", "rmsprop", "adamw"].map(
    (name) =>
      `train p on digits optimizer=${name} epochs=1 clip=1 accumulate=2 schedule=step warmup=3`,
  );
  const tests = ["test s on digits", "test l on digits", "test p on digits"];
  const ran = await runText(["data digits", ...nets, ...trains, ...others, ...tests].join("\n"));
  for (const { history } of resultsOf(ran, "train")) {
    assert.ok(history.loss.every(Number.isFinite));
  }
  assert.equal(resultsOf(ran, "test").length, 3);
});

test("a signal stops at the next step; weights and history stay, later statements do not run", async () => {
  const state = scriptState(openRunner);
  const controller = new AbortController();
  const ran = await runText(`${quick}train a on digits epochs=3\ntest a on digits`, {
    state,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.kind !== "training" || event.event.kind !== "step") return;
      if (event.event.step === 30) controller.abort();
    },
  });
  const train = ran.results.find((result) => result.kind === "train");
  assert.deepEqual([train?.interrupted, train?.steps, train?.epochs], [true, 30, 1]);
  assert.equal(train?.history.loss.length, 1);
  const { code, at, message } = problemOf(ran);
  assert.deepEqual([code, at], ["R304", "train a on digits epochs=3"]);
  assert.match(message, /interrupted after step 30/);
  assert.ok(!ran.results.some((result) => result.kind === "test"));
  const [again] = resultsOf(await runText("train a on digits epochs=1", { state }), "train");
  assert.ok((again?.history.loss[0] ?? 9) < (train.history.loss[0] ?? 0));
});

test("control returns to the event loop between steps", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await runText(`${quick}train a on digits epochs=1`);
  clearInterval(timer);
  assert.ok(turns >= 10, `${turns} turns in 23 steps`);
});

test("nothing is left beside a file that could not be written", async () => {
  const ran = await runText(`${quick}save a to "nowhere/a.safetensors"`);
  const { code, at } = problemOf(ran);
  assert.deepEqual([code, at], ["R201", '"nowhere/a.safetensors"']);
  assert.ok(!existsSync(join(folder, "nowhere")));
});

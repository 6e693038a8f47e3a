/** The statements about data, run: from real files to a trained network. */
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { openRunner } from "../../src/run/openRunner.js";
import { scriptState } from "../../src/run/scriptState.js";
import { folder, problemOf, resultsOf, runText } from "../run/script.js";
import {
  digitBytes,
  digitColour,
  digitLabels,
  idxImages,
  idxLabels,
  jpg,
  png,
  write,
} from "./files.js";

after(() => rmSync(folder, { recursive: true }));

const count = 600;
const labels = digitLabels(count);
write(folder, "images.idx", idxImages(count));
write(folder, "labels.idx", idxLabels(count));
const rows = labels.map((label, i) => [label, ...digitBytes(i)].join(","));
write(folder, "digits.csv", rows.join("\n"));
labels.forEach((label, i) => {
  if (i % 4) write(folder, `photos/${label}/${i}.png`, png(8, 8, digitColour(i)));
  else write(folder, `photos/${label}/${i}.jpg`, jpg(8, 8, digitColour(i)));
});
write(folder, "photos/3/broken.png", "no image");

const net = "net a = input 8x8x1 | conv3-16 bn | maxpool2 | conv3-32 bn | gap | fc-10 | softmax\n";
const sources = {
  idx: 'data d = idx "images.idx" "labels.idx" split=0.8 seed=3\n',
  csv: 'data d = csv "digits.csv" size=8x8\n',
  folder: 'data d = folder "photos" size=8x8x1 split=0.8 bad=skip\n',
};

for (const [form, statement] of Object.entries(sources)) {
  test(`${form}: read, normalised, varied, trained on and tested`, async () => {
    const text = `${statement}${net}normalize d dataset
augment d crop=1 rotate=5
train a on d epochs=8 batch=32 lr=5e-3 validate=0.1
test a on d`;
    const ran = await runText(text);
    const [data] = resultsOf(ran, "data");
    const { kind, train, test: tests, classes, shape } = data!;
    assert.deepEqual([kind, train, tests, classes, shape], ["data", 480, 120, 10, [8, 8, 1]]);
    assert.equal(data?.skipped, form === "folder" ? 1 : undefined);
    const [tested] = resultsOf(ran, "test");
    assert.ok((tested?.accuracy ?? 0) > 0.7, `accuracy ${tested?.accuracy}`);
  });
}

test("the same seed gives the same curve with variants, and other figures without", async () => {
  const text = (augment: string) =>
    `${sources.idx}${net}${augment}\ntrain a on d epochs=2 lr=5e-3 seed=4`;
  const curve = async (augment: string) =>
    resultsOf(await runText(text(augment)), "train")[0]?.stepHistory.loss;
  const [one, two, none] = [
    await curve("augment d flip crop=2"),
    await curve("augment d flip crop=2"),
    await curve(""),
  ];
  assert.deepEqual(one, two);
  assert.notDeepEqual(one, none);
});

test("a training that is gone on with draws the variants that it would have drawn", async () => {
  const begin = `${sources.idx}${net}augment d flip crop=2\nnormalize d image\n`;
  const losses = async (text: string) =>
    resultsOf(await runText(`${begin}${text}`), "train")[0]?.history.loss;
  const whole = await losses("train a on d epochs=3 batch=100");
  await losses('train a on d epochs=1 batch=100 checkpoint="kept"');
  assert.deepEqual(await losses('train a on d epochs=3 batch=100 checkpoint="kept" resume'), whole);
});

test("preprocessing goes with the weights to a prediction", async () => {
  const file = labels.findIndex((label, i) => label === 7 && i % 4 !== 0);
  const guess = `predict "photos/7/${file}.png" with a top=3`;
  const first = await runText(`${sources.folder}${net}normalize d dataset
train a on d epochs=6 lr=5e-3\n${guess}\nsave a to "a.safetensors"`);
  const [before] = resultsOf(first, "predict");
  const [after] = resultsOf(
    await runText(`${net}load a from "a.safetensors"\n${guess}`),
    "predict",
  );
  assert.deepEqual(after?.top, before?.top);
  const other = await runText(`${sources.folder}${net}train a on d epochs=6 lr=5e-3\n${guess}`);
  assert.notDeepEqual(resultsOf(other, "predict")[0]?.top, before?.top);
});

test("show: the samples of each class in both parts", async () => {
  const [shown] = resultsOf(await runText(`${sources.csv}show d`), "view");
  assert.ok(shown?.view.kind === "samples");
  const { counts } = shown.view;
  assert.deepEqual(
    counts.map((one) => [one.class, one.train + one.test]),
    Array.from({ length: 10 }, (_, digit) => [
      String(digit),
      labels.filter((label) => label === digit).length,
    ]),
  );
  assert.equal(
    counts.reduce((sum, one) => sum + one.train, 0),
    480,
  );
});

const cases: readonly (readonly [string, string, string, RegExp])[] = [
  ['data d = folder "photos" size=8x8x1', "R205", '"photos"', /3\/broken\.png" is no image/],
  ['data d = folder "none" size=8x8', "R201", '"none"', /there is no such/],
  [
    'data d = idx "labels.idx" "images.idx"',
    "R206",
    '"labels.idx"',
    /holds labels; expected images/,
  ],
  [
    'data d = idx "images.idx" "images.idx"',
    "R206",
    '"images.idx"',
    /holds images; expected labels/,
  ],
  ['data d = csv "digits.csv" size=9x9', "R206", '"digits.csv"', /has 64 values a row/],
  ["data digits\naugment digits pca=0.1", "R102", "0.1", /needs colours/],
  ["data digits\nnormalize digits imagenet", "R102", "imagenet", /grey images/],
];

for (const [text, code, at, message] of cases) {
  test(`${code} ${message.source}`, async () => {
    const problem = problemOf(await runText(text));
    assert.deepEqual([problem.code, problem.at], [code, at]);
    assert.match(problem.message, message);
  });
}

test("a set of a given name, under another one, offline: what to put where", async () => {
  const before = process.env["CONVSCRIPT_DATA"];
  process.env["CONVSCRIPT_DATA"] = join(folder, "cache");
  const fetchBefore = globalThis.fetch;
  globalThis.fetch = () => Promise.reject(new Error("offline"));
  try {
    const state = scriptState(openRunner);
    const problem = problemOf(await runText("data m = mnist", { state }));
    assert.deepEqual([problem.code, problem.at], ["R207", "data m = mnist"]);
    assert.match(
      problem.message,
      /`mnist` cannot be fetched: train-images-idx3-ubyte\.gz is missing/,
    );
    assert.match(problem.hints[0] ?? "", /t10k-labels-idx1-ubyte\.gz into ".*cache.mnist"/);
  } finally {
    globalThis.fetch = fetchBefore;
    if (before === undefined) delete process.env["CONVSCRIPT_DATA"];
    else process.env["CONVSCRIPT_DATA"] = before;
  }
});

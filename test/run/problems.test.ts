import { after, test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "../../src/engine/engineError.js";
import { packageRoot } from "../../src/packageRoot.js";
import { runCodes } from "../../src/problem/codes.js";
import { openRunner } from "../../src/run/openRunner.js";
import { scriptState } from "../../src/run/scriptState.js";
import { folder, problemOf, quick, resultsOf, runText } from "./script.js";

after(() => rmSync(folder, { recursive: true }));

/** Text, code, the words that are underlined, message, a hint. */
type Case = readonly [text: string, code: string, at: string, message: RegExp, hint?: RegExp];

const misfits: readonly Case[] = [
  [
    "data digits\nnet a = input 28x28x1 | fc-10\ntrain a on digits",
    "R102",
    "digits",
    /`a` takes a map of 28x28x1; the images of `digits` are 8x8x1/,
    /write `input 8x8x1`/,
  ],
  [
    "data digits\nnet a = input 8x8x1 | fc-7\ntest a on digits",
    "R102",
    "digits",
    /`a` gives a vector of 7; `digits` has 10 classes/,
    /`fc-10 \| softmax`/,
  ],
  [
    "data digits\nnet a = input 8x8x1 | conv3-10 linear\ntrain a on digits",
    "R102",
    "digits",
    /gives a map of 8x8x10/,
    /`gap \| fc-10`/,
  ],
  ["data d = digits\nnet a = input 65 | fc-10\ntrain a on d", "R102", "d", /a vector of 65/],
];

for (const [text, code, at, message, hint] of misfits) {
  test(`before anything runs: ${message.source}`, async () => {
    const ran = await runText(text);
    const problem = problemOf(ran);
    assert.deepEqual([problem.code, problem.at, ran.results.length], [code, at, 0]);
    assert.match(problem.message, message);
    if (hint) assert.match(problem.hints.join("\n"), hint);
    assert.ok(ran.problems[0]?.notes.length === 1);
  });
}

const diverging = "data digits\nnet m = input 64 | fc-16 | fc-10\n";

const cases: readonly Case[] = [
  [
    `${quick}export a to "dir" as=keras`,
    "R101",
    'export a to "dir" as=keras',
    /`export` is not there yet/,
  ],
  [`${quick}freeze a\ntrain a on digits`, "R103", "a", /all its weights are frozen/],
  [`${quick}train a on digits validate=1e-9`, "R104", "1e-9", /takes 0 of the 1437 samples/],
  [
    `${diverging}train m on digits lr=1e15 optimizer=sgd loss=mse`,
    "R301",
    "1e15",
    /the loss is (not a number|infinite) at step \d+ \(epoch 1, learning rate 10+\); (all layers' outputs are finite; the largest, [\d.e+]+, is of `fc2`|the first gradient that is not finite is that of `fc\d`)/,
    /`lr=10+`, or `clip=1`\n`m` has its weights from before the training again/,
  ],
  [
    "data digits\nnet a = input 8x8x1 | fc-10000000 | fc-10\ntrain a on digits batch=1000000",
    "R105",
    "1000000",
    /training `a` with a batch of 1000000 needs about .* GB; .* GB are free/,
    /largest batch that fits is \d+/,
  ],
  [
    "data digits\nnet a = input 8x8x1 | fc-1000000000 | fc-10\ntrain a on digits",
    "R105",
    "train a on digits",
    /needs about .* GB/,
    /even one image needs/,
  ],
  [`${quick}load a from "none"`, "R201", '"none"', /no such file/],
  [`${quick}predict "none.png" with a`, "R205", '"none.png"', /no such file/],
];

for (const [text, code, at, message, hint] of cases) {
  test(`${code} ${message.source}`, async () => {
    const problem = problemOf(await runText(text));
    assert.deepEqual([problem.code, problem.at], [code, at]);
    assert.match(problem.message, message);
    if (hint) assert.match(problem.hints.join("\n"), hint);
  });
}

test("weights of another network are refused with a table; the network stays as it was", async () => {
  const text = `${quick}net b = input 8x8x1 | fc-10 | softmax
train a on digits epochs=1
test a on digits
save b to "b.safetensors"
load a from "b.safetensors"`;
  const ran = await runText(text);
  const { code, at, message } = problemOf(ran);
  assert.deepEqual([code, at], ["R203", '"b.safetensors"']);
  assert.match(message, /holds weights of `b` that do not fit `a`: 14 differences/);
  assert.match(ran.problems[0]?.table ?? "", /conv1_1\/kernel +- +3x3x1x16/);
});

test("a truncated file leaves the network as it was, and the process alive", async () => {
  const path = join(folder, "cut.safetensors");
  const { results } = await runText(
    `${quick}train a on digits epochs=1\nsave a to "cut.safetensors"`,
  );
  const save = results.find((result) => result.kind === "save");
  truncateSync(path, (save?.bytes ?? 0) - 4);
  const problem = problemOf(await runText(`${quick}load a from "cut.safetensors"`));
  assert.deepEqual([problem.code, problem.at], ["R202", '"cut.safetensors"']);
  assert.match(problem.message, /cut short/);
});

test("an image that is none is named", async () => {
  writeFileSync(join(folder, "bad.png"), "text");
  const problem = problemOf(await runText(`${quick}predict "bad.png" with a`));
  assert.equal(problem.code, "R205");
  assert.match(problem.message, /bad\.png" is no image/);
});

test("after a loss that is not finite the next training begins anew", async () => {
  const state = scriptState(openRunner);
  const first = await runText(`${diverging}train m on digits lr=1e15 optimizer=sgd loss=mse`, {
    state,
  });
  assert.equal(problemOf(first).code, "R301");
  const ran = await runText("train m on digits epochs=1", { state });
  assert.ok(resultsOf(ran, "train")[0]?.history.loss.every(Number.isFinite));
});

test("what fails inside the engine is located at its statement", async () => {
  const broken = scriptState(() => Promise.reject(new EngineError("OOM when allocating tensor")));
  const problem = problemOf(await runText(`${quick}test a on digits`, { state: broken }));
  assert.deepEqual(
    [problem.code, problem.at, problem.message],
    ["R303", "test a on digits", "OOM when allocating tensor"],
  );
});

test("every code of the catalogue is met in a test", () => {
  const tests = join(packageRoot, "test");
  const texts = readdirSync(tests, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(tests, file), "utf8"))
    .join("");
  assert.deepEqual(
    Object.keys(runCodes).filter((code) => !texts.includes(code)),
    [],
  );
});

import { after, test } from "node:test";
import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openRunner } from "../../src/run/openRunner.js";
import { networkNamed, scriptState } from "../../src/run/scriptState.js";
import { folder, problemOf, resultsOf, runText, type Ran } from "./script.js";

after(() => rmSync(folder, { recursive: true }));

const base = "data digits\nnet m = input 64 | fc-16 | dropout 0.2 | fc-10 | softmax\n";
const train = (options: string) => `${base}train m on digits batch=256 ${options}`;
const into = (name: string) => `checkpoint="${name}"`;

function files(name: string): readonly string[] {
  return readdirSync(join(folder, name)).sort();
}

function notesOf({ events }: Ran): readonly string[] {
  return events.flatMap((event) =>
    event.kind === "training" && event.event.kind === "note" ? [event.event.text] : [],
  );
}

const step = (number: number) => `step-${String(number).padStart(10, "0")}.safetensors`;

test("an epoch, a checkpoint; the last three and the best are kept, and `load` reads the best", async () => {
  const ran = await runText(
    `${train(`epochs=5 ${into("a")}`)}\ntest m on digits\nload m from "a/best.safetensors"\ntest m on digits`,
  );
  const [first, second] = resultsOf(ran, "test");
  assert.deepEqual(files("a"), ["best.safetensors", step(18), step(24), step(30)]);
  assert.deepEqual(second, first);
  assert.deepEqual(notesOf(ran), []);
});

test("longer than before: the curve is that of a training of the whole length", async () => {
  const options = `validate=0.1 accumulate=2 optimizer=nesterov`;
  const [whole] = resultsOf(await runText(train(`epochs=4 ${options}`)), "train");
  await runText(train(`epochs=2 ${options} ${into("b")}`));
  const ran = await runText(train(`epochs=4 ${options} ${into("b")} resume`));
  const [resumed] = resultsOf(ran, "train");
  assert.deepEqual(notesOf(ran), ["goes on after step 12 (2 whole epochs)"]);
  assert.deepEqual(resumed?.history, whole?.history);
  assert.deepEqual(resumed?.stepHistory, whole?.stepHistory);
  assert.deepEqual([resumed?.steps, resumed?.epochs], [24, 4]);
  const done = await runText(train(`epochs=4 ${options} ${into("b")} resume`));
  assert.deepEqual(resultsOf(done, "train")[0]?.history, whole?.history);
});

test("interrupted, then resumed in the same state: the history is not told twice", async () => {
  const state = scriptState(openRunner);
  const controller = new AbortController();
  const ran = await runText(train(`epochs=3 ${into("c")}`), {
    state,
    signal: controller.signal,
    onEvent: (event) => {
      const made = event.kind === "training" && event.event.kind === "step" && event.event.step;
      if (made === 8) controller.abort();
    },
  });
  assert.match(problemOf(ran).hints.join(), /`train m … resume` goes on from there/);
  assert.ok(files("c").includes(step(8)));
  const text = `train m on digits batch=256 epochs=3 ${into("c")} resume`;
  const [resumed] = resultsOf(await runText(text, { state }), "train");
  const [whole] = resultsOf(await runText(train("epochs=3")), "train");
  assert.deepEqual(resumed?.stepHistory, whole?.stepHistory);
  assert.deepEqual(networkNamed(state, "m")?.history, whole?.history);
});

test("nothing to resume: it begins anew and says so; without `resume` earlier ones are moved aside", async () => {
  const first = await runText(train(`epochs=1 ${into("d")} resume`));
  assert.match(notesOf(first).join(), /d" holds no checkpoint yet: the training begins anew/);
  const second = await runText(train(`epochs=1 ${into("d")}`));
  assert.match(notesOf(second).join(), /earlier training are now in ".*d.earlier"/);
  assert.deepEqual(
    files("d/earlier"),
    files("d").filter((file) => file !== "earlier"),
  );
});

test("damaged checkpoints: the one before is taken, to the same end", async () => {
  const [whole] = resultsOf(await runText(train(`epochs=3 ${into("e")}`)), "train");
  truncateSync(join(folder, "e", step(18)), 4000);
  const path = join(folder, "e", step(12));
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 5) ^ 1, bytes.length - 5);
  writeFileSync(path, bytes);
  const ran = await runText(train(`epochs=3 ${into("e")} resume`));
  const [resumed] = resultsOf(ran, "train");
  const notes = notesOf(ran);
  assert.match(
    notes[0] ?? "",
    /0018.safetensors" is no sound .* cut short: .*the checkpoint before/,
  );
  assert.match(notes[1] ?? "", /0012.safetensors" is no sound .*it is not what was written/);
  assert.match(notes[2] ?? "", /after step 6 \(1 whole epoch\)/);
  assert.deepEqual(resumed?.history, whole?.history);
  assert.deepEqual(
    files("e").filter((file) => file.startsWith("step")),
    [step(6), step(12), `${step(12)}.damaged`, step(18), `${step(18)}.damaged`],
  );
  for (const name of [6, 12, 18]) truncateSync(join(folder, "e", step(name)), 20);
  const problem = problemOf(await runText(train(`epochs=3 ${into("e")} resume`)));
  assert.deepEqual([problem.code, problem.at], ["R202", '"' + "e" + '"']);
});

test("another network, other options, other data: refused with a table, the checkpoints as they were", async () => {
  await runText(train(`epochs=1 ${into("f")}`));
  cpSync(join(folder, "f"), join(folder, "g"), { recursive: true });
  const other = await runText(
    `data digits\nnet m = input 64 | fc-17 | fc-10\ntrain m on digits ${into("f")} resume`,
  );
  assert.deepEqual([problemOf(other).code, problemOf(other).at], ["R203", '"f"']);
  assert.match(other.problems[0]?.table ?? "", /fc1\/kernel +64x16 +64x17/);
  const changed = await runText(
    train(`seed=2 lr=1 optimizer=sgd validate=0.5 ${into("f")} resume`),
  );
  const { code, at, message } = problemOf(changed);
  assert.deepEqual([code, at], ["R208", "0.5"]);
  assert.match(message, /: `validate`, `optimizer`, `lr`, `seed`$/);
  assert.match(changed.problems[0]?.table ?? "", /optimizer +adam +sgd/);
  for (const file of files("g")) {
    assert.ok(readFileSync(join(folder, "g", file)).equals(readFileSync(join(folder, "f", file))));
  }
});

test("a folder that cannot be one is told before the first step", async () => {
  writeFileSync(join(folder, "file"), "text");
  const ran = await runText(train(into("file/run")));
  const { code, at, message } = problemOf(ran);
  assert.deepEqual([code, at], ["R201", '"file/run"']);
  assert.match(message, /cannot be kept in ".*file.run": its folder is a file/);
  const steps = ran.events.filter((event) => event.kind === "training");
  assert.equal(steps.length, 0);
});

test("a device in place of a folder is told too", { skip: !existsSync("/dev/full") }, async () => {
  const { code, message } = problemOf(await runText(train(into("/dev/full"))));
  assert.equal(code, "R201");
  assert.match(message, /cannot be kept in "\/dev\/full"/);
});

test("`resume` without a folder is refused", async () => {
  const { code, hints } = problemOf(await runText(train("resume")));
  assert.deepEqual([code, hints], ["R103", ['write `checkpoint="dir" resume`']]);
});

test("a disk that fails in the middle: told each time, the training goes on, the error comes last", async () => {
  const state = scriptState(openRunner);
  const ran = await runText(train(`epochs=3 ${into("h")}`), {
    state,
    onEvent: (event) => {
      if (event.kind !== "training" || event.event.kind !== "epoch") return;
      if (event.event.epoch !== 1) return;
      cpSync(join(folder, "h"), join(folder, "kept"), { recursive: true });
      rmSync(join(folder, "h"), { recursive: true });
      writeFileSync(join(folder, "h"), "");
    },
  });
  assert.match(notesOf(ran)[0] ?? "", /cannot be written: .*; the training goes on/);
  const { code, at } = problemOf(ran);
  assert.deepEqual([code, at], ["R201", '"h"']);
  assert.equal(ran.results.find(({ kind }) => kind === "train") !== undefined, true);
  assert.equal(networkNamed(state, "m")?.history.loss.length, 3);
  rmSync(join(folder, "h"));
  cpSync(join(folder, "kept"), join(folder, "h"), { recursive: true });
  const [resumed] = resultsOf(await runText(train(`epochs=3 ${into("h")} resume`)), "train");
  assert.deepEqual(resumed?.history, networkNamed(state, "m")?.history);
});

test("what a killed process left half-written is cleared", async () => {
  mkdirSync(join(folder, "i"));
  const left = join(folder, "i", `.${step(3)}.0123.part`);
  writeFileSync(left, "half");
  await runText(train(`epochs=1 ${into("i")} resume`));
  assert.ok(!existsSync(left));
});

test("patience: it stops, and has the weights of its best epoch; resumed, it stays stopped", async () => {
  const options = `epochs=50 lr=0.03 validate=0.3 patience=2`;
  const text = `${train(options)}\ntest m on digits`;
  const ran = await runText(text);
  const [result] = resultsOf(ran, "train");
  const losses = result?.history.valLoss ?? [];
  const best = losses.indexOf(Math.min(...losses)) + 1;
  assert.deepEqual(
    [result?.stoppedEarly, result?.interrupted, result?.bestEpoch, result?.epochs],
    [true, false, best, best + 2],
  );
  const [short] = resultsOf(
    await runText(`${train(`epochs=${best} lr=0.03 validate=0.3`)}\ntest m on digits`),
    "test",
  );
  assert.deepEqual(resultsOf(ran, "test")[0], short);
  const kept = `${train(`${options} ${into("j")}`)}\ntest m on digits`;
  assert.deepEqual(resultsOf(await runText(kept), "test")[0], short);
  const again = await runText(kept.replace("patience", "resume patience"));
  assert.deepEqual(resultsOf(again, "test")[0], short);
});

import { after, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Runner } from "../../src/engine/runner.js";
import { openRunner, type OpenRunner } from "../../src/run/openRunner.js";
import { networkNamed, scriptState } from "../../src/run/scriptState.js";
import { folder, problemOf, resultsOf, runText } from "./script.js";

after(() => rmSync(folder, { recursive: true }));

const base = "data digits\nnet m = input 8x8x1 | conv3-4 | gap | dropout 0.2 | fc-16 | fc-10\n";

/** After a number of steps a weight of a layer is spoilt, as by an update that went wrong. */
function spoiling(variable: string, at: number): OpenRunner {
  return async (network, plan) => {
    const runner = await openRunner(network, plan);
    const trainStep: Runner["trainStep"] = async (batch, rate) => {
      const result = await runner.trainStep(batch, rate);
      const before = (await runner.readVariable("step"))[0];
      if (before === at) {
        const data = await runner.readVariable(variable);
        await runner.writeVariable(variable, data.fill(NaN));
      }
      return result;
    };
    return { ...runner, trainStep };
  };
}

const read = (state: ReturnType<typeof scriptState>) =>
  networkNamed(state, "m")?.runner?.readVariable("conv1_1/kernel");

test("the first layer that is not finite is named, and the weights from before are there again", async () => {
  const state = scriptState(spoiling("fc2/kernel", 30));
  await runText(`${base}test m on digits`, { state });
  const before = await read(state);
  const ran = await runText("train m on digits epochs=3", { state });
  const { code, message, hints } = problemOf(ran);
  assert.equal(code, "R301");
  assert.match(
    message,
    /at step 31 \(epoch 2, .*\); the first output that is not finite is that of `fc2`/,
  );
  assert.deepEqual(hints, [
    "try `lr=0.0001`, or `clip=1`",
    "`m` has its weights from before the training again",
  ]);
  const [note] = ran.problems[0]?.notes ?? [];
  assert.equal(note?.span.source.text.slice(note.span.start, note.span.end), "fc-10");
  assert.deepEqual(await read(state), before);
});

test("with a folder they are those of the last checkpoint, and `resume` goes on from it", async () => {
  const state = scriptState(spoiling("fc2/kernel", 30));
  const text = `${base}train m on digits epochs=3 checkpoint="nan"`;
  const { message, hints } = problemOf(await runText(text, { state }));
  assert.match(message, /step 31 .* not finite is that of `fc2`/);
  assert.match(hints.join(), /`m` has its weights of step 23 again/);
  assert.equal(networkNamed(state, "m")?.history.loss.length, 1);
  const resumed = await runText(`${text} resume`);
  const whole = await runText(text.replace('"nan"', '"whole"'));
  assert.deepEqual(resultsOf(resumed, "train")[0]?.history, resultsOf(whole, "train")[0]?.history);
  const bytes = ["nan", "whole"].map((name) =>
    readFileSync(join(folder, name, "best.safetensors")),
  );
  assert.ok(bytes[0]?.equals(bytes[1] ?? Buffer.alloc(0)));
});

test("weights that the last step spoilt are never kept", async () => {
  const infinite: OpenRunner = async (network, plan) => {
    const runner = await openRunner(network, plan);
    const readVariable: Runner["readVariable"] = async (name) => {
      const data = await runner.readVariable(name);
      const step = plan ? ((await runner.readVariable("step"))[0] ?? 0) : 0;
      return name === "fc2/bias" && step === 23 ? data.fill(Infinity) : data;
    };
    return { ...runner, readVariable };
  };
  const state = scriptState(infinite);
  const ran = await runText(`${base}train m on digits epochs=1 checkpoint="spoilt"`, { state });
  const { code, message } = problemOf(ran);
  assert.equal(code, "R301");
  assert.match(message, /`fc2\/bias` is not finite after step 23/);
});

test("weights that went wrong while the loss stayed finite are found at the end", async () => {
  const state = scriptState(spoiling("conv1_1/kernel", 60));
  const ran = await runText(`${base}train m on digits epochs=3`, { state });
  const { code, hints } = problemOf(ran);
  assert.equal(code, "R301");
  assert.match(hints.join(), /weights from before the training again/);
  assert.ok((await read(state))?.every(Number.isFinite));
});

import { test } from "node:test";
import assert from "node:assert/strict";
import type { Runner } from "../../src/engine/runner.js";
import { networkVariables } from "../../src/network/variables.js";
import { defaultPlan, optimizer } from "../../src/training/plan.js";
import { openTensorflowRunner } from "../../src/targets/tensorflow/runner.js";
import { openTfjsRunner } from "../../src/targets/tfjs/runner.js";
import { networkOf } from "./tensorflow/samples.js";
import { openNative, skip } from "./tensorflow/native.js";

const network = networkOf("net a = input 4 | fc-6 | fc-3 | softmax");
const plan = { ...defaultPlan, optimizer: optimizer("sgd") };
const soft = { ...plan, loss: "softcrossentropy" } as const;
const images = { shape: [3, 4], data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)) };
const weighted = Float32Array.of(0.3, 0.7, 0, 0, 0, 2.5, 0.2, 0.2, 0.1);

/** The loss of a step, and the weights after it. */
async function stepped(runner: Runner, from: Runner, labels: Float32Array | Int32Array) {
  for (const { name } of networkVariables(network))
    await runner.writeVariable(name, await from.readVariable(name));
  const { loss } = await runner.trainStep({ images, labels }, 0.5);
  const after = await runner.readVariable("fc1/kernel");
  return [loss, ...after];
}

function close(a: readonly number[], b: readonly number[]): void {
  a.forEach((value, i) => assert.ok(Math.abs(value - (b[i] ?? NaN)) < 1e-5, `${value}, ${b[i]}`));
}

test(
  "soft targets: one-hot ones are class numbers, and tfjs and TensorFlow step alike",
  { skip },
  async () => {
    const hard = await openTensorflowRunner(network, plan, openNative);
    await hard.initialize(4);
    const start = await openTensorflowRunner(network, plan, openNative);
    await start.initialize(4);
    const native = await openTensorflowRunner(network, soft, openNative);
    const portable = await openTfjsRunner(network, soft, "js");
    const hot = Float32Array.of(0, 1, 0, 1, 0, 0, 0, 0, 1);
    const wanted = await stepped(hard, start, Int32Array.of(1, 0, 2));
    close(await stepped(native, start, hot), wanted);
    close(await stepped(portable, start, hot), wanted);
    close(await stepped(portable, start, weighted), await stepped(native, start, weighted));
    for (const runner of [hard, start, native, portable]) runner.dispose();
  },
);

/** Initial weights: the deviations and limits of their papers, the same for the same seed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openTensorflowRunner } from "../../../src/targets/tensorflow/runner.js";
import { openNative, skip } from "./native.js";
import { networkOf, relativeError } from "./samples.js";

async function kernelOf(stage: string, seed = 1): Promise<Float32Array> {
  const network = networkOf(`net n = input 9x9x32 | ${stage} as k | fc-2`);
  const runner = await openTensorflowRunner(network, null, openNative);
  await runner.initialize(seed);
  const values = await runner.readVariable("k/kernel");
  runner.dispose();
  return values;
}

function statistics(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean, deviation: Math.sqrt(square), largest };
}

const [fanIn, fanOut] = [9 * 32, 9 * 64];

/** Expected deviation, and the largest value where there is one. */
const expected: Readonly<Record<string, readonly [number, number?]>> = {
  he: [Math.sqrt(2 / fanIn)],
  heuniform: [Math.sqrt(2 / fanIn), Math.sqrt(6 / fanIn)],
  glorot: [Math.sqrt(2 / (fanIn + fanOut)), Math.sqrt(6 / (fanIn + fanOut))],
  glorotnormal: [Math.sqrt(2 / (fanIn + fanOut))],
  lecun: [Math.sqrt(1 / fanIn)],
  lecununiform: [Math.sqrt(1 / fanIn), Math.sqrt(3 / fanIn)],
  "normal(0.3)": [0.3],
  // A normal cut off at two deviations has 0.8796 of its deviation.
  "truncated(0.3)": [0.3 * 0.8796, 0.6],
  "uniform(0.3)": [0.3 / Math.sqrt(3), 0.3],
};

for (const [name, [deviation, limit]] of Object.entries(expected)) {
  test(`${name} has its deviation`, { skip }, async () => {
    const found = statistics(await kernelOf(`conv3-64 init=${name}`));
    assert.ok(Math.abs(found.mean) < 0.03 * deviation, `mean ${found.mean}`);
    assert.ok(Math.abs(found.deviation / deviation - 1) < 0.03, `deviation ${found.deviation}`);
    if (limit !== undefined) {
      assert.ok(
        found.largest <= limit * 1.000001 && found.largest > 0.98 * limit,
        `${found.largest}`,
      );
    } else {
      assert.ok(found.largest > 3 * deviation, `largest ${found.largest}`);
    }
  });
}

test("zeros and ones fill", { skip }, async () => {
  assert.ok((await kernelOf("conv3-4 init=zeros")).every((value) => value === 0));
  assert.ok((await kernelOf("conv3-4 init=ones")).every((value) => value === 1));
});

test("a seed repeats its weights; another, or another layer, has others", { skip }, async () => {
  const [one, same, other] = [
    await kernelOf("conv3-4"),
    await kernelOf("conv3-4"),
    await kernelOf("conv3-4", 2),
  ];
  assert.deepEqual(same, one);
  assert.ok(relativeError(other, one) > 0.1);
  const network = networkOf("net n = input 8x8x4 | conv3-4 x2 | fc-2");
  const runner = await openTensorflowRunner(network, null, openNative);
  await runner.initialize(1);
  const [first, second] = [
    await runner.readVariable("conv1_1/kernel"),
    await runner.readVariable("conv1_2/kernel"),
  ];
  assert.ok(relativeError(second, first) > 0.1);
  runner.dispose();
});

test("bilinear interpolates each channel by itself, as FCN's upsampling", { skip }, async () => {
  const kernel = await kernelOf("deconv4-32/2 pad=1 init=bilinear");
  const tent = [0.25, 0.75, 0.75, 0.25];
  kernel.forEach((value, i) => {
    const [channel, filter] = [i % 32, Math.floor(i / 32) % 32];
    const [row, column] = [Math.floor(i / 4096), Math.floor(i / 1024) % 4];
    assert.equal(value, channel === filter ? tent[row]! * tent[column]! : 0);
  });
});

test("weights that `maps=` leaves out are zero", { skip }, async () => {
  const network = networkOf("net n = input 5x5x3 | conv3-2 maps=[[0,2],[1]] as k | fc-2");
  const runner = await openTensorflowRunner(network, null, openNative);
  await runner.initialize(1);
  (await runner.readVariable("k/kernel")).forEach((value, i) => {
    const [filter, channel] = [i % 2, Math.floor(i / 2) % 3];
    assert.equal(value !== 0, [[0, 2], [1]][filter]!.includes(channel));
  });
  runner.dispose();
});

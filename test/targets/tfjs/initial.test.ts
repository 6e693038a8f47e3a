import { test } from "node:test";
import assert from "node:assert/strict";
import { networkVariables } from "../../../src/network/variables.js";
import { initialValues } from "../../../src/targets/tfjs/initial.js";
import { networkOf } from "./samples.js";

function kernelOf(
  stage: string,
  seed = 1,
): { readonly values: Float32Array; fans: [number, number] } {
  const network = networkOf(`input 3x3x64 | ${stage} nobias linear`);
  const { name, fanIn, fanOut } = networkVariables(network)[0]!;
  return { values: initialValues(network.layers[1]!, seed).get(name)!, fans: [fanIn, fanOut] };
}

function spread(values: Float32Array) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  const fourth = values.reduce((sum, v) => sum + (v - mean) ** 4, 0) / values.length;
  return {
    mean,
    deviation: Math.sqrt(variance),
    /** 3 for a normal distribution, 1.8 for a uniform one. */
    kurtosis: fourth / variance ** 2,
    largest: Math.max(...values.map(Math.abs)),
  };
}

type Expected = readonly [
  init: string,
  variance: (fanIn: number, fanOut: number) => number,
  kurtosis: number,
];

/** 36,864 weights: deviations come out within a few parts in a hundred. */
const drawn: readonly Expected[] = [
  ["he", (fanIn) => 2 / fanIn, 3],
  ["heuniform", (fanIn) => 2 / fanIn, 1.8],
  ["glorot", (fanIn, fanOut) => 2 / (fanIn + fanOut), 1.8],
  ["glorotnormal", (fanIn, fanOut) => 2 / (fanIn + fanOut), 3],
  ["lecun", (fanIn) => 1 / fanIn, 3],
  ["lecununiform", (fanIn) => 1 / fanIn, 1.8],
  ["normal(0.02)", () => 0.02 ** 2, 3],
  ["uniform(0.3)", () => 0.3 ** 2 / 3, 1.8],
];

for (const [init, variance, kurtosis] of drawn) {
  test(`init=${init}`, () => {
    const { values, fans } = kernelOf(`conv3-64 init=${init}`);
    const found = spread(values);
    const deviation = Math.sqrt(variance(...fans));
    assert.ok(Math.abs(found.mean) < 0.03 * deviation, `mean ${found.mean}`);
    assert.ok(Math.abs(found.deviation / deviation - 1) < 0.03, `deviation ${found.deviation}`);
    assert.ok(Math.abs(found.kurtosis - kurtosis) < 0.15, `kurtosis ${found.kurtosis}`);
  });
}

test("init=truncated(0.1) stays within two deviations", () => {
  const { deviation, largest } = spread(kernelOf("conv3-64 init=truncated(0.1)").values);
  assert.ok(largest <= 0.2 && largest > 0.19);
  assert.ok(Math.abs(deviation / 0.088 - 1) < 0.03);
});

test("init=zeros, ones, constant", () => {
  for (const [init, value] of [
    ["zeros", 0],
    ["ones", 1],
    ["constant(0.25)", 0.25],
  ] as const) {
    assert.ok(kernelOf(`conv3-4 init=${init}`).values.every((weight) => weight === value));
  }
});

test("init=bilinear interpolates each channel by itself", () => {
  const { values } = kernelOf("deconv4-64/2 pad=1 init=bilinear");
  const tent = [0.25, 0.75, 0.75, 0.25];
  values.forEach((weight, i) => {
    const [place, out, channel] = [Math.floor(i / 4096), Math.floor(i / 64) % 64, i % 64];
    const expected = out === channel ? tent[place >> 2]! * tent[place % 4]! : 0;
    assert.equal(weight, expected);
  });
});

test("weights that a filter does not see are zero", () => {
  const network = networkOf("input 3x3x3 | conv3-2 maps=[[0,2],[1]] nobias");
  const kernel = initialValues(network.layers[1]!, 1).get("conv1_1/kernel")!;
  kernel.forEach((weight, i) => {
    const [channel, filter] = [Math.floor(i / 2) % 3, i % 2];
    assert.equal(weight === 0, filter === 0 ? channel === 1 : channel !== 1);
  });
});

test("the seed alone decides; another seed gives other numbers", () => {
  const [first, again, other] = [1, 1, 2].map((seed) => kernelOf("conv3-64", seed).values);
  assert.deepEqual(first, again);
  const product = first!.reduce((sum, weight, i) => sum + weight * other![i]!, 0);
  const square = first!.reduce((sum, weight) => sum + weight * weight, 0);
  assert.ok(Math.abs(product / square) < 0.03, "seeds 1 and 2 are not alike");
});

/** The window's numbers against tfjs, and the examples of the lectures. */
import { test } from "node:test";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import {
  convolve,
  leftOut,
  mapPlane,
  noPadding,
  outputSize,
  padPlane,
  poolPadding,
  poolPlane,
  timesSeen,
  transposedConvolve,
  type Plane,
  type Planes,
  type PoolWord,
  type Sliding,
} from "../../src/analysis/window.js";
import { namedKernels } from "../../src/analysis/windowKernels.js";

await tf.setBackend("cpu");

const zero = { kind: "constant", value: 0 } as const;

function sliding(kernel: number, stride = 1, pad = 0, dilate = 1): Sliding {
  return {
    kernelSize: [kernel, kernel],
    strides: [stride, stride],
    dilation: [dilate, dilate],
    padding: { top: pad, bottom: pad, left: pad, right: pad },
    mode: zero,
  };
}

/** Whole numbers from −9 to 9, another for each call. */
function numbers(): () => number {
  let state = 11;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state % 19) - 9;
  };
}

const next = numbers();

function planes(height: number, width: number, channels: number): Planes {
  return Array.from({ length: channels }, () => mapPlane([height, width], next));
}

/** Height x width x channels, as tfjs has them. */
function tensor(input: Planes): tf.Tensor3D {
  return tf.stack(
    input.map((plane) => tf.tensor2d(plane.map((row) => [...row]))),
    -1,
  ) as tf.Tensor3D;
}

function firstMap(result: tf.Tensor3D): Plane {
  return result.slice([0, 0, 0], [-1, -1, 1]).squeeze([2]).arraySync() as number[][];
}

type Pads = [[number, number], [number, number]];
function pads({ padding }: Sliding): Pads {
  return [
    [padding.top, padding.bottom],
    [padding.left, padding.right],
  ];
}

const settings = [
  sliding(3),
  sliding(3, 2, 1),
  sliding(2, 3, 1),
  sliding(3, 1, 2, 2),
  sliding(1, 2),
  { ...sliding(2), padding: { top: 0, bottom: 1, left: 2, right: 1 } },
];

test("convolution is tfjs's, for every stride, padding and dilation", () => {
  for (const one of settings) {
    const [input, filter] = [planes(8, 9, 3), planes(one.kernelSize[0], one.kernelSize[1], 3)];
    const padded = tf.pad(tensor(input), [...pads(one), [0, 0]]);
    const [strides, dilation] = [[...one.strides], [...one.dilation]] as [number, number][];
    const kernel = tensor(filter).expandDims<tf.Tensor4D>(3);
    // tfjs refuses strides with dilation.
    const expected = tf.conv2d(padded, kernel, strides!, "valid", "NHWC", dilation);
    const received = convolve(
      input.map((plane) => padPlane(plane, one)),
      filter,
      0,
      one,
    );
    assert.deepEqual(received, firstMap(expected), JSON.stringify(one));
  }
});

test("the bias is added to every sum", () => {
  const [input, filter] = [planes(4, 4, 1), planes(3, 3, 1)];
  const plain = convolve(input, filter, 0, sliding(3));
  assert.deepEqual(
    convolve(input, filter, 5, sliding(3)),
    plain.map((row) => row.map((value) => value + 5)),
  );
});

test("transposed convolution is tfjs's", () => {
  for (const one of [sliding(3, 2), sliding(2, 2), sliding(3, 1, 1), sliding(4, 2, 1)]) {
    const [input, filter] = [planes(4, 5, 2), planes(one.kernelSize[0], one.kernelSize[1], 2)];
    const [k] = one.kernelSize;
    const [s] = one.strides;
    const p = one.padding.top;
    const shape: [number, number, number] = [3 * s + k, 4 * s + k, 1];
    const kernel = tensor(filter).expandDims<tf.Tensor4D>(2);
    const full = tf.conv2dTranspose(tensor(input), kernel, shape, s, "valid");
    const expected = full.slice([p, p, 0], [shape[0] - 2 * p, shape[1] - 2 * p, 1]);
    assert.deepEqual(transposedConvolve(input, filter, 0, one), firstMap(expected));
  }
});

test("pooling is tfjs's; a minimum is the negative maximum of the negative", () => {
  for (const one of [sliding(2, 2), sliding(3, 2), sliding(3, 1), sliding(3, 2, 1)]) {
    const input = planes(7, 8, 1);
    const pooled = (pool: PoolWord) => {
      const mode = poolPadding(pool);
      return poolPlane(pool, padPlane(input[0] ?? [], { ...one, mode }), one);
    };
    const [k, s, p] = [one.kernelSize[0], one.strides[0], one.padding.top];
    const max = (x: tf.Tensor3D) => tf.maxPool(x, k, s, p, "floor");
    assert.deepEqual(pooled("max"), firstMap(max(tensor(input))));
    assert.deepEqual(pooled("min"), firstMap(max(tensor(input).neg()).neg()));
    if (p > 0) continue;
    const mean = firstMap(tf.avgPool(tensor(input), k, s, "valid"));
    const near = pooled("avg")
      .flat()
      .map((value, i) => Math.abs(value - (mean.flat()[i] ?? NaN)));
    assert.ok(Math.max(...near) < 1e-5);
  }
});

test("reflection is tfjs's, replication repeats the edge, a constant fills", () => {
  const [plane = []] = planes(4, 5, 1);
  const one = { ...sliding(3, 1, 2), padding: { top: 2, bottom: 1, left: 0, right: 3 } };
  const expected = tf.mirrorPad(tensor([plane]), [...pads(one), [0, 0]], "reflect");
  assert.deepEqual(padPlane(plane, { ...one, mode: { kind: "reflect" } }), firstMap(expected));
  const row = (mode: Sliding["mode"]) =>
    padPlane([[1, 2, 3]], { padding: { ...noPadding, left: 1, right: 2 }, mode });
  assert.deepEqual(row({ kind: "replicate" }), [[1, 1, 2, 3, 3, 3]]);
  assert.deepEqual(row({ kind: "constant", value: 7 }), [[7, 1, 2, 3, 7, 7]]);
});

test("a cell is seen as often as a transposed convolution of ones says", () => {
  for (const one of [sliding(3), sliding(3, 1, 1), sliding(3, 2, 1), sliding(2, 1, 0, 2)]) {
    const [rows, columns] = outputSize([6, 7], one);
    const ones: Planes = [mapPlane([rows, columns], () => 1)];
    const stamped = transposedConvolve(ones, [mapPlane(one.kernelSize, () => 1)], 0, one);
    const seen = timesSeen([6, 7], one);
    stamped.forEach((row, y) => row.forEach((value, x) => assert.equal(value, seen[y]?.[x])));
  }
});

test("output sizes of the lectures", () => {
  assert.deepEqual(outputSize([32, 32], sliding(4, 2)), [15, 15]);
  assert.deepEqual(outputSize([32, 32], sliding(5)), [28, 28]);
  assert.deepEqual(outputSize([32, 32], sliding(3, 1, 1)), [32, 32]);
  assert.deepEqual(outputSize([7, 7], sliding(3, 3)), [2, 2]);
  assert.deepEqual(leftOut([7, 7], sliding(3, 3)), [1, 1]);
  const saved = { ...sliding(3, 3), padding: { top: 1, bottom: 1, left: 1, right: 1 } };
  assert.deepEqual(
    [outputSize([7, 7], saved), leftOut([7, 7], saved)],
    [
      [3, 3],
      [0, 0],
    ],
  );
});

const curve: Plane = [
  [0, 0, 0, 0, 0, 30, 0],
  [0, 0, 0, 0, 30, 0, 0],
  [0, 0, 0, 30, 0, 0, 0],
  [0, 0, 0, 30, 0, 0, 0],
  [0, 0, 0, 30, 0, 0, 0],
  [0, 0, 0, 30, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0],
];

/** A. Deshpande's mouse: on its back the curve, on its head nothing that fits. */
test("the curve detector answers 6600 to a curve and 0 to what has none", () => {
  const back: Plane = [
    [0, 0, 0, 0, 0, 0, 30],
    [0, 0, 0, 0, 50, 50, 50],
    [0, 0, 0, 20, 50, 0, 0],
    [0, 0, 0, 50, 50, 0, 0],
    [0, 0, 0, 50, 50, 0, 0],
    [0, 0, 0, 50, 50, 0, 0],
    [0, 0, 0, 50, 50, 0, 0],
  ];
  const head: Plane = [
    [0, 0, 0, 0, 0, 0, 0],
    [0, 40, 0, 0, 0, 0, 0],
    [40, 0, 40, 0, 0, 0, 0],
    [40, 20, 0, 0, 0, 0, 0],
    [0, 50, 0, 0, 0, 0, 0],
    [0, 0, 50, 0, 0, 0, 0],
    [25, 25, 0, 50, 0, 0, 0],
  ];
  assert.deepEqual(convolve([back], [curve], 0, sliding(7)), [[6600]]);
  assert.deepEqual(convolve([head], [curve], 0, sliding(7)), [[0]]);
});

test("named kernels keep a flat map, or answer 0 to it", () => {
  const sums = Object.entries(namedKernels).map(([name, kernel]) => [
    name,
    Math.round(kernel.flat().reduce((sum, weight) => sum + weight, 0)),
  ]);
  assert.deepEqual(Object.fromEntries(sums), {
    blur: 1,
    sharpen: 1,
    emboss: 1,
    outline: 0,
    sobel: 0,
  });
});

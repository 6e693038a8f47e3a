import { test } from "node:test";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { onBackend, openBackend, type BackendName } from "../../../src/targets/tfjs/backend.js";
import { difference, normals } from "./samples.js";

/** TensorFlow.js's own JavaScript kernels are the oracle for those that are registered for wasm. */
async function agree(compute: () => tf.Tensor): Promise<void> {
  const [wasm, js] = [await valuesOn("wasm", compute), await valuesOn("js", compute)];
  assert.ok(difference(wasm, js) < 1e-5, String(difference(wasm, js)));
}

async function valuesOn(name: BackendName, compute: () => tf.Tensor): Promise<Float32Array> {
  await openBackend(name);
  return onBackend(name, () => {
    const before = tf.memory().numTensors;
    const result = tf.tidy(compute);
    const values = Float32Array.from(result.dataSync());
    result.dispose();
    assert.equal(tf.memory().numTensors, before, "tensors are left behind");
    return values;
  });
}

function tensor(shape: readonly number[], seed: number): tf.Tensor4D {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Float32Array.from(normals(size, seed)), [...shape] as Shape4);
}

type Shape4 = [number, number, number, number];

for (const stride of [1, 2, 3]) {
  for (const pad of ["same", "valid"] as const) {
    test(`gradients of conv2d, stride ${stride}, ${pad}`, () =>
      agree(() => {
        const [x, kernel] = [tensor([3, 9, 8, 5], 1), tensor([3, 3, 5, 7], 2)];
        return gradients(() => tf.conv2d(x, kernel, stride, pad), [x, kernel]);
      }));
    test(`gradients of depthwiseConv2d, stride ${stride}, ${pad}`, () =>
      agree(() => {
        const [x, kernel] = [tensor([3, 9, 8, 5], 3), tensor([3, 3, 5, 1], 4)];
        return gradients(() => tf.depthwiseConv2d(x, kernel, stride, pad), [x, kernel]);
      }));
  }
}

test("gradients of conv2d with explicit padding on one side", () =>
  agree(() => {
    const [x, kernel] = [tensor([2, 6, 7, 3], 5), tensor([3, 2, 3, 4], 6)];
    const pad: tf.backend_util.ExplicitPadding = [
      [0, 0],
      [2, 0],
      [0, 1],
      [0, 0],
    ];
    return gradients(() => tf.conv2d(x, kernel, 1, pad), [x, kernel]);
  }));

for (const [turnA, turnB] of [
  [true, false],
  [false, true],
  [true, true],
] as const) {
  for (const [rows, columns] of [
    [3, 70],
    [70, 3],
  ] as const) {
    test(`matMul ${rows}x40x${columns}, transposed ${turnA}, ${turnB}`, () =>
      agree(() => {
        const a = tensor(turnA ? [40, rows, 1, 1] : [rows, 40, 1, 1], 7);
        const b = tensor(turnB ? [columns, 40, 1, 1] : [40, columns, 1, 1], 8);
        const matrix = (x: tf.Tensor4D) => tf.squeeze<tf.Tensor2D>(x, [2, 3]);
        return tf.matMul(matrix(a), matrix(b), turnA, turnB);
      }));
  }
}

test("matMul of batches stays TensorFlow.js's own", () =>
  agree(() => tf.matMul(tensor([2, 3, 4, 5], 9), tensor([2, 3, 6, 5], 10), false, true)));

for (const axis of [[0], [0, 1, 2], [1, 2], [3], [0, 1, 2, 3], []]) {
  for (const keepDims of [false, true]) {
    test(`sum over [${axis.join()}], dimensions kept ${keepDims}`, () =>
      agree(() => {
        const sum = tf.sum(tensor([4, 5, 6, 7], 11), axis, keepDims);
        return tf.concat([sum.flatten(), tf.tensor1d(sum.shape)]);
      }));
  }
}

for (const shift of [0, 5]) {
  test(`gradient of maxPool of normal values minus ${shift}`, () =>
    agree(() => {
      const x = tf.sub(tensor([3, 6, 7, 3], 13), shift);
      return gradients(() => tf.maxPool(x as tf.Tensor4D, 3, 2, "same"), [x]);
    }));
}

test("gradient of maxPool where zero is the largest", () =>
  agree(() => {
    const x = tf.tensor4d([-1, -2, 0, -3, -1, -1e-30, -2, -5], [2, 2, 2, 1]);
    return gradients(() => tf.maxPool(x, 2, 2, "valid"), [x]);
  }));

test("gradient of nearest resizing, three samples", () =>
  agree(() => {
    const x = tensor([3, 4, 5, 2], 12);
    return gradients(() => tf.image.resizeNearestNeighbor(x, [8, 15]), [x]);
  }));

/** Of the sum of the result times fixed numbers, so that every value has a slope of its own. */
function gradients(run: () => tf.Tensor, sources: readonly tf.Tensor[]): tf.Tensor1D {
  const weighted = () => {
    const y = run();
    return tf.sum(tf.mul(y, tensor(y.shape, 99)));
  };
  const { grads } = tf.engine().gradients(weighted, [...sources]);
  return tf.concat1d(grads.map((gradient) => gradient.flatten()));
}

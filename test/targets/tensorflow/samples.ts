/** Networks, images and labels for the tests of this folder, the same in every run. */
import assert from "node:assert/strict";
import type { LabelledBatch, Values } from "../../../src/engine/runner.js";
import { sourceOf } from "../../../src/language/source.js";
import { check } from "../../../src/network/check.js";
import type { Network } from "../../../src/network/network.js";
import { sizeOf } from "../../../src/network/variables.js";

/** The last network of a text. */
export function networkOf(text: string): Network {
  const { value, diagnostics } = check(sourceOf("test.conv", text));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  assert.deepEqual(
    errors.map(({ message }) => message),
    [],
  );
  return value.networks.at(-1)!;
}

/** Numbers in [-1, 1), evenly spread and without order (Weyl's sequence). */
export function numbers(count: number, turn = 0): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, i) => 2 * (((i + 1) * 0.7548776662466927 + turn * 0.31) % 1) - 1,
  );
}

/** Each sample has a range of its own, so that statistics of the batch are well conditioned. */
export function imagesFor(network: Network, samples: number): Values {
  const shape = [samples, ...network.layers[0]!.outputShape];
  const each = sizeOf(shape) / samples;
  const data = numbers(sizeOf(shape)).map((value, i) => value * (0.3 + Math.floor(i / each)));
  return { shape, data };
}

export function classBatch(network: Network, samples: number): LabelledBatch {
  const output = network.layers[network.output]!.outputShape;
  const rows = samples * sizeOf(output.slice(0, -1));
  const labels = Int32Array.from({ length: rows }, (_, i) => (i * 7 + 1) % output.at(-1)!);
  return { images: imagesFor(network, samples), labels };
}

export function targetBatch(network: Network, samples: number): LabelledBatch {
  const output = network.layers[network.output]!.outputShape;
  return { images: imagesFor(network, samples), labels: numbers(samples * sizeOf(output), 3) };
}

/** The largest difference over the largest expected value. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert.equal(actual.length, expected.length);
  const differences = Array.from(actual, (value, i) => value - expected[i]!);
  return largestOf(differences) / Math.max(1e-6, largestOf(expected));
}

/** NaN where one is. */
export function largestOf(values: ArrayLike<number>): number {
  return Array.from(values, Math.abs).reduce((a, b) => Math.max(a, b), 0);
}

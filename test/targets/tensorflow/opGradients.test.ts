/** Every op: its gradient against finite differences, and its value and gradient against tfjs where tfjs has it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import type { Feed } from "../../../src/engine/session.js";
import { sizeOf } from "../../../src/network/variables.js";
import {
  createGraph,
  floats,
  namedNode,
  type Tensor,
} from "../../../src/targets/tensorflow/graph.js";
import { gradients } from "../../../src/targets/tensorflow/gradients.js";
import { attribute, encodeGraph } from "../../../src/targets/tensorflow/messages.js";
import { ops, type OpName } from "../../../src/targets/tensorflow/ops.js";
import { differentiatesGroups } from "../../../src/targets/tensorflow/support.js";
import { opCases, type OpCase } from "./opCases.js";
import { openNative, skip } from "./native.js";

/** Distinct values in (-1, 1), none near zero, further apart than the differences reach. */
function spread(count: number, turn: number): Float32Array {
  const stride = [1, 3, 7, 11, 13, 17].reverse().find((n) => count % n !== 0) ?? 1;
  return Float32Array.from({ length: count }, (_, i) => {
    const place = (i * stride + turn) % count;
    return (2 * (place + (count % 2 === 0 ? 0.5 : 0.25))) / count - 1;
  });
}

/** The op's value, and the gradients of Σ factor·value at its inputs. */
function run({ inputs, build }: OpCase, portable = false) {
  const graph = createGraph({ portable });
  const placeholders = inputs.map((shape, i) =>
    namedNode(
      graph,
      `x${i}`,
      "Placeholder",
      [],
      { dtype: attribute.type("float32"), shape: attribute.shape(shape) },
      { type: "float32", shape },
    ),
  );
  const y = build(graph, placeholders as unknown as [Tensor, Tensor, Tensor]);
  const shape = y.shape.map((size) => (size === -1 ? inputs[0]![0]! : size));
  const factors = spread(sizeOf(shape), 1).map((value) => value + 0.3);
  const weighted = ops.scale(graph, y, floats(graph, shape, [...factors]));
  const total = ops.scale(graph, ops.mean(graph, weighted), floats(graph, [], [sizeOf(shape)]));
  const gradientOf = gradients(graph, total);
  const slopes = placeholders.map((x) => gradientOf(x)!.name);
  const session = openNative(encodeGraph(graph.nodes));
  const compute = (values: readonly Float32Array[], names: readonly string[]) => {
    const feeds = Object.fromEntries(
      inputs.map((shape, i): [string, Feed] => [
        `x${i}:0`,
        { type: "float32", shape, data: values[i]! },
      ]),
    );
    return session.run(feeds, names).map(({ data }) => data as Float32Array);
  };
  return { y: y.name, shape, slopes, factors, compute, dispose: () => session.dispose() };
}

/** Fourth-order central difference of a function of one number. */
function slopeOf(f: (offset: number) => number, step: number): number {
  return (8 * (f(step) - f(-step)) - (f(2 * step) - f(-2 * step))) / (12 * step);
}

function assertClose(
  actual: Float32Array,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, what);
  const largest = Math.max(1e-3, ...Array.from(expected, Math.abs));
  actual.forEach((value, i) => {
    const difference = Math.abs(value - expected[i]!);
    assert.ok(
      difference <= tolerance * largest,
      `${what} at ${i}: ${value}, expected ${expected[i]!}`,
    );
  });
}

/** Without oneDNN the portable convolutions are all there is. */
const convolutions = skip === false && !differentiatesGroups(openNative) ? [true] : [false, true];

for (const name of Object.keys(opCases) as OpName[]) {
  opCases[name].forEach((one, i) => {
    for (const portable of name.startsWith("conv2d") ? convolutions : [false]) {
      test(
        `${name} ${i}${portable ? ", portable" : ""}: the gradient is the slope`,
        { skip },
        () => {
          const { y, slopes, factors, compute, dispose } = run(one, portable);
          const values = one.inputs.map((shape, k) => spread(sizeOf(shape), k));
          const found = compute(values, slopes);
          const at = (k: number, j: number) => (offset: number) => {
            const moved = values.map((value, m) =>
              m === k ? value.with(j, value[j]! + offset) : value,
            );
            const [output] = compute(moved, [y]);
            return output!.reduce((sum, value, n) => sum + value * factors[n]!, 0);
          };
          values.forEach((value, k) => {
            const expected = Array.from(value, (_, j) => slopeOf(at(k, j), one.step ?? 1 / 256));
            assertClose(found[k]!, expected, one.tolerance ?? 2e-3, `input ${k}`);
          });
          dispose();
        },
      );
    }
    const { tfjs } = one;
    if (!tfjs) return;
    test(`${name} ${i}: value and gradient are tfjs's`, { skip }, () => {
      const { y, shape, slopes, factors, compute, dispose } = run(one);
      const values = one.inputs.map((size, k) => spread(sizeOf(size), k));
      const [output, ...found] = compute(values, [y, ...slopes]);
      const inputs = values.map((value, k) => tf.tensor(value, [...one.inputs[k]!]));
      const of = (...all: tf.Tensor[]) => tfjs(all as unknown as [tf.Tensor, tf.Tensor, tf.Tensor]);
      const expected = of(...inputs);
      assert.deepEqual(expected.shape, shape);
      assertClose(output!, expected.dataSync(), 1e-5, "value");
      const total = (...all: tf.Tensor[]) => tf.sum(tf.mul(of(...all), tf.tensor(factors, shape)));
      const expectedSlopes = tf.grads(total)(inputs);
      found.forEach((slope, k) =>
        assertClose(slope, expectedSlopes[k]!.dataSync(), 1e-4, `gradient ${k}`),
      );
      dispose();
    });
  });
}

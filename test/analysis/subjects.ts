/** Subjects of views with known weights, and small data sets, for the tests of this folder. */
import type { Input } from "../../src/analysis/input.js";
import type { Subject } from "../../src/analysis/subject.js";
import type { DataSet } from "../../src/data/dataSet.js";
import { unchanged } from "../../src/data/normalize.js";
import type { Network, Shape } from "../../src/network/network.js";
import { sizeOf } from "../../src/network/variables.js";
import { networkOf, numbers } from "../targets/tensorflow/samples.js";
import { openWith } from "./runners.js";

export async function subjectOf(stages: string): Promise<Subject> {
  const network = networkOf(`net n = ${stages}`);
  const runner = await openWith("js", network);
  return { network, runner, trained: true, classNames: null };
}

export function layerOf({ layers }: Network, name: string) {
  const found = layers.find((layer) => layer.name === name);
  if (!found) throw new Error(`no layer ${name} among ${layers.map((one) => one.name).join(" ")}`);
  return found;
}

/** Pixels 0 to 1. */
export function pixelsOf(count: number, turn = 0): Float32Array {
  return numbers(count, turn).map((value) => (value + 1) / 2);
}

export function inputOf({ network }: Subject, data: Float32Array): Input {
  const shape = network.layers[0]!.outputShape;
  const [height = 1, width = 1, channels = 1] = shape;
  const picture = { height, width, channels, data };
  return {
    shown: { name: "made up", picture, label: null },
    values: { shape: [1, ...shape], data },
  };
}

/** `count` samples of both parts, labels in turn. */
export function dataOf(shape: Shape, classes: number, count = 20): DataSet {
  const part = (turn: number) => ({
    shape,
    images: pixelsOf(sizeOf(shape) * count, turn),
    labels: Int32Array.from({ length: count }, (_, i) => i % classes),
  });
  const classNames = Array.from({ length: classes }, (_, i) => `class ${i}`);
  return {
    name: "made",
    shape,
    classNames,
    preprocessing: unchanged,
    train: part(1),
    test: part(2),
  };
}

export function near(actual: ArrayLike<number>, expected: ArrayLike<number>, most = 1e-4): boolean {
  return (
    actual.length === expected.length &&
    Array.from(actual).every((value, i) => Math.abs(value - expected[i]!) <= most)
  );
}

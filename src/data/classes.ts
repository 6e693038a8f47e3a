/** Labelled samples become a data set: checked, and divided into a training and a test part. */
import { Problem } from "../problem/problem.js";
import type { DataSet } from "./dataSet.js";
import { unchanged, type Preprocessing } from "./normalize.js";
import { part, sampleCount, type Samples } from "./samples.js";
import { stratifiedSplit } from "./split.js";

export interface SplitOptions {
  /** Share that is trained on. */
  readonly split: number;
  readonly seed: number;
}

export const defaultSplit: SplitOptions = { split: 0.8, seed: 1 };

interface Labelled {
  readonly name: string;
  readonly samples: Samples;
  readonly classNames: readonly string[];
  readonly preprocessing?: Preprocessing;
}

/** Each class in proportion. Throws R104 where there is nothing to tell apart. */
export function divided(
  { name, samples, classNames, preprocessing = unchanged }: Labelled,
  { split, seed }: SplitOptions,
): DataSet {
  requireClasses(name, samples);
  const count = sampleCount(samples);
  const { kept, taken } = stratifiedSplit(samples.labels, count - Math.round(count * split), seed);
  const parts = { train: part(samples, kept), test: part(samples, taken) };
  return { name, shape: samples.shape, classNames, preprocessing, ...parts };
}

function requireClasses(name: string, { labels }: Samples): void {
  const [first] = labels;
  if (first === undefined) throw new Problem("R104", `\`${name}\` is empty`);
  if (labels.some((label) => label !== first)) return;
  const message = `\`${name}\` has one class only: all its ${labels.length} labels are the same`;
  throw new Problem("R104", message, { hints: ["a network needs two classes or more"] });
}

/** Class numbers as names, up to the largest label. */
export function numberedClasses(labels: Int32Array): readonly string[] {
  const largest = labels.reduce((most, label) => Math.max(most, label), -1);
  return Array.from({ length: largest + 1 }, (_, label) => String(label));
}

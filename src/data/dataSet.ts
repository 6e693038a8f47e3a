/**
 * Data sets by name. In: a name of `data NAME`. Out: labelled images in a training and a test part. What is known before
 * reading (shape, classes, sizes) is in the table, so that a script can be judged before it runs. A new data set is an
 * entry here.
 */
import type { dataSets } from "../network/commands/options.js";
import type { Shape } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { digits } from "./digits.js";
import type { Samples } from "./samples.js";

export type DataSetName = (typeof dataSets)[number];

export interface DataSetInfo {
  readonly name: string;
  /** Of one image: height, width, channels. */
  readonly shape: Shape;
  readonly classNames: readonly string[];
  /** What was done to the pixels, kept with the weights: `(pixel − mean) / deviation`, pixels 0 to 1. */
  readonly preprocessing: Preprocessing;
}

export interface Preprocessing {
  readonly mean: number;
  readonly deviation: number;
}

export interface DataSet extends DataSetInfo {
  readonly train: Samples;
  readonly test: Samples;
}

/** A data set of the table: what is known of it, and how it is read. */
export interface DataSetEntry {
  readonly info: DataSetInfo;
  readonly read: () => Promise<DataSet>;
}

const entries: Readonly<Record<DataSetName, DataSetEntry | null>> = {
  digits,
  mnist: null,
  fashion: null,
  kmnist: null,
  cifar10: null,
  cifar100: null,
};

export const availableDataSets: readonly string[] = Object.entries(entries)
  .filter(([, entry]) => entry !== null)
  .map(([name]) => name);

/** Throws R106 for an unknown name and R101 for one that is not there yet. */
export function dataSetEntry(name: string): DataSetEntry {
  const there = `there is ${availableDataSets.map((known) => `\`${known}\``).join(", ")}`;
  if (!Object.hasOwn(entries, name)) {
    throw new Problem("R106", `there is no data set \`${name}\``, { hints: [there] });
  }
  const entry = entries[name as DataSetName];
  if (!entry)
    throw new Problem("R101", `the data set \`${name}\` is not there yet`, { hints: [there] });
  return entry;
}

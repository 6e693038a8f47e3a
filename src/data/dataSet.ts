/**
 * Data sets by name. In: a name of `data NAME`. Out: labelled images in a training and a test part. What is known before
 * reading (shape, classes, sizes) is in the table, so that a script can be judged before it runs. A new data set is an
 * entry here.
 */
import type { dataSets } from "../network/commands/options.js";
import type { Shape } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { digits } from "./digits.js";
import { cifar10, cifar100, fashion, kmnist, mnist } from "./named.js";
import type { Preprocessing } from "./normalize.js";
import type { Samples } from "./samples.js";

export type { Preprocessing };

export type DataSetName = (typeof dataSets)[number];

export interface DataSetInfo {
  readonly name: string;
  /** Of one image: height, width, channels. */
  readonly shape: Shape;
  readonly classNames: readonly string[];
  /** What is done to the pixels, kept with the weights. */
  readonly preprocessing: Preprocessing;
}

export interface DataSet extends DataSetInfo {
  readonly train: Samples;
  readonly test: Samples;
  /** Files that were left out, each with the reason. */
  readonly skipped?: readonly string[];
}

/** How far the reading of a data set is. */
export interface Reading {
  readonly unit: "bytes" | "files";
  /** The file that is fetched; null for files of a folder. */
  readonly file: string | null;
  readonly done: number;
  /** null where it is not known */
  readonly of: number | null;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((reading: Reading) => void) | undefined;
}

/** A data set of the table: what is known of it, and how it is read. */
export interface DataSetEntry {
  readonly info: DataSetInfo;
  /** Throws R201, R206 and R207 where it must be fetched first and cannot be; R304 where the signal stops that. */
  readonly read: (options?: ReadOptions) => Promise<DataSet>;
}

const entries: Readonly<Record<DataSetName, DataSetEntry>> = {
  digits,
  mnist,
  fashion,
  kmnist,
  cifar10,
  cifar100,
};

/** Throws R106 for an unknown name. */
export function dataSetEntry(name: string): DataSetEntry {
  if (Object.hasOwn(entries, name)) return entries[name as DataSetName];
  const known = Object.keys(entries).map((one) => `\`${one}\``);
  throw new Problem("R106", `there is no data set \`${name}\``, {
    hints: [`there is ${known.join(", ")}`],
  });
}

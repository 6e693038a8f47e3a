/** What a view looks at: pictures, samples, data. In: its options. Out: inputs; what is missing is said with the way out. */
import { basename } from "node:path";
import {
  fileInput,
  numberInput,
  numberPicture,
  sampleInput,
  type Input,
  type Rows,
} from "../analysis/input.js";
import type { Batches } from "../analysis/histograms.js";
import { batches, shownPart, someOf } from "../analysis/samples.js";
import type { Subject } from "../analysis/subject.js";
import type { NamedPicture } from "../analysis/picture.js";
import type { DataSet } from "../data/dataSet.js";
import type { Pair } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { requireImages } from "../training/fit.js";
import type { LiveNetwork } from "./liveNetwork.js";

export interface ViewOptions {
  /** A layer's name. */
  readonly at?: string;
  /** A picture's file, or numbers in rows. */
  readonly of?: string | Rows;
  readonly on?: DataSet;
  /** A test sample of `on`; 0. */
  readonly sample?: number;
  /** Its number or its name; the likeliest. */
  readonly class?: number | string;
  readonly unit?: number;
  readonly top?: readonly number[];
  /** Row and column; the middle. */
  readonly cell?: Pair;
  /** Each map in its own range, or all in the layer's. */
  readonly scale?: "map" | "layer";
  /** Of occlusion's square, in pixels. */
  readonly size?: number;
  readonly stride?: number;
  readonly method?: "tsne" | "pca";
  /** How many are looked at. */
  readonly samples?: number;
  /** Of gradient ascent. */
  readonly steps?: number;
  readonly batch?: number;
  readonly seed?: number;
}

/** `of=`, else a test sample of `on=`. Throws R102, R104, R107, R205. */
export async function inputFor(live: LiveNetwork, options: ViewOptions): Promise<Input> {
  const input = await optionalInput(live, options);
  if (input) return input;
  throw new Problem("R107", "this view needs a picture", {
    about: "view",
    hints: ['write `of="cat.png"` for a file, or `on=digits` for a test sample of a data set'],
  });
}

export function optionalInput(live: LiveNetwork, options: ViewOptions): Promise<Input | null> {
  const { of, on, sample = 0 } = options;
  return located(async () => {
    const { network, preprocessing } = live;
    if (typeof of === "string") return fileInput(network, preprocessing, of, basename(of));
    if (of !== undefined) return numberInput(network, evenRows(of));
    if (on === undefined) return null;
    requireImages(network, on);
    return sampleInput(network, on, sample);
  });
}

/** The picture alone, which may be of any size where it is given in numbers. */
export async function pictureFor(live: LiveNetwork, options: ViewOptions): Promise<NamedPicture> {
  const { of } = options;
  if (typeof of !== "object") return (await inputFor(live, options)).shown;
  return { name: "numbers", picture: numberPicture(evenRows(of)), label: null };
}

/** Throws R102 and R107. */
export function dataFor({ network }: LiveNetwork, { on }: ViewOptions): DataSet {
  if (!on) {
    throw new Problem("R107", "this view needs a data set", {
      about: "view",
      hints: ["write `on=digits`, a data set from above"],
    });
  }
  try {
    requireImages(network, on);
  } catch (error) {
    throw aboutOptions(error);
  }
  return on;
}

/** A picture, or samples of a data set; null where neither is given. */
export async function batchesOf(
  subject: Subject,
  live: LiveNetwork,
  options: ViewOptions,
): Promise<{ readonly name: string; readonly batches: Batches } | null> {
  const { on, of, sample, samples = 256 } = options;
  if (!on || of !== undefined || sample !== undefined) {
    const input = await optionalInput(live, options);
    return input && { name: input.shown.name, batches: () => single(input) };
  }
  const data = dataFor(live, options);
  const part = shownPart(data);
  const indices = someOf(part, samples);
  const name = `${indices.length} samples of ${data.name}`;
  return { name, batches: () => valuesOf(batches(subject, data, part, indices)) };
}

async function* single({ values }: Input) {
  yield await Promise.resolve(values);
}

async function* valuesOf(from: ReturnType<typeof batches>) {
  for await (const { values } of from) yield values;
}

function evenRows(rows: Rows): Rows {
  const width = rows[0]?.length ?? 0;
  const even = rows.every(
    (row) => Array.isArray(row) && row.length === width && row.every(isNumber),
  );
  if (even && width > 0) return rows;
  throw new Problem("R107", "numbers are given in rows of one length", {
    about: "of",
    hints: ["as in `of=[[1,2],[3,4]]`"],
  });
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
}

async function located<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw aboutOptions(error);
  }
}

/** Where options of a view take the place of other statements' operands. */
const places: Readonly<Record<string, string>> = { data: "on", path: "of" };

function aboutOptions(error: unknown): unknown {
  if (!(error instanceof Problem) || error.about === null) return error;
  const { code, message, hints, notes, table } = error;
  const details = { hints, notes, about: places[error.about] ?? error.about };
  return new Problem(code, message, table === null ? details : { ...details, table });
}

/** The UCI handwritten digits, which ship with the project; source and licence are in the README beside. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { packageRoot } from "../packageRoot.js";
import type { DataSetEntry } from "./dataSet.js";
import { select, type Samples } from "./samples.js";
import { stratifiedSplit } from "./split.js";

const file = join(packageRoot, "src", "data", "digits.csv.gz");
const shape = [8, 8, 1];
const testSamples = 360;
/** Part of the split's definition: figures from it are compared, so it never changes. */
const splitSeed = 1998;

const info = {
  name: "digits",
  shape,
  classNames: Array.from({ length: 10 }, (_, digit) => String(digit)),
  preprocessing: { mean: 0, deviation: 1 },
};

/** Read once a process: each reader gets copies. */
let known: Samples | null = null;

export const digits: DataSetEntry = {
  info,
  async read() {
    known ??= parse((await promisify(gunzip)(await readFile(file))).toString("latin1"));
    const all = known;
    const { kept, taken } = stratifiedSplit(all.labels, testSamples, splitSeed);
    return { ...info, train: select(all, kept), test: select(all, taken) };
  },
};

/** A row is 64 pixels from 0 to 16, then the digit. */
function parse(text: string): Samples {
  const rows = text
    .trim()
    .split("\n")
    .map((row) => row.split(",").map(Number));
  return {
    shape,
    images: Float32Array.from(rows.flatMap((row) => row.slice(0, 64).map((pixel) => pixel / 16))),
    labels: Int32Array.from(rows, (row) => row[64] ?? 0),
  };
}

/** `test/bench/results.json`: what each part found, when and on which machine. The README's figures come from it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../src/packageRoot.js";
import type { DataMeasurement } from "./data.js";
import type { Measurement } from "./measure.js";
import type { SpeedResults } from "./speed/speed.js";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  /** Day of the run. */
  readonly date: string;
}

/** What a part found; one without a record prints only. */
export interface Found {
  readonly check: readonly Measurement[];
  readonly compile: readonly Measurement[];
  readonly data: readonly DataMeasurement[];
  readonly kernel: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly speed: SpeedResults;
}

export type Results = {
  readonly [Part in keyof Found]?: {
    readonly machine: Machine;
    readonly quick: boolean;
    readonly found: Found[Part];
  };
};

const path = join(packageRoot, "test", "bench", "results.json");

export function readResults(): Results {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Results) : {};
}

export function writeResults(results: Results): void {
  writeFileSync(path, `${JSON.stringify(results, null, 2)}\n`);
}

export function thisMachine(): Machine {
  const [cpu] = cpus();
  return {
    processor: cpu?.model ?? "",
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** `npm run bench -- speed`: ours and the peers, side by side; writes `test/bench/results.json`. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../src/packageRoot.js";
import { cases } from "./cases.js";
import { compareCase, type Comparison, type Timing } from "./compare.js";
import { ensureEnvironment, type Environment } from "./environments.js";
import { peers, type Peer } from "./peers.js";
import { markdownTable, printComparison } from "./report.js";

export interface How {
  /** In ten minutes: the chief cases, without the peers that compile for minutes. */
  readonly quick: boolean;
}

const timings: Readonly<Record<"quick" | "full", Timing>> = {
  quick: { rounds: 2, chunks: 3 },
  full: { rounds: 3, chunks: 5 },
};

export async function speedBench({ quick }: How): Promise<void> {
  const chosen = peers.filter((peer) => !(quick && peer.slow) && isThere(peer));
  const folder = mkdtempSync(join(tmpdir(), "convscript-bench-"));
  const comparisons: Comparison[] = [];
  try {
    for (const one of cases.filter((each) => each.quick || !quick)) {
      const comparison = await compareCase(one, chosen, timings[quick ? "quick" : "full"], folder);
      printComparison(comparison);
      comparisons.push(comparison);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const path = join(packageRoot, "test", "bench", "results.json");
  writeFileSync(path, `${JSON.stringify({ machine: machine(), quick, comparisons }, null, 2)}\n`);
  console.log(`\n${markdownTable(comparisons)}\n\nwritten to test/bench/results.json`);
}

const tried = new Map<Environment, boolean>();

/** A peer whose environment cannot be made is left out, and said to be. */
function isThere({ name, environment }: Peer): boolean {
  if (environment === null) return true;
  const there = tried.get(environment) ?? ensureEnvironment(environment);
  tried.set(environment, there);
  if (!there) console.log(`${name} is left out: its environment could not be made`);
  return there;
}

function machine() {
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

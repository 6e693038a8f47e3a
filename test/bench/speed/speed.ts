/** `npm run bench -- speed`: ours and the peers, side by side. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure, printTable, type Measurement } from "../measure.js";
import { cases } from "./cases.js";
import { compareCase, type Comparison, type Row, type Timing } from "./compare.js";
import { curves } from "./curves.js";
import { ensureEnvironment, type Environment } from "./environments.js";
import { peers, type Peer } from "./peers.js";
import { milliseconds, printComparison } from "./report.js";

export interface How {
  /** In ten minutes with all other parts: the chief cases, without the peers that compile for minutes, and no curves. */
  readonly quick: boolean;
}

export interface SpeedResults {
  readonly comparisons: readonly Comparison[];
  readonly curves: readonly MeasuredCurve[];
  readonly firstOutput: Measurement;
}

export interface MeasuredCurve {
  readonly title: string;
  readonly grows: string;
  readonly points: readonly { readonly at: number; readonly rows: readonly Row[] }[];
}

const timings: Readonly<Record<"quick" | "full" | "curve", Timing>> = {
  quick: { rounds: 2, chunks: 2, seconds: 10 },
  full: { rounds: 2, chunks: 4, seconds: 30 },
  curve: { rounds: 1, chunks: 3, seconds: 10 },
};

export async function speedBench({ quick }: How): Promise<SpeedResults> {
  const chosen = peers.filter((peer) => !(quick && peer.slow) && isThere(peer));
  const folder = mkdtempSync(join(tmpdir(), "convscript-bench-"));
  const comparisons: Comparison[] = [];
  try {
    for (const one of cases.filter((each) => each.quick || !quick)) {
      const comparison = await compareCase(one, chosen, timings[quick ? "quick" : "full"], folder);
      printComparison(comparison);
      comparisons.push(comparison);
    }
    const firstOutput = await textToFirstOutput();
    const grown = quick ? [] : await growth(chosen, folder);
    return { comparisons, curves: grown, firstOutput };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function textToFirstOutput(): Promise<Measurement> {
  const program = fileURLToPath(new URL("first.js", import.meta.url));
  const what = "VGG-D, from text to first output, as a process";
  const plan = { what, warmUp: 1, runs: 3, target: 3000 };
  const found = await measure(plan, () => {
    const { status, stderr } = spawnSync(process.execPath, [program], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  });
  console.log("");
  printTable("first output", [found]);
  return found;
}

async function growth(chosen: readonly Peer[], folder: string): Promise<readonly MeasuredCurve[]> {
  const measured: MeasuredCurve[] = [];
  const fast = chosen.filter(({ slow }) => !slow);
  for (const { title, grows, points } of curves) {
    console.log(`\n${title}, by ${grows}`);
    const found: { at: number; rows: readonly Row[] }[] = [];
    for (const { at, one } of points) {
      const { rows } = await compareCase(one, fast, timings.curve, folder);
      found.push({ at, rows });
      const texts = rows.map(({ peer, median }) => `${peer} ${milliseconds(median)}`);
      console.log(`  ${String(at).padStart(4)}  ${texts.join(", ")}`);
    }
    measured.push({ title, grows, points: found });
  }
  return measured;
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

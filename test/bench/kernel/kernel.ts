/**
 * Kernels beside each other, through jupyter_client; its Python is that of CONVSCRIPT_JUPYTER, or one made for it. Out: a table
 * of medians; kernels take turns, so that a slow minute of the machine hits all of them. Memory is that of all processes of
 * a kernel, what they share counted once; RSS counts that for each of them, `own` not at all. `ready` is before the first
 * cell, `two cells` 5 s after one in TypeScript with our API and one in ConvScript (of the others, one cell), `silent` 195 s later;
 * a quick run does not wait for those two.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../../src/packageRoot.js";
import { ensureEnvironment, pythonOf } from "../speed/environments.js";
import { preparePeers, searchPath } from "./peers.js";

const run = promisify(execFile);

type Figures = Readonly<Record<string, number>>;

/** What is promised of ours: milliseconds, each under. */
const targets: Figures = {
  ready: 1000,
  ConvScript: 10,
  "our API": 20,
  "with tfjs": 60,
  completion: 30,
  "control, a loop": 50,
  "control, training": 50,
};

export async function kernelBench({ quick }: { readonly quick: boolean }) {
  const python = pythonWithJupyter();
  if (python === undefined) {
    console.log("kernel: left out; Jupyter's packages could not be installed\n");
    return undefined;
  }
  const names = preparePeers();
  const rounds = quick ? 1 : 5;
  const taken = new Map<string, Figures[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const figures = await start(python, name, quick ? 10 : 30);
      if (figures) taken.get(name)?.push(figures);
    }
  }
  // None of them is timed, and they wait: so all at once.
  const waiting = quick ? [] : names;
  const memory = waiting.map(async (name) => [name, (await start(python, name, 0)) ?? {}] as const);
  const idle = new Map(await Promise.all(memory));
  const table = [...taken].map(
    ([name, all]) => [name, { ...medians(all), ...idle.get(name) }] as const,
  );
  printKernels(new Map(table), rounds);
  return Object.fromEntries(table);
}

function pythonWithJupyter(): string | undefined {
  const { CONVSCRIPT_JUPYTER: own } = process.env;
  if (own) return own;
  return ensureEnvironment("jupyter") ? pythonOf("jupyter") : undefined;
}

/** 0 cells: its memory. */
async function start(python: string, name: string, cells: number): Promise<Figures | undefined> {
  const driver = join(packageRoot, "test", "bench", "kernel", "driver.py");
  const env = { ...process.env, JUPYTER_PATH: searchPath };
  const options = { cwd: packageRoot, env, timeout: 300_000 };
  try {
    const { stdout } = await run(python, [driver, name, String(cells)], options);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Figures;
  } catch (error) {
    const { stderr = "" } = error as { readonly stderr?: string };
    console.log(`${name} failed: ${stderr.trim().split("\n").at(-1) ?? ""}`);
    return undefined;
  }
}

function medians(all: readonly Figures[]): Figures {
  const rows = new Set(all.flatMap((figures) => Object.keys(figures)));
  return Object.fromEntries(
    [...rows].map((row) => [row, median(all.map((one) => one[row] ?? NaN))]),
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function printKernels(taken: ReadonlyMap<string, Figures>, rounds: number): void {
  const names = [...taken.keys()];
  const rows = new Set([...taken.values()].flatMap((figures) => Object.keys(figures)));
  const head = [...names, "target"].map((name) => name.padStart(12)).join("");
  console.log(`kernel: ms and MB, medians of ${rounds} starts\n${"".padEnd(24)}${head}`);
  for (const row of rows) {
    const figures = names.map((name) => taken.get(name)?.[row]);
    const ours = figures[0] ?? NaN;
    const target = targets[row];
    const verdict = target !== undefined && !(ours < target) ? "  too slow" : "";
    const limit = target === undefined ? "" : `< ${target}`;
    const cells = [...figures.map(written), limit].map((text) => text.padStart(12)).join("");
    console.log(`${row.padEnd(24)}${cells}${verdict}`);
  }
  console.log("");
}

function written(value: number | undefined): string {
  return value === undefined ? "-" : value.toFixed(value < 10 ? 1 : 0);
}

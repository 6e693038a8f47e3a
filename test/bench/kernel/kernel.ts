/**
 * Kernels beside each other, through jupyter_client. In: a Python with Jupyter's packages in CONVSCRIPT_JUPYTER. Out: a table of
 * medians; kernels take turns, so that a slow minute of the machine hits all of them.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../../src/packageRoot.js";
import { preparePeers, searchPath } from "./peers.js";

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

export function kernelBench({ quick }: { readonly quick: boolean }): void {
  const python = process.env["CONVSCRIPT_JUPYTER"];
  if (python === undefined) {
    console.log("kernel: left out; CONVSCRIPT_JUPYTER names no Python with Jupyter's packages\n");
    return;
  }
  const names = preparePeers();
  const rounds = quick ? 1 : 5;
  const taken = new Map<string, Figures[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const figures = start(python, name, quick ? 10 : 30);
      if (figures) taken.get(name)?.push(figures);
    }
  }
  printKernels(new Map([...taken].map(([name, all]) => [name, medians(all)])), rounds);
}

function start(python: string, name: string, cells: number): Figures | undefined {
  const driver = join(packageRoot, "test", "bench", "kernel", "driver.py");
  const { stdout, stderr, status } = spawnSync(python, [driver, name, String(cells)], {
    encoding: "utf8",
    cwd: packageRoot,
    env: { ...process.env, JUPYTER_PATH: searchPath },
    timeout: 180_000,
  });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Figures;
  console.log(`${name} failed: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  return undefined;
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

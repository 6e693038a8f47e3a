/**
 * The folder of `checkpoint="dir"`: the last three checkpoints, and the best weights as a file that `load` reads. In: a
 * runner between two steps. Out: files that appear whole or not at all. Holds: a checkpoint that is there is sound or is
 * known not to be; an older one is removed only when a newer one is complete.
 */
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Runner } from "../engine/runner.js";
import type { Network } from "../network/network.js";
import { Problem, systemReason } from "../problem/problem.js";
import type { Kept, Progress } from "../training/progress.js";
import { withCheckpoint, writeCheckpoint, type Origin } from "../weights/checkpoint.js";
import type { Manifest } from "../weights/manifest.js";
import { withWeights } from "../weights/read.js";
import { writeWeights } from "../weights/write.js";
import { soundReader, type Keeper } from "./keeper.js";

const keptCheckpoints = 3;
const bestName = "best.safetensors";
const earlierName = "earlier";
const checkpointName = /^step-\d+\.safetensors$/;
const leftover = /^\.(step-\d+|best)\.safetensors\..*\.part$/;

const nameOf = ({ steps }: Progress) =>
  `step-${String(steps.length).padStart(10, "0")}.safetensors`;

export function folderKeeper(
  folder: string,
  runner: Runner,
  origin: Origin,
  manifest: Manifest,
  learningRate: number,
): Keeper {
  const { network } = runner;
  const best = join(folder, bestName);
  return {
    async keep(progress, isBest) {
      const read = soundReader(runner, progress.steps.length, learningRate);
      try {
        // The best goes first: a checkpoint says which epoch it is of.
        if (isBest) await writeWeights(best, network, manifest, read);
        await writeCheckpoint(join(folder, nameOf(progress)), runner, progress, origin, read);
        await removeOld(folder);
        return null;
      } catch (error) {
        if (error instanceof Problem && error.code === "R201") return error.message;
        throw error;
      }
    },
    last: () => newestCheckpoint(folder, network).catch(() => null),
    best: (write) => withWeights(best, network, ({ writeTo }) => writeTo(write)),
  };
}

async function removeOld(folder: string): Promise<void> {
  const names = await filesOf(folder, checkpointName);
  for (const name of names.slice(0, -keptCheckpoints)) {
    await refusing(folder, () => rm(join(folder, name), { force: true }));
  }
}

interface Damaged {
  readonly name: string;
  readonly reason: string;
}

export interface Found extends Kept {
  readonly name: string;
  readonly origin: Origin;
  /** Newer ones that cannot be read, and why. */
  readonly damaged: readonly Damaged[];
}

/** Null where there is none. Throws R202 where none can be read, R203 where it is of another network. */
export async function newestCheckpoint(folder: string, network: Network): Promise<Found | null> {
  const damaged: Damaged[] = [];
  for (const name of (await filesOf(folder, checkpointName)).toReversed()) {
    const path = join(folder, name);
    try {
      const told = await withCheckpoint(path, network, ({ origin, progress }) =>
        Promise.resolve({ origin, progress }),
      );
      const writeTo: Kept["writeTo"] = (write) =>
        withCheckpoint(path, network, (checkpoint) => checkpoint.writeTo(write));
      return { name, ...told, writeTo, damaged };
    } catch (error) {
      if (!isDamage(error)) throw aboutCheckpoint(error);
      damaged.push({ name, reason: error.message });
    }
  }
  if (damaged.length === 0) return null;
  throw new Problem("R202", `none of the checkpoints in "${folder}" can be read`, {
    about: "checkpoint",
    table: damaged.map(({ reason }) => `  ${reason}`).join("\n"),
    hints: ["without `resume` the training begins anew; they are then moved aside"],
  });
}

function isDamage(error: unknown): error is Problem {
  return error instanceof Problem && ["R201", "R202", "R204"].includes(error.code);
}

/** Makes the folder, and clears what a process left that was killed while it wrote. Throws R201. */
export async function openFolder(folder: string): Promise<void> {
  await refusing(folder, () => mkdir(folder, { recursive: true }));
  const leftovers = await filesOf(folder, leftover);
  await refusing(folder, async () => {
    for (const name of leftovers) await rm(join(folder, name), { force: true });
  });
}

/** So that they do not count among the last ones. */
export async function markDamaged(folder: string, { damaged }: Found): Promise<void> {
  await refusing(folder, async () => {
    for (const { name } of damaged)
      await rename(join(folder, name), join(folder, `${name}.damaged`));
  });
}

/** A training that begins anew leaves the checkpoints of an earlier one in a folder of their own; null where there are none. */
export async function moveAside(folder: string): Promise<string | null> {
  const names = await filesOf(folder, checkpointName);
  if (names.length === 0) return null;
  const earlier = join(folder, earlierName);
  const best = await filesOf(folder, new RegExp(`^${bestName}$`));
  await refusing(folder, async () => {
    await rm(earlier, { recursive: true, force: true });
    await mkdir(earlier);
    for (const name of [...best, ...names]) await rename(join(folder, name), join(earlier, name));
  });
  return earlier;
}

async function filesOf(folder: string, pattern: RegExp): Promise<readonly string[]> {
  const names = await refusing(folder, () => readdir(folder));
  return names.filter((name) => pattern.test(name)).sort();
}

export async function refusing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = `the checkpoints cannot be kept in "${folder}": ${systemReason(error)}`;
    throw new Problem("R201", message, { about: "checkpoint" });
  }
}

/** What is wrong with a file, located at `checkpoint=`. */
export function aboutCheckpoint(error: unknown): unknown {
  if (!(error instanceof Problem) || error.about !== "path") return error;
  const { code, message, table, hints, notes } = error;
  const rest = table === null ? { hints, notes } : { hints, notes, table };
  return new Problem(code, message, { ...rest, about: "checkpoint" });
}

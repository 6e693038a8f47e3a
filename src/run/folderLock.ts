/**
 * One training for one folder of checkpoints. In: the folder. Out: a function that gives it free. Holds: a lock whose process has
 * ended, killed or not, counts for nothing.
 */
import { readFileSync } from "node:fs";
import { link, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { Problem } from "../problem/problem.js";
import { openFolder, refusing } from "./checkpointFolder.js";

interface Holder {
  readonly process: number;
  readonly host: string;
  /** When the process began, as Linux counts it; numbers of processes come again. */
  readonly began: string | null;
}

let trainings = 0;
/** Locks of this process: a folder that is copied takes its lock with it. */
const held = new Set<string>();

/** Makes the folder where there is none. Throws R201. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await openFolder(folder);
  const path = join(folder, ".lock");
  const holder: Holder = {
    process: process.pid,
    host: hostname(),
    began: beginningOf(process.pid),
  };
  const own = `${path}.${process.pid}.${trainings++}`;
  while (!(await refusing(folder, () => taken(path, own, JSON.stringify(holder))))) {
    const other = await holderOf(path);
    if (other && isAlive(other, path)) throw inUse(folder, other);
    await rm(path, { force: true });
  }
  held.add(path);
  await clear(folder);
  return () => {
    held.delete(path);
    return rm(path, { force: true }).catch(() => undefined);
  };
}

/** A link appears whole, and not at all where there is one; what it links to may have been cleared away. */
async function taken(path: string, own: string, text: string): Promise<boolean> {
  try {
    await writeFile(own, text);
    await link(own, path);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EEXIST" || code === "ENOENT") return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** What processes left that were killed as they came. */
async function clear(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (/^\.lock\.\d+\.\d+$/.test(name)) await rm(join(folder, name), { force: true });
}

async function holderOf(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch {
    return null;
  }
}

/** Of a process on another machine nothing is known: it may be alive. */
function isAlive({ process: number, host, began }: Holder, path: string): boolean {
  if (host !== hostname()) return true;
  if (number === process.pid) return held.has(path);
  try {
    process.kill(number, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
  }
  return began === beginningOf(number);
}

/** The 22nd field of /proc/PID/stat (proc(5)), counted behind the name; null where there is none. */
function beginningOf(number: number): string | null {
  try {
    const text = readFileSync(`/proc/${number}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function inUse(folder: string, { process: number, host }: Holder): Problem {
  const who = host === hostname() ? `process ${number}` : `process ${number} on ${host}`;
  return new Problem("R201", `another training keeps its checkpoints in "${folder}" (${who})`, {
    about: "checkpoint",
    hints: [
      "name another folder, or wait until that training ends",
      ...(host === hostname() ? [] : [`if it has ended, remove "${join(folder, ".lock")}"`]),
    ],
  });
}

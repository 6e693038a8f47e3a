/**
 * What earlier set-ups left: a binding that is ready, or why there is none. Reading both takes a millisecond, so every
 * start does.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { bindingFile, stderrFile } from "./binding.js";
import { sourcesFingerprint } from "./compile.js";
import { libraryFiles } from "./libraries.js";
import { bindingFolder, engineFolder, failureFile } from "./places.js";
import type { Machine, Unavailable } from "./wheels.js";

export interface Ready {
  readonly kind: "ready";
  readonly version: string;
  readonly gpu: boolean;
}

/** Written beside the binding once it has been verified. */
export interface Stamp {
  readonly version: string;
  readonly gpu: boolean;
  readonly sources: string;
  readonly system: string;
  /** The site folder: absolute for an installed TensorFlow, else relative to `.engine`. */
  readonly site: string;
}

export const stampFile = "stamp.json";
export const system = `${process.platform}-${process.arch}`;

/** The binding that is there, if it is of the sources, the system and the libraries of now. */
export function readyEngine(): Ready | undefined {
  const stamp = readJson(join(bindingFolder, stampFile)) as Stamp | undefined;
  if (stamp === undefined || stamp.system !== system) return undefined;
  const site = isAbsolute(stamp.site) ? stamp.site : join(engineFolder, stamp.site);
  const files = [
    ...[bindingFile, stderrFile].map((file) => join(bindingFolder, file)),
    ...libraryFiles(process.platform).map((file) => join(site, file)),
  ];
  if (!files.every(existsSync) || stamp.sources !== sourcesFingerprint()) return undefined;
  return { kind: "ready", version: stamp.version, gpu: stamp.gpu };
}

interface Failure {
  readonly machine: Machine;
  readonly at: string;
  readonly failure: Unavailable;
}

/** Why the last set-up ended without an engine. */
export function lastFailure(): Unavailable | undefined {
  return readFailure()?.failure;
}

const hour = 3_600_000;

/** A set-up that failed within the hour on the same machine is not tried again. */
export function recentFailure(machine: Machine): Unavailable | undefined {
  const last = readFailure();
  if (last === undefined || !isDeepStrictEqual(last.machine, machine)) return undefined;
  return Date.now() - Date.parse(last.at) < hour ? last.failure : undefined;
}

export async function rememberFailure(machine: Machine, failure: Unavailable): Promise<void> {
  await mkdir(engineFolder, { recursive: true });
  const record: Failure = { machine, at: new Date().toISOString(), failure };
  await writeFile(failureFile, JSON.stringify(record, undefined, 2));
}

function readFailure(): Failure | undefined {
  return readJson(failureFile) as Failure | undefined;
}

/** A file that is absent or cut short counts as none. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

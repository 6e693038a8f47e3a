/**
 * Files that are fetched once. In: what files a data set has and where they lie. Out: their paths in the cache. Holds: a
 * file is in its place only when it is whole and has its checksum; one that was cut off is gone on with; each mirror is
 * tried; the message says what to put where.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Problem, systemReason } from "../problem/problem.js";
import type { ReadOptions } from "./dataSet.js";
import { download } from "./download.js";

export interface RemoteFile {
  readonly name: string;
  /** As published: `sha256` or `md5` and its hexadecimal digits. */
  readonly checksum: readonly [algorithm: "sha256" | "md5", digits: string];
}

export interface RemoteSet {
  readonly name: string;
  /** Folders that hold all of the files, tried in this order; each ends in `/`. */
  readonly mirrors: readonly string[];
  readonly files: readonly RemoteFile[];
}

/** `CONVSCRIPT_DATA`, else where the system keeps caches (XDG Base Directory Specification 0.8). */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { CONVSCRIPT_DATA: own, XDG_CACHE_HOME: cache } = environment;
  return own || join(cache || join(homedir(), ".cache"), "convscript", "data");
}

/** Where the files of the set lie, in the order of its table. Throws R207 and, where a signal stops it, R304. */
export async function fetchSet(
  set: RemoteSet,
  options: ReadOptions = {},
  cache = cacheFolder(),
): Promise<readonly string[]> {
  const folder = join(cache, set.name);
  const paths: string[] = [];
  for (const file of set.files) {
    const path = join(folder, file.name);
    const state = await stateOf(path, file);
    if (state !== "sound") await fetchFile(set, file, folder, state, options);
    paths.push(path);
  }
  return paths;
}

type State = "sound" | "missing" | "different";

async function stateOf(
  path: string,
  { checksum: [algorithm, digits] }: RemoteFile,
): Promise<State> {
  const hash = createHash(algorithm);
  try {
    await pipeline(createReadStream(path), hash);
  } catch {
    return "missing";
  }
  return hash.digest("hex") === digits ? "sound" : "different";
}

async function fetchFile(
  set: RemoteSet,
  file: RemoteFile,
  folder: string,
  state: State,
  options: ReadOptions,
): Promise<void> {
  const tried: string[] = [];
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new Problem("R207", `"${folder}" cannot be written: ${systemReason(error)}`, {
      hints: ["name another folder in the environment variable CONVSCRIPT_DATA"],
    });
  }
  const path = join(folder, file.name);
  for (const mirror of set.mirrors) {
    const failure = await fetchFrom(mirror, file, path, options);
    if (failure === null) return;
    tried.push(`${mirror}${file.name}: ${failure}`);
  }
  throw unfetched(set, file, folder, state, tried);
}

/** The reason where it fails. What lay there half, and turns out wrong when it is whole, is fetched anew. */
async function fetchFrom(
  mirror: string,
  file: RemoteFile,
  path: string,
  { signal, onProgress }: ReadOptions,
): Promise<string | null> {
  const told = (done: number, of: number | null) =>
    onProgress?.({ unit: "bytes", file: file.name, done, of });
  const partial = `${path}.part`;
  for (const begun of [await exists(partial), false]) {
    const failure = await download(`${mirror}${file.name}`, partial, { signal, onBytes: told });
    if (signal?.aborted) throw new Problem("R304", `interrupted while fetching ${file.name}`);
    if (failure !== null) return failure;
    if ((await stateOf(partial, file)) === "sound") {
      await rename(partial, path);
      return null;
    }
    await rm(partial, { force: true });
    if (!begun) break;
  }
  return `another ${file.checksum[0]} than published`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function unfetched(
  set: RemoteSet,
  file: RemoteFile,
  folder: string,
  state: State,
  tried: readonly string[],
): Problem {
  const names = set.files.map(({ name }) => name).join(", ");
  const there =
    state === "different" ? `; the ${file.name} in "${folder}" has another checksum` : "";
  return new Problem("R207", `\`${set.name}\` cannot be fetched: ${file.name} is missing${there}`, {
    hints: [
      `put ${names} into "${folder}"`,
      `they are published at ${set.mirrors[0] ?? ""}`,
      "or go on without the internet: `data digits` ships with ConvScript",
    ],
    table: tried.join("\n"),
  });
}

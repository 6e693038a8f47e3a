/**
 * TensorFlow's libraries and headers on this machine. In: the choice of wheels. Out: a folder laid out as Python's
 * site-packages, with what the binding needs and nothing else; it appears whole or not at all.
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "./command.js";
import type { Progress } from "./progress.js";
import {
  tensorflowVersion,
  tryAgain,
  type Unavailable,
  type Wheel,
  type WheelChoice,
} from "./wheels.js";

/** All the headers that the binding's source reaches. */
const headers = [
  ...["c_api.h", "c_api_macros.h", "eager/c_api.h", "tf_attrtype.h", "tf_buffer.h"],
  ...["tf_datatype.h", "tf_status.h", "tf_tensor.h", "tf_tstring.h"],
]
  .map((name) => `tensorflow/c/${name}`)
  .concat(["tensorflow/core/platform/ctstring.h", "tensorflow/core/platform/ctstring_internal.h"])
  .concat(["tsl/platform/ctstring.h", "tsl/platform/ctstring_internal.h", "xla/tsl/c/tsl_status.h"])
  .map((name) => `tensorflow/include/${name}`);

export function libraryFiles(platform: string): readonly string[] {
  const [before, after] = platform === "darwin" ? [".2", ".dylib"] : ["", ".so.2"];
  return ["cc", "framework"].map((name) => `tensorflow/libtensorflow_${name}${before}${after}`);
}

/** The libraries and headers that a site-packages folder lacks. */
export function missingFiles(site: string, platform: string): readonly string[] {
  return [...libraryFiles(platform), ...headers].filter((file) => !existsSync(join(site, file)));
}

/** Whether the folder holds what these wheels unpack to. */
export function holdsWheels(site: string, wheels: readonly Wheel[]): boolean {
  const list = join(site, wheelList);
  return existsSync(list) && readFileSync(list, "utf8") === listOf(wheels);
}

const wheelList = "wheels.json";

function listOf(wheels: readonly Wheel[]): string {
  return JSON.stringify(wheels.map(({ file }) => file));
}

/** Downloads, checks and unpacks the wheels into `site`, a new folder of the caller's; `python` has pip. */
export async function fetchLibraries(
  { wheels, pip }: WheelChoice,
  python: string,
  platform: string,
  site: string,
  progress: Progress,
): Promise<Unavailable | undefined> {
  const downloads = join(site, "downloads");
  await mkdir(downloads, { recursive: true });
  const total = wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  progress.step(`downloading TensorFlow ${tensorflowVersion}`, total);
  const failure = await watching(downloads, progress, () => download(python, pip, downloads));
  if (failure !== undefined) return failure;
  progress.step(`unpacking TensorFlow ${tensorflowVersion}`);
  for (const wheel of wheels) {
    const problem = await unpackWheel(wheel, downloads, python, site);
    if (problem !== undefined) return problem;
  }
  await rm(downloads, { recursive: true });
  await writeFile(join(site, wheelList), listOf(wheels));
  return lacking(missingFiles(site, platform));
}

/** pip uses the index, proxy and certificates that the user has set for it. */
async function download(
  python: string,
  pip: readonly string[],
  folder: string,
): Promise<Unavailable | undefined> {
  const args = ["-m", "pip", ...pip, "--retries", "2", "--dest", folder];
  const { code, stderr } = await run(python, args, { TMPDIR: folder });
  return code === 0 ? undefined : downloadFailed(stderr);
}

const unreachable = /connection|timed? ?out|name resolution|name or service|proxy|ssl/i;

export function downloadFailed(pipText: string): Unavailable {
  const errors = pipText.split("\n").filter((line) => line.startsWith("ERROR: "));
  const said = (errors.at(-1) ?? pipText.trim().split("\n").at(-1) ?? "").replace("ERROR: ", "");
  const offline = unreachable.test(pipText);
  return {
    kind: "unavailable",
    reason: offline
      ? "TensorFlow could not be downloaded: pip cannot reach its package index"
      : `TensorFlow could not be downloaded: ${said}`,
    remedy: offline
      ? `connect to the network, or set pip's index or proxy, ${tryAgain}`
      : `make \`pip download tensorflow\` work, ${tryAgain}`,
  };
}

/** One wheel: its hash is checked, what we need of it is unpacked, and the wheel itself removed. */
export async function unpackWheel(
  { file, sha256 }: Pick<Wheel, "file" | "sha256">,
  downloads: string,
  python: string,
  site: string,
): Promise<Unavailable | undefined> {
  const path = join(downloads, file);
  if (!existsSync(path)) return damaged(`pip did not leave ${file}`);
  const received = await hashOf(path);
  if (received !== sha256) {
    return damaged(`${file} has the SHA-256 ${received}; expected ${sha256}`);
  }
  return (await unpack(path, python, site)) ?? (await rm(path), undefined);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Python's own zip reader streams the large members and checks every checksum. */
const unpackMembers = `
import re, sys, zipfile
wheel, site, wanted = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(site, [name for name in archive.namelist() if re.fullmatch(wanted, name)])
`;

/** TensorFlow's libraries and headers; of the CUDA wheels all but their headers. */
const wantedMembers = `tensorflow/libtensorflow_(cc|framework)\\..*|${headers.join("|")}|nvidia/(?!.*/include/).*`;

export async function unpack(
  wheel: string,
  python: string,
  site: string,
): Promise<Unavailable | undefined> {
  const { code, stderr } = await run(python, ["-c", unpackMembers, wheel, site, wantedMembers]);
  if (code === 0) return undefined;
  return damaged(`a wheel could not be unpacked: ${stderr.trim().split("\n").at(-1) ?? ""}`);
}

function lacking(files: readonly string[]): Unavailable | undefined {
  return files.length === 0 ? undefined : damaged(`the wheel lacks ${files.join(", ")}`);
}

function damaged(reason: string): Unavailable {
  return { kind: "unavailable", reason, remedy: `${tryAgain} to download it anew` };
}

/** Tells the bytes that have arrived in a folder while an action runs. */
async function watching<T>(
  folder: string,
  progress: Progress,
  action: () => Promise<T>,
): Promise<T> {
  const timer = setInterval(() => {
    void bytesIn(folder).then((bytes) => {
      progress.done(bytes);
    });
  }, 300);
  try {
    return await action();
  } finally {
    clearInterval(timer);
  }
}

/** Files may vanish while they are counted. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) => stat(join(folder, name)).catch(() => undefined));
  const files = (await Promise.all(sizes)).filter((entry) => entry?.isFile());
  return files.reduce((sum, file) => sum + (file?.size ?? 0), 0);
}

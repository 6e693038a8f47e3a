/**
 * `data pets = folder "photos"`: a folder for each class. In: a path and how images are brought to one size. Out: a data set
 * whose images are decoded when a batch needs them, by the engine or here. Holds: every file has been looked at before, so that
 * what cannot be an image is named at once; names are kept once, whatever their number; a set that is small enough stays in
 * memory once it is decoded here.
 */
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { Problem } from "../problem/problem.js";
import { divided, type SplitOptions } from "./classes.js";
import type { DataSet, ReadOptions } from "./dataSet.js";
import { fitImage, type Fit } from "./fit.js";
import { fileListBuilder, filePath, type FileList } from "./fileList.js";
import { filesOf, listClasses } from "./folderFiles.js";
import { readImageNow } from "./image.js";
import { unchanged } from "./normalize.js";
import { probeImage } from "./probe.js";
import { toGrey } from "./resize.js";
import { readSamples, scaleBytes, type ImageSource } from "./samples.js";
import { loadWebp } from "./webp.js";

export interface FolderOptions extends SplitOptions {
  /** Height x width, with `x1` for grey images; left out where all have the same size. */
  readonly size?: readonly number[];
  /** crop */
  readonly fit?: Fit;
  /** What is done with files that cannot be read; stop. `skip` unpacks every file once to know them. */
  readonly bad?: "skip" | "stop";
}

/** Throws R102, R104, R201, R205 and, where a signal stops it, R304. */
export async function readFolderSet(
  name: string,
  path: string,
  { size, fit = "crop", bad = "stop", ...split }: FolderOptions,
  reading: ReadOptions = {},
): Promise<DataSet> {
  const skipped: string[] | null = bad === "skip" ? [] : null;
  const classNames = listClasses(path);
  const sifting: Sifting = { path, skipped, ...reading };
  const { list, labels } = await sift(classNames, sifting);
  const shape = shapeOf(name, size, list);
  const decode = (file: number) => decoded(filePath(list, file), shape, fit);
  const members = skipped
    ? await sound(labels, sifting, decode)
    : Int32Array.from(labels, (_, file) => file);
  const kept = members.map((file) => labels[file] ?? 0);
  requireMembers(path, classNames, kept);
  const samples = readSamples(shape, kept, keeping(decode, members, shape), { list, members, fit });
  const preprocessing = { ...unchanged, fit };
  const data = divided({ name, samples, classNames, preprocessing }, split);
  return skipped ? { ...data, skipped } : data;
}

interface Sifting extends ReadOptions {
  readonly path: string;
  /** Why files were left out; null where the first one stops. */
  readonly skipped: string[] | null;
}

/** Those that say that they are images, as far as that can be told without unpacking them, and the class of each. */
async function sift(
  classNames: readonly string[],
  sifting: Sifting,
): Promise<{ readonly list: FileList; readonly labels: Int32Array }> {
  const list = fileListBuilder(sifting.path);
  const labels: number[] = [];
  let looked = 0;
  let webp = false;
  for (const { name, label } of filesOf(sifting.path, classNames)) {
    if (looked++ % 64 === 0) await breathe(sifting, looked, null);
    const header = passing(sifting, () => probeImage(join(sifting.path, name)));
    if (!header) continue;
    list.add(name, header);
    labels.push(label);
    webp ||= header.format === "WebP";
  }
  if (webp) await loadWebp();
  return { list: list.whole(), labels: Int32Array.from(labels) };
}

/** The numbers of the files that can be unpacked. */
async function sound(
  labels: Int32Array,
  sifting: Sifting,
  decode: (file: number) => Uint8Array,
): Promise<Int32Array> {
  const members: number[] = [];
  for (const file of labels.keys()) {
    if (file % 64 === 0) await breathe(sifting, file, labels.length);
    if (passing(sifting, () => decode(file))) members.push(file);
  }
  return Int32Array.from(members);
}

async function breathe(
  { path, signal, onProgress }: Sifting,
  done: number,
  of: number | null,
): Promise<void> {
  if (signal?.aborted) throw new Problem("R304", `interrupted while looking at "${path}"`);
  onProgress?.({ unit: "files", file: null, done, of });
  await setImmediate();
}

/** What is thrown of a file stops, or is noted and gives nothing. */
function passing<T>({ skipped }: Sifting, look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "R205") throw error;
    if (!skipped) throw stopping(error);
    skipped.push(error.message);
    return null;
  }
}

function stopping({ code, message, hints }: Problem): Problem {
  const out = "take the file away, or write `bad=skip` to leave such files out";
  return new Problem(code, message, { hints: [...hints, out], about: "path" });
}

/** Colours, if nothing else is said. */
function shapeOf(
  name: string,
  size: readonly number[] | undefined,
  { size: first, otherSize: second }: FileList,
): Shape {
  if (!size && second !== null) {
    const message = `the images of \`${name}\` are of different sizes, such as ${first} and ${second}`;
    throw new Problem("R102", message, { hints: ["write `size=224x224`"] });
  }
  const [height = 1, width = height, channels = 3] = size ?? first?.split("x").map(Number) ?? [];
  if (channels === 1 || channels === 3) return [height, width, channels];
  const message = `an image has 1 or 3 channels; received ${channels}`;
  throw new Problem("R102", message, {
    about: "size",
    hints: [`write \`size=${height}x${width}\``],
  });
}

function decoded(file: string, [height = 1, width = 1, channels]: Shape, fit: Fit): Uint8Array {
  const image = readImageNow(file);
  const { data } = fitImage(channels === 1 ? toGrey(image) : image, height, width, fit);
  // A clamped array rounds and stays within 0 to 255.
  return new Uint8Array(new Uint8ClampedArray(data.map((pixel) => 255 * pixel)).buffer);
}

function requireMembers(path: string, classNames: readonly string[], labels: Int32Array): void {
  const used = new Set(labels);
  const empty = classNames.filter((_, label) => !used.has(label));
  if (empty.length === 0) return;
  const folders = empty.map((name) => `"${name}"`).join(", ");
  throw new Problem("R104", `"${path}" has no images in ${folders}`, {
    hints: ["put images there, or take the folder away: each folder is a class"],
    about: "path",
  });
}

/** Decoded images take up to this many bytes in memory; of a larger set none are kept. */
const mostKept = 2 ** 29;

function keeping(
  decode: (file: number) => Uint8Array,
  members: Int32Array,
  shape: Shape,
): ImageSource {
  const size = sizeOf(shape);
  const kept = members.length * size <= mostKept ? new Map<number, Uint8Array>() : null;
  return (indices) => {
    const chosen = new Float32Array(indices.length * size);
    indices.forEach((index, place) => {
      const bytes = kept?.get(index) ?? decode(members[index] ?? 0);
      kept?.set(index, bytes);
      scaleBytes(bytes, 0, chosen, place * size, size);
    });
    return chosen;
  };
}

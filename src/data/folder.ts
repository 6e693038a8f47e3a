/**
 * `data pets = folder "photos"`: a folder for each class. In: a path and how images are brought to one size. Out: a data set
 * whose images are decoded when a batch needs them. Holds: every file has been looked at before, so that what cannot be an
 * image is named at once; a set that is small enough stays in memory once it is decoded.
 */
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { Problem } from "../problem/problem.js";
import { divided, type SplitOptions } from "./classes.js";
import type { DataSet } from "./dataSet.js";
import { fitImage, type Fit } from "./fit.js";
import { listFolder, type FolderFiles, type ListedFolder } from "./folderFiles.js";
import { readImageNow } from "./image.js";
import type { ImageHeader } from "./imageHeader.js";
import { unchanged } from "./normalize.js";
import { probeImage } from "./probe.js";
import { toGrey } from "./resize.js";
import { readSamples, scaleBytes, type ImageSource } from "./samples.js";

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
  signal?: AbortSignal,
): Promise<DataSet> {
  const listed = await listFolder(path);
  const { classNames } = listed;
  const sifting: Sifting = { path, skipped: bad === "skip" ? [] : null, signal };
  const sizes = new Set<string>();
  const images = await sift(listed, sifting, (file) => notes(probeImage(file), sizes));
  const shape = shapeOf(name, size, sizes);
  const decode = (file: string) => decoded(file, shape, fit);
  const files = bad === "skip" ? await sift(images, sifting, decode) : images;
  requireMembers(path, classNames, files);
  const source = keeping((index) => decode(join(path, files.names[index] ?? "")), files, shape);
  const samples = readSamples(shape, Int32Array.from(files.labels), source);
  const preprocessing = { ...unchanged, fit };
  const data = divided({ name, samples, classNames, preprocessing }, split);
  return sifting.skipped ? { ...data, skipped: sifting.skipped } : data;
}

interface Sifting {
  readonly path: string;
  /** Why files were left out; null where the first one stops. */
  readonly skipped: string[] | null;
  readonly signal: AbortSignal | undefined;
}

/** The files for which the check gives something. What it throws stops or is noted. */
async function sift(
  { names, labels }: FolderFiles,
  { path, skipped, signal }: Sifting,
  check: (file: string) => object | null,
): Promise<FolderFiles> {
  const kept: { names: string[]; labels: number[] } = { names: [], labels: [] };
  for (const [i, name] of names.entries()) {
    if (signal?.aborted) throw new Problem("R304", `interrupted while looking at "${path}"`);
    if (i % 64 === 0) await setImmediate();
    if (!passes(join(path, name), check, skipped)) continue;
    kept.names.push(name);
    kept.labels.push(labels[i] ?? 0);
  }
  return kept;
}

function passes(
  file: string,
  check: (file: string) => object | null,
  skipped: string[] | null,
): boolean {
  try {
    return check(file) !== null;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "R205") throw error;
    if (!skipped) throw stopping(error);
    skipped.push(error.message);
    return false;
  }
}

function stopping({ code, message, hints }: Problem): Problem {
  const out = "take the file away, or write `bad=skip` to leave such files out";
  return new Problem(code, message, { hints: [...hints, out], about: "path" });
}

/** Remembers the size as it is seen. */
function notes(header: ImageHeader | null, sizes: Set<string>): ImageHeader | null {
  if (!header) return null;
  const { width, height, orientation } = header;
  sizes.add(orientation >= 5 ? `${width}x${height}` : `${height}x${width}`);
  return header;
}

/** Colours, if nothing else is said. */
function shapeOf(
  name: string,
  size: readonly number[] | undefined,
  sizes: ReadonlySet<string>,
): Shape {
  const [first, second] = sizes;
  if (!size && second !== undefined) {
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

function requireMembers(
  path: string,
  classNames: ListedFolder["classNames"],
  { labels }: FolderFiles,
): void {
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
  decode: (index: number) => Uint8Array,
  { names }: FolderFiles,
  shape: Shape,
): ImageSource {
  const size = sizeOf(shape);
  const kept = names.length * size <= mostKept ? new Map<number, Uint8Array>() : null;
  return (indices) => {
    const chosen = new Float32Array(indices.length * size);
    indices.forEach((index, place) => {
      const bytes = kept?.get(index) ?? decode(index);
      kept?.set(index, bytes);
      scaleBytes(bytes, 0, chosen, place * size, size);
    });
    return chosen;
  };
}

/**
 * The batches of an order of samples. In: samples, their order, who reads them. Out: batch after batch as a network and its loss
 * take them. Holds: the engine reads image files itself where it can, else JavaScript does, and the batches are the same; a
 * file that cannot be read is named, or left out of its batch.
 */
import { filePath } from "../data/fileList.js";
import type { Draw } from "../data/augment.js";
import { readImageNow, refused } from "../data/image.js";
import type { ImageReader, ImageStream } from "../data/imageReader.js";
import { batchOf, select, slices, type Samples } from "../data/samples.js";
import type { LabelledBatch, Runner } from "../engine/runner.js";
import { Problem } from "../problem/problem.js";
import { inputShapeOf, outputCount } from "./fit.js";
import { targetsOf } from "./loss.js";
import { mixedImages, mixShare } from "./mixup.js";
import type { Loss } from "./plan.js";

export interface Batch extends LabelledBatch {
  /** Of the order, those that could be read. */
  readonly indices: Int32Array;
  /** Where in the order the next batch begins. */
  readonly end: number;
}

export interface BatchOptions {
  readonly runner: Runner;
  /** null: JavaScript reads them. */
  readonly reader: ImageReader | null;
  readonly batch: number;
  /** The place in the order to begin at; 0. */
  readonly from?: number;
  readonly loss: Loss;
  /** Variants are drawn; null for none. */
  readonly draw: Draw | null;
  /** Of each class; null where all weigh the same. */
  readonly classWeights?: readonly number[] | null;
  /** Called with the reason for each file that is left out; without it the first such file stops. */
  readonly onBad?: ((reason: string) => void) | undefined;
}

/** Throws R205 with the file that cannot be read. A batch is good until the next one is asked for. */
export async function* batchesOf(
  samples: Samples,
  order: Int32Array,
  options: BatchOptions,
): AsyncGenerator<Batch, void> {
  const source = sourceOf(samples, options);
  let end = options.from ?? 0;
  let begun = false;
  try {
    for (const indices of slices(order.subarray(end), options.batch)) {
      if (!begun) source.begin(order.subarray(end));
      const share = shareOf(samples, options.draw, indices);
      const images = await source.next(indices, share).catch(asUnread);
      begun = images !== null;
      end += indices.length;
      const batch = images
        ? labelled(samples, indices, images, share, options)
        : await soundPart(samples, indices, source, options);
      if (batch) yield { ...batch, end };
    }
  } finally {
    source.close();
  }
}

type Unplaced = Omit<Batch, "end">;

type Images = LabelledBatch["images"];

interface Source {
  /** What comes next, in its order. */
  begin(order: Int32Array): void;
  next(indices: Int32Array, share: number | undefined): Promise<Images>;
  close(): void;
}

function sourceOf(samples: Samples, options: BatchOptions): Source {
  const { files } = samples;
  const { reader } = options;
  return files && reader?.reads(files)
    ? streamed(samples, files, reader, options)
    : selected(samples, options);
}

function selected(samples: Samples, { runner, draw }: BatchOptions): Source {
  const shape = inputShapeOf(runner.network);
  return {
    begin: () => undefined,
    next: (indices, share) =>
      Promise.resolve().then(() => {
        const { images } = batchOf(select(samples, indices, draw), shape);
        return share === undefined ? images : mixedImages(images, share);
      }),
    close: () => undefined,
  };
}

function streamed(
  { shape, preprocessing, augmentation }: Samples,
  files: NonNullable<Samples["files"]>,
  reader: ImageReader,
  { runner, batch, draw }: BatchOptions,
): Source {
  let stream: ImageStream | null = null;
  const wanted = inputShapeOf(runner.network);
  const pixels = { preprocessing: preprocessing ?? null };
  const variants = draw
    ? { augmentation: augmentation ?? null, draw }
    : { augmentation: null, draw: noDraw };
  return {
    begin(indices) {
      stream?.close();
      stream = reader.stream({ files, shape, wanted, ...pixels, ...variants, indices, batch });
    },
    next: (_, share) => {
      if (!stream) throw new Error("a stream begins before its batches");
      return stream.next(share);
    },
    close: () => stream?.close(),
  };
}

const noDraw: Draw = { seed: 0, epoch: 0 };

/** What a batch without its unreadable files comes to; null where none can be read. */
async function soundPart(
  samples: Samples,
  indices: Int32Array,
  source: Source,
  options: BatchOptions,
): Promise<Unplaced | null> {
  const sound: number[] = [];
  for (const index of indices) {
    const reason = await reasonOf(samples, index, source);
    if (reason === null) sound.push(index);
    else if (options.onBad) options.onBad(reason.message);
    else throw reason;
  }
  const rest = Int32Array.from(sound);
  if (rest.length === 0) return null;
  source.begin(rest);
  const share = shareOf(samples, options.draw, rest);
  return labelled(samples, rest, await source.next(rest, share), share, options);
}

/** Read alone, so that it is known which one of a batch it is; JavaScript has the words for what is wrong with it. */
async function reasonOf(
  { files }: Samples,
  index: number,
  source: Source,
): Promise<Problem | null> {
  const one = Int32Array.of(index);
  source.begin(one);
  try {
    await source.next(one, undefined);
    return null;
  } catch (error) {
    if (error instanceof Problem) return error;
    if (!files || !(error instanceof Error)) throw error;
    return told(filePath(files.list, files.members[index] ?? 0), error);
  }
}

function told(path: string, { message }: Error): Problem {
  try {
    readImageNow(path);
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  return refused(path, `cannot be unpacked: ${message}`);
}

/** Null for a batch whose files have to be looked at one by one. */
function asUnread(error: unknown): null {
  if (error instanceof Problem ? error.code === "R205" : isEngineError(error)) return null;
  throw error;
}

function isEngineError(error: unknown): boolean {
  return error instanceof Error && error.name === "EngineError";
}

function shareOf({ augmentation }: Samples, draw: Draw | null, indices: Int32Array) {
  if (!draw || !augmentation || augmentation.mixup === 0) return undefined;
  return mixShare(augmentation.mixup, draw, indices[0] ?? 0);
}

function labelled(
  { labels }: Samples,
  indices: Int32Array,
  images: Images,
  share: number | undefined,
  { runner, loss, classWeights = null }: BatchOptions,
): Unplaced {
  const own = indices.map((index) => labels[index] ?? 0);
  const targets = targetsOf(own, loss, outputCount(runner.network), classWeights, share);
  return { indices, images, labels: targets };
}

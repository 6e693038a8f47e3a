/**
 * Image files that an engine reads itself. In: which files, and what is done to their pixels, as plain data. Out: batches that
 * stay with the engine. An engine without it is given what JavaScript has read; the numbers are the same, to rounding.
 */
import type { Values } from "../engine/runner.js";
import type { Shape } from "../network/network.js";
import type { Augmentation, Draw } from "./augment.js";
import type { FileList } from "./fileList.js";
import type { Fit } from "./fit.js";
import type { Preprocessing } from "./normalize.js";

export interface ImageFiles {
  readonly list: FileList;
  /** Of each sample the number of its file. */
  readonly members: Int32Array;
  readonly fit: Fit;
}

export interface ImageRequest {
  readonly files: ImageFiles;
  /** Height, width and channels that the images are brought to. */
  readonly shape: Shape;
  /** That of a sample as it is wanted: the same values, perhaps as a vector. */
  readonly wanted: Shape;
  readonly preprocessing: Preprocessing | null;
  /** With a draw, variants. */
  readonly augmentation: Augmentation | null;
  readonly draw: Draw;
  /** Samples in the order that they come, and how many come together; the last batch may be smaller. */
  readonly indices: Int32Array;
  readonly batch: number;
}

export interface ImageStream {
  /**
   * The next batch, which is good until the one after it is asked for; with `mixed`, that share of each sample and the rest of
   * the one after it. Throws an EngineError where a file cannot be read.
   */
  next(mixed?: number): Promise<Values>;
  close(): void;
}

export interface ImageReader {
  /** False where it would read some of these files otherwise than JavaScript does. */
  reads(files: ImageFiles): boolean;
  /** Ends the stream before. */
  stream(request: ImageRequest): ImageStream;
  dispose(): void;
}

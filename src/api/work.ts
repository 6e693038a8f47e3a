/** What is done with networks: training, testing, predicting, weights. Every function throws a ConvScriptError. */
import { readArrays, type ArrayOptions, type SampleBatch } from "../data/arrays.js";
import { noAugmentation, type Augmentation } from "../data/augment.js";
import { defaultSplit } from "../data/classes.js";
import { dataSetEntry, type DataSet } from "../data/dataSet.js";
import { readFolderSet, type FolderOptions } from "../data/folder.js";
import { augmented, normalized, type Normalization } from "../data/prepare.js";
import type { Values } from "../engine/runner.js";
import { Problem } from "../problem/problem.js";
import type { CheckpointOptions } from "../run/beginTraining.js";
import { imageInput, predictValues, type Guess } from "../run/predictImages.js";
import { testNetwork, type Tested, type TestOptions } from "../run/testNetwork.js";
import { trainNetwork } from "../run/trainNetwork.js";
import { loadNetwork, saveNetwork } from "../run/weightFiles.js";
import type { TrainingResult } from "../training/history.js";
import type { TrainingOptions } from "../training/settings.js";
import type { TrainingEvent } from "../training/events.js";
import { errorOf, refusing } from "./error.js";
import { liveOf, type Net } from "./net.js";

/** A data set of the language, such as `digits`. */
export function data(name: string): Promise<DataSet> {
  return refusing(async () => dataSetEntry(name).read());
}

/** A folder for each class; `split` 0.8 and `seed` 1. */
export function folder(path: string, options: Partial<FolderOptions> = {}): Promise<DataSet> {
  return refusing(() => readFolderSet("folder", path, { ...defaultSplit, ...options }));
}

/**
 * Samples of one's own: arrays, typed arrays, lists, tensors of tfjs; all at once, or as an iterable of batches, which are put
 * together in memory.
 */
export function dataFrom(
  source: SampleBatch | Iterable<SampleBatch> | AsyncIterable<SampleBatch>,
  options: ArrayOptions = {},
): Promise<DataSet> {
  return refusing(() => readArrays(source, options));
}

/** The data set with variants of its training images. */
export function augment(on: Data, options: Partial<Augmentation>): Promise<DataSet> {
  return refusing(async () => augmented(await on, { ...noAugmentation, ...options }));
}

/** The data set with its pixels normalised by ImageNet's figures, its own, or those of each image. */
export function normalize(on: Data, by: Normalization): Promise<DataSet> {
  return refusing(async () => normalized(await on, by));
}

export interface TrainOptions extends TrainingOptions {
  /** A share of the training part, from 0 to 1, or a data set whose test part is used. */
  readonly validate?: number | DataSet;
  /**
   * A folder that keeps the training: at each epoch's end and each `checkpointSeconds` (60) a checkpoint, of which the last
   * three stay, and `best.safetensors`, the weights of the epoch with the smallest loss.
   */
  readonly checkpoint?: string;
  readonly checkpointSeconds?: number;
  /**
   * Goes on from the newest sound checkpoint in the folder, to the same curve and weights as without a break; begins anew
   * where there is none. Refused where options or data are others. Without it the checkpoints are moved aside.
   */
  readonly resume?: boolean;
  /** What happens with image files that cannot be read: `skip` leaves them out and names them in the result; stop. */
  readonly bad?: "skip" | "stop";
  /** Stops at the next step; weights and history are those of the steps that were made. */
  readonly signal?: AbortSignal;
  /** Called with each event, in order. */
  readonly onEvent?: (event: TrainingEvent) => void;
}

type Data = DataSet | Promise<DataSet>;

/**
 * Trains a network on the training part of a data set. Weights are drawn with `seed` at the first training; later ones go
 * on. The same seed on the same engine gives the same curve.
 */
export async function train(
  net: Net,
  on: Data,
  options: TrainOptions = {},
): Promise<TrainingResult> {
  for await (const event of trainEvents(net, on, options)) {
    if (event.kind === "end") return event.result;
  }
  throw new Error("the training ended without a result");
}

/** The same, event by event: `begin`, then `step` and `epoch`, then `end`. Training waits for its reader. Other
 * work on the network waits until it ends: wait for that at `end` or behind the loop.
 */
export async function* trainEvents(
  net: Net,
  on: Data,
  options: TrainOptions = {},
): AsyncGenerator<TrainingEvent, void> {
  const {
    validate = null,
    signal,
    onEvent,
    checkpoint,
    checkpointSeconds,
    resume,
    bad,
    ...rest
  } = options;
  try {
    const kept = checkpointOf({ checkpoint, checkpointSeconds, resume });
    const reading = bad ? { bad } : {};
    const request = {
      ...reading,
      data: await on,
      options: rest,
      validate,
      checkpoint: kept,
      signal,
    };
    for await (const event of trainNetwork(liveOf(net), request)) {
      onEvent?.(event);
      yield event;
    }
  } catch (error) {
    throw errorOf(error);
  }
}

function checkpointOf({
  checkpoint: folder,
  checkpointSeconds: seconds,
  resume = false,
}: {
  [K in "checkpoint" | "checkpointSeconds" | "resume"]: TrainOptions[K] | undefined;
}): CheckpointOptions | null {
  if (seconds !== undefined && !(seconds >= 0)) {
    const message = `\`checkpointSeconds\` is a number of at least 0; received ${seconds}`;
    throw new Problem("R103", message);
  }
  if (folder !== undefined)
    return { folder, resume, ...(seconds === undefined ? {} : { seconds }) };
  if (!resume) return null;
  throw new Problem("R103", "`resume` needs `checkpoint`, the folder that keeps the training");
}

/** Loss, accuracy and top-k errors on the test part of a data set. */
export function test(net: Net, on: Data, options: TestOptions = {}): Promise<Tested> {
  return refusing(async () => testNetwork(liveOf(net), await on, options));
}

export interface PredictOptions {
  /** How many classes are given; 5. */
  readonly top?: number;
}

/** The likeliest classes of one image, likeliest first: an image file, or values in the network's input shape. */
export function predict(
  net: Net,
  image: string | Float32Array,
  { top = 5 }: PredictOptions = {},
): Promise<readonly Guess[]> {
  return refusing(async () => {
    const live = liveOf(net);
    const values = typeof image === "string" ? await imageInput(live, image) : single(net, image);
    const [guesses = []] = await predictValues(live, values, top);
    return guesses;
  });
}

function single({ name, input }: Net, data: Float32Array): Values {
  const shape = input ?? [];
  const size = shape.reduce((product, n) => product * n, 1);
  if (data.length === size) return { shape: [1, ...shape], data };
  const message = `\`${name}\` takes ${size} values (${shape.join("x")}); received ${data.length}`;
  throw new Problem("R102", message);
}

/** Weights to a safetensors file, which appears whole or not at all. */
export function save(net: Net, path: string): Promise<void> {
  return refusing(async () => {
    await saveNetwork(liveOf(net), path);
  });
}

/** Weights from a safetensors file; the network is as it was where the file does not fit. */
export function load(net: Net, path: string): Promise<void> {
  return refusing(() => loadNetwork(liveOf(net), path));
}

/** `train`: a network, a data set and options come in; events go out, and the network has new weights. */
import type { DataSet } from "../data/dataSet.js";
import { classCounts, part, sampleCount, type Samples } from "../data/samples.js";
import { stratifiedSplit } from "../data/split.js";
import type { Network } from "../network/network.js";
import { variablesOf } from "../network/variables.js";
import { Problem } from "../problem/problem.js";
import { conditionsOf } from "../training/conditions.js";
import type { TrainingEvent } from "../training/events.js";
import { requireFit, requireSamples } from "../training/fit.js";
import { oddities } from "../training/oddities.js";
import { requireTrainingRoom } from "../training/room.js";
import { trainingSettings, type TrainingOptions } from "../training/settings.js";
import type { TrainingJob } from "../training/train.js";
import { beginTraining, type CheckpointOptions } from "./beginTraining.js";
import { aboutCheckpoint } from "./checkpointFolder.js";
import { findRate, withRate } from "./findRate.js";
import { lockFolder } from "./folderLock.js";
import { keepTraining } from "./keepTraining.js";
import { acquire, type LiveNetwork } from "./liveNetwork.js";
import { openReader } from "./openReader.js";

export interface TrainRequest {
  readonly data: DataSet;
  readonly options: TrainingOptions;
  /** A share of the training part, or a data set whose test part is used. */
  readonly validate: number | DataSet | null;
  readonly checkpoint?: CheckpointOptions | null;
  /** What happens with image files that cannot be read; stop. */
  readonly bad?: "skip" | "stop";
  readonly signal?: AbortSignal | undefined;
}

/**
 * What does not fit is refused before the first step. Throws R102 to R105, R201 to R204 and R208 of a checkpoint, and R301:
 * the network then has the weights that were kept last, or none. Other work on the network waits until the training ends.
 */
export async function* trainNetwork(
  live: LiveNetwork,
  request: TrainRequest,
): AsyncGenerator<TrainingEvent, void> {
  const release = await acquire(live);
  try {
    for await (const event of trainNow(live, request)) {
      if (event.kind === "end") release();
      yield event;
    }
  } finally {
    release();
  }
}

async function* trainNow(
  live: LiveNetwork,
  request: TrainRequest,
): AsyncGenerator<TrainingEvent, void> {
  const { checkpoint = null } = request;
  const prepared = prepare(live, request);
  const unlock = checkpoint ? await lockFolder(checkpoint.folder) : null;
  const reader = await openReader([prepared.samples, prepared.validation]);
  try {
    yield* trainPrepared(live, request, { ...prepared, reader });
  } finally {
    reader?.dispose();
    await unlock?.();
  }
}

type Ready = Omit<TrainingJob, "runner">;

async function* trainPrepared(
  live: LiveNetwork,
  { data, options, validate, checkpoint = null, bad = "stop", signal }: TrainRequest,
  prepared: Ready,
): AsyncGenerator<TrainingEvent, void> {
  const skipped = new Set<string>();
  const onBad = bad === "skip" ? (reason: string) => void skipped.add(reason) : undefined;
  const ready = { ...prepared, signal, onBad };
  const found = options.lr === "find" ? await findRate(live, ready, checkpoint) : null;
  for (const text of found?.notes ?? []) yield { kind: "note", text };
  const settings = found ? withRate(ready.settings, found.rate) : ready.settings;
  for (const text of oddities(settings, ready.samples)) yield { kind: "note", text };
  const held = typeof validate === "object" ? (validate?.test ?? null) : validate;
  const conditions = conditionsOf(settings, data.train, held);
  const { classNames, preprocessing } = data;
  const counts = classCounts(ready.samples, classNames.length);
  const unseen = classNames.filter((_, index) => counts[index] === 0);
  const plan = { live, settings, conditions, classNames, unseen, preprocessing, checkpoint };
  const beginning = await beginTraining(plan).catch((error: unknown) => {
    throw checkpoint ? aboutCheckpoint(error) : error;
  });
  for (const text of beginning.notes) yield { kind: "note", text };
  const job: TrainingJob = { ...ready, settings, runner: beginning.runner };
  for await (const event of keepTraining(plan, beginning, job)) {
    if (event.kind !== "end" || bad === "stop") yield event;
    else yield { kind: "end", result: { ...event.result, skipped: [...skipped] } };
  }
}

type Prepared = Pick<TrainingJob, "settings" | "samples" | "validation" | "classWeights">;

/** All that can be known before a runner is opened. */
function prepare(live: LiveNetwork, { data, options, validate }: TrainRequest): Prepared {
  const { network } = live;
  const mixes = (data.train.augmentation?.mixup ?? 0) > 0;
  const settings = trainingSettings(network, options, live.frozen, mixes);
  requireTrainable(network, live.frozen);
  requireFit(network, data, settings.plan.loss);
  if (!data.train.source) requireSamples(data, data.train);
  if (typeof validate === "object" && validate) {
    requireFit(network, validate, settings.plan.loss);
    if (!validate.test.source) requireSamples(validate, validate.test);
  }
  requireTrainingRoom(network, settings);
  const parts = divide(data, validate, settings.seed);
  const classWeights = settings.balanced ? weightsOf(parts.samples, data) : null;
  return { settings, ...parts, classWeights };
}

/** n / (classes · samples of the class): their mean over the samples is 1. A class without samples has no weight. */
function weightsOf(samples: Samples, { classNames }: DataSet): readonly number[] {
  const counts = classCounts(samples, classNames.length);
  const mean = sampleCount(samples) / counts.length;
  return Array.from(counts, (count) => (count === 0 ? 0 : mean / count));
}

function requireTrainable({ name, layers }: Network, frozen: readonly string[]): void {
  const free = layers.filter((layer) => !frozen.includes(layer.name));
  if (free.flatMap(variablesOf).some(({ trainable }) => trainable)) return;
  const message = `nothing of \`${name}\` can be trained: ${frozen.length > 0 ? "all its weights are frozen" : "it has no weights"}`;
  throw new Problem("R103", message, { about: "net" });
}

function divide(
  data: DataSet,
  validate: number | DataSet | null,
  seed: number,
): { readonly samples: Samples; readonly validation: Samples | null } {
  const { train } = data;
  const count = sampleCount(train);
  if (count === 0) throw new Problem("R104", `\`${data.name}\` is empty`, { about: "data" });
  if (typeof validate !== "number") return { samples: train, validation: validate?.test ?? null };
  if (validate === 0) return { samples: train, validation: null };
  const taken = Math.round(count * validate);
  if (taken === 0 || taken === count) {
    const message = `\`validate=${validate}\` takes ${taken} of the ${count} samples of \`${data.name}\`; both parts need some`;
    throw new Problem("R104", message, { about: "validate", hints: ["write `validate=0.1`"] });
  }
  const split = stratifiedSplit(train.labels, taken, seed);
  return { samples: part(train, split.kept), validation: part(train, split.taken) };
}

/** `train`: a network, a data set and options come in; events go out, and the network has new weights. */
import type { DataSet } from "../data/dataSet.js";
import { drawn, part, sampleCount, type Samples } from "../data/samples.js";
import { stratifiedSplit } from "../data/split.js";
import type { Network } from "../network/network.js";
import { variablesOf } from "../network/variables.js";
import { Problem } from "../problem/problem.js";
import { conditionsOf } from "../training/conditions.js";
import type { TrainingEvent } from "../training/events.js";
import { requireFit, requireSamples } from "../training/fit.js";
import { requireTrainingRoom } from "../training/room.js";
import { trainingSettings, type TrainingOptions } from "../training/settings.js";
import type { TrainingJob } from "../training/train.js";
import { beginTraining, type CheckpointOptions } from "./beginTraining.js";
import { aboutCheckpoint } from "./checkpointFolder.js";
import { keepTraining } from "./keepTraining.js";
import { acquire, type LiveNetwork } from "./liveNetwork.js";

export interface TrainRequest {
  readonly data: DataSet;
  readonly options: TrainingOptions;
  /** A share of the training part, or a data set whose test part is used. */
  readonly validate: number | DataSet | null;
  readonly checkpoint?: CheckpointOptions | null;
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
  const { data, validate, checkpoint = null, signal } = request;
  const { settings, samples, validation } = prepare(live, request);
  const held = typeof validate === "object" ? (validate?.test ?? null) : validate;
  const conditions = conditionsOf(settings, data.train, held);
  const { classNames, preprocessing } = data;
  const plan = { live, settings, conditions, classNames, preprocessing, checkpoint };
  const beginning = await beginTraining(plan).catch((error: unknown) => {
    throw checkpoint ? aboutCheckpoint(error) : error;
  });
  for (const text of beginning.notes) yield { kind: "note", text };
  const { runner, progress } = beginning;
  const variants = drawn(samples, () => ({
    seed: settings.seed,
    epoch: progress.epochs.length + 1,
  }));
  const job: TrainingJob = { runner, samples: variants, validation, settings, signal };
  yield* keepTraining(plan, beginning, job);
}

type Prepared = Pick<TrainingJob, "settings" | "samples" | "validation">;

/** All that can be known before a runner is opened. */
function prepare(live: LiveNetwork, { data, options, validate }: TrainRequest): Prepared {
  const { network } = live;
  const settings = trainingSettings(network, options, live.frozen);
  requireTrainable(network, live.frozen);
  requireFit(network, data, settings.plan.loss);
  if (!data.train.source) requireSamples(data, data.train);
  if (typeof validate === "object" && validate) {
    requireFit(network, validate, settings.plan.loss);
    if (!validate.test.source) requireSamples(validate, validate.test);
  }
  requireTrainingRoom(network, settings);
  return { settings, ...divide(data, validate, settings.seed) };
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

/** `train`: a network, a data set and options come in; events go out, and the network has new weights. */
import type { DataSet } from "../data/dataSet.js";
import { sampleCount, select, type Samples } from "../data/samples.js";
import { stratifiedSplit } from "../data/split.js";
import type { Network } from "../network/network.js";
import { variablesOf } from "../network/variables.js";
import { Problem } from "../problem/problem.js";
import { requireFit, requireSamples } from "../training/fit.js";
import { append, type TrainingResult } from "../training/history.js";
import { requireTrainingRoom } from "../training/room.js";
import { trainingSettings, type TrainingOptions } from "../training/settings.js";
import { training, type TrainingEvent } from "../training/train.js";
import { acquire, forgetWeights, trainingRunner, type LiveNetwork } from "./liveNetwork.js";

export interface TrainRequest {
  readonly data: DataSet;
  readonly options: TrainingOptions;
  /** A share of the training part, or a data set whose test part is used. */
  readonly validate: number | DataSet | null;
  readonly signal?: AbortSignal | undefined;
}

/** What does not fit is refused before the first step. Throws R102 to R105 and R301. */
export async function* trainNetwork(
  live: LiveNetwork,
  request: TrainRequest,
): AsyncGenerator<TrainingEvent, void> {
  const release = await acquire(live);
  try {
    yield* trainNow(live, request);
  } catch (error) {
    if (error instanceof Problem && error.code === "R301") forgetWeights(live);
    throw error;
  } finally {
    release();
  }
}

async function* trainNow(
  live: LiveNetwork,
  request: TrainRequest,
): AsyncGenerator<TrainingEvent, void> {
  const { network } = live;
  const { data, options, validate, signal } = request;
  const settings = trainingSettings(network, options, live.frozen);
  requireTrainable(network, live.frozen);
  requireFit(network, data, settings.plan.loss);
  requireSamples(data, data.train);
  if (typeof validate === "object" && validate) {
    requireFit(network, validate, settings.plan.loss);
    requireSamples(validate, validate.test);
  }
  requireTrainingRoom(network, settings);
  const parts = divide(data, validate, settings.seed);
  const runner = await trainingRunner(live, settings.plan);
  for await (const event of training({ runner, settings, signal, ...parts })) {
    if (event.kind === "end") remember(live, data, event.result);
    yield event;
  }
}

function remember(live: LiveNetwork, data: DataSet, { steps, history }: TrainingResult): void {
  live.history = append(live.history, history);
  live.classNames = data.classNames;
  live.preprocessing = data.preprocessing;
  live.trained ||= steps > 0;
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
  return { samples: select(train, split.kept), validation: select(train, split.taken) };
}

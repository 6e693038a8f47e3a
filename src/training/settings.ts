/** Everything that `train` may be told, as plain data. In: the options that were given. Out: all of them. */
import type { Network } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { lossOf } from "./loss.js";
import {
  defaultLearningRate,
  optimizer,
  type Loss,
  type OptimizerName,
  type Precision,
  type TrainingPlan,
} from "./plan.js";
import type { Schedule, ScheduleName } from "./schedule.js";

/** The options of a `train` statement, under their names there. */
export interface TrainingOptions {
  /** Rounds through the data; 5. */
  readonly epochs?: number;
  /** Samples a step; 64. The last, smaller batch is used. */
  readonly batch?: number;
  /** adam */
  readonly optimizer?: OptimizerName;
  /**
   * adam, adamw, rmsprop 1e-3; sgd, momentum, nesterov 1e-2. `find`: up to 100 steps with growing rates come first, and the one at
   * which the loss falls fastest is taken; their weights are forgotten.
   */
  readonly lr?: number | "find";
  /** crossentropy, which is the binary one where the network ends in sigmoid */
  readonly loss?: Exclude<Loss, "softcrossentropy">;
  /** Start of all random draws: initial weights, order of the samples, dropout, validation; 1. */
  readonly seed?: number;
  /** momentum, nesterov: 0.9 */
  readonly momentum?: number;
  /** Weight decay of adamw; 0.01. */
  readonly decay?: number;
  /** constant */
  readonly schedule?: ScheduleName;
  /** Steps in which the learning rate rises; 0. */
  readonly warmup?: number;
  /** Epochs between the drops of the schedule `step`, and what a drop multiplies by; 30, 0.1. */
  readonly every?: number;
  readonly factor?: number;
  /** Largest global norm of the gradient; 0 for no limit. */
  readonly clip?: number;
  /** Batches whose gradients are averaged before an update; 1. */
  readonly accumulate?: number;
  /** float32 */
  readonly precision?: Precision;
  /**
   * Epochs without a smaller loss (of validation where there is one) after which it stops. The network then has the
   * weights of its best epoch, also where it ran to the end.
   */
  readonly patience?: number;
  /** `balanced`: each class weighs in the loss as if all had as many samples. */
  readonly weights?: "balanced";
}

export interface TrainingSettings {
  readonly epochs: number;
  readonly batch: number;
  readonly schedule: Schedule;
  readonly seed: number;
  /** null: never stops before the last epoch */
  readonly patience: number | null;
  /** Classes weigh the same in the loss, whatever their numbers. */
  readonly balanced: boolean;
  readonly plan: TrainingPlan;
}

export const defaultEpochs = 5;
export const defaultBatch = 64;
export const defaultSeed = 1;

/** Throws R103 for a number out of its range; a script's have been checked before. `mixes`: samples are mixed in pairs. */
export function trainingSettings(
  network: Network,
  options: TrainingOptions,
  frozen: readonly string[] = [],
  mixes = false,
): TrainingSettings {
  requireSound(options);
  const { epochs = defaultEpochs, batch = defaultBatch, seed = defaultSeed } = options;
  return {
    epochs,
    batch,
    seed,
    patience: options.patience ?? null,
    balanced: options.weights === "balanced",
    schedule: scheduleOf(options),
    plan: { ...planOf(options, seed, frozen), loss: lossFor(network, options, mixes) },
  };
}

const least: Readonly<Partial<Record<keyof TrainingOptions, number>>> = {
  epochs: 1,
  batch: 1,
  seed: 0,
  warmup: 0,
  every: 1,
  accumulate: 1,
  patience: 1,
};

function requireSound(options: TrainingOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== "number") continue;
    const whole = least[name as keyof TrainingOptions];
    const sound = Number.isFinite(value) && value >= (whole ?? 0);
    if (sound && (whole === undefined || Number.isInteger(value))) continue;
    const expected =
      whole === undefined ? "a number of at least 0" : `a whole number of at least ${whole}`;
    throw new Problem("R103", `\`${name}\` is ${expected}; received ${value}`, { about: name });
  }
}

function scheduleOf(options: TrainingOptions): Schedule {
  const { schedule = "constant", warmup = 0, every = 30, factor = 0.1 } = options;
  const usual = defaultLearningRate[options.optimizer ?? "adam"];
  const learningRate = typeof options.lr === "number" ? options.lr : usual;
  return { name: schedule, learningRate, warmup, every, factor };
}

/** Throws R103 where the loss has no weights of classes. */
function lossFor(network: Network, { loss, weights }: TrainingOptions, mixes: boolean): Loss {
  const own = lossOf(network, loss ?? "crossentropy");
  if (own === "crossentropy") return weights || mixes ? "softcrossentropy" : own;
  if (!weights) return own;
  const message = `\`weights=${weights}\` takes the loss crossentropy; \`${network.name}\` is trained with ${own}`;
  throw new Problem("R103", message, { about: "weights", hints: ["end it in softmax"] });
}

function planOf(
  options: TrainingOptions,
  seed: number,
  frozen: readonly string[],
): Omit<TrainingPlan, "loss"> {
  const { momentum, decay, clip = 0, accumulate = 1, precision = "float32" } = options;
  return {
    optimizer: optimizer(options.optimizer ?? "adam", {
      ...(momentum === undefined ? {} : { momentum }),
      ...(decay === undefined ? {} : { weightDecay: decay }),
    }),
    precision,
    seed,
    clipNorm: clip,
    accumulate,
    frozen,
  };
}

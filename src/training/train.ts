/**
 * The training loop. In: a runner whose weights are ready, samples, settings. Out: events as they happen, the last of them
 * the result. Holds: the order of the samples is a pure function of seed and epoch; control returns to the event loop
 * between steps; a signal stops it at the next step, weights and history kept.
 */
import { setImmediate } from "node:timers/promises";
import { permutation } from "../data/random.js";
import { sampleCount, select, slices, type Samples } from "../data/samples.js";
import type { EngineName, Runner } from "../engine/runner.js";
import { Problem } from "../problem/problem.js";
import { evaluate, labelledBatch } from "./evaluate.js";
import { historyOf, type EpochFigures, type StepFigures, type TrainingResult } from "./history.js";
import { learningRateAt } from "./schedule.js";
import type { TrainingSettings } from "./settings.js";

export type TrainingEvent =
  | {
      readonly kind: "begin";
      readonly engine: EngineName;
      readonly epochs: number;
      readonly stepsPerEpoch: number;
      readonly samples: number;
    }
  | StepEvent
  | ({ readonly kind: "epoch"; readonly epoch: number; readonly seconds: number } & EpochFigures)
  | { readonly kind: "end"; readonly result: TrainingResult };

/** Epochs and steps count from 1, `step` over all epochs. */
export interface StepEvent extends StepFigures {
  readonly kind: "step";
  readonly epoch: number;
  readonly step: number;
  /** Means over the epoch so far. */
  readonly epochLoss: number;
  readonly epochAccuracy: number;
  readonly learningRate: number;
  /** Samples that this training has seen. */
  readonly samples: number;
  readonly seconds: number;
}

export interface TrainingJob {
  readonly runner: Runner;
  readonly samples: Samples;
  readonly validation: Samples | null;
  readonly settings: TrainingSettings;
  readonly signal?: AbortSignal | undefined;
}

interface Course {
  readonly job: TrainingJob;
  readonly stepsPerEpoch: number;
  readonly start: number;
  readonly epochs: EpochFigures[];
  readonly steps: StepFigures[];
  seen: number;
}

/** Throws R301 at a loss that is not finite. */
export async function* training(job: TrainingJob): AsyncGenerator<TrainingEvent, void> {
  const { runner, samples, settings } = job;
  const stepsPerEpoch = Math.ceil(sampleCount(samples) / settings.batch);
  const course: Course = { job, stepsPerEpoch, start: now(), epochs: [], steps: [], seen: 0 };
  const { epochs } = settings;
  yield {
    kind: "begin",
    engine: runner.engine,
    epochs,
    stepsPerEpoch,
    samples: sampleCount(samples),
  };
  for (let epoch = 1; epoch <= epochs && !job.signal?.aborted; epoch++) {
    yield* trainEpoch(course, epoch);
  }
  yield { kind: "end", result: resultOf(course) };
}

async function* trainEpoch(course: Course, epoch: number): AsyncGenerator<TrainingEvent, void> {
  const { job, start } = course;
  const { samples, settings, signal } = job;
  const sums = { loss: 0, correct: 0, samples: 0 };
  const order = permutation(sampleCount(samples), settings.seed, epoch);
  for (const indices of slices(order, settings.batch)) {
    if (signal?.aborted) return;
    yield await trainStep(course, epoch, indices, sums);
    await setImmediate();
  }
  const figures = { loss: sums.loss / sums.samples, accuracy: sums.correct / sums.samples };
  const validated = { ...figures, ...(await validate(job)) };
  course.epochs.push(validated);
  yield { kind: "epoch", epoch, seconds: now() - start, ...validated };
}

async function trainStep(
  course: Course,
  epoch: number,
  indices: Int32Array,
  sums: { loss: number; correct: number; samples: number },
): Promise<StepEvent> {
  const { job, steps, stepsPerEpoch } = course;
  const { runner, samples, settings } = job;
  const { plan, schedule, epochs } = settings;
  const position = { step: steps.length, stepsPerEpoch, total: stepsPerEpoch * epochs };
  const learningRate = learningRateAt(schedule, position);
  const batch = labelledBatch(runner, select(samples, indices), plan.loss);
  const { loss, correct } = await runner.trainStep(batch, learningRate);
  if (!Number.isFinite(loss)) throw notFinite(loss, steps.length + 1, epoch, learningRate);
  const accuracy = correct / indices.length;
  steps.push({ loss, accuracy });
  course.seen += indices.length;
  sums.loss += loss * indices.length;
  sums.correct += correct;
  sums.samples += indices.length;
  const epochLoss = sums.loss / sums.samples;
  const epochAccuracy = sums.correct / sums.samples;
  const seconds = now() - course.start;
  const place = { epoch, step: steps.length, samples: course.seen, seconds, learningRate };
  return { kind: "step", ...place, loss, accuracy, epochLoss, epochAccuracy };
}

function notFinite(loss: number, step: number, epoch: number, learningRate: number): Problem {
  const value = Number.isNaN(loss) ? "not a number" : "infinite";
  const message = `the loss is ${value} at step ${step} (epoch ${epoch}, learning rate ${learningRate})`;
  const hints = [`try \`lr=${Number((learningRate / 10).toPrecision(2))}\`, or \`clip=1\``];
  return new Problem("R301", message, { hints, about: "lr" });
}

async function validate({ runner, validation, settings, signal }: TrainingJob) {
  if (!validation) return {};
  const { batch, plan } = settings;
  const figures = await evaluate(runner, validation, { batch, loss: plan.loss, signal });
  return figures ? { valLoss: figures.loss, valAccuracy: figures.accuracy } : {};
}

function resultOf({ job, epochs, steps, start }: Course): TrainingResult {
  return {
    epochs: epochs.length,
    steps: steps.length,
    seconds: now() - start,
    engine: job.runner.engine,
    history: historyOf(epochs),
    stepHistory: {
      loss: steps.map((step) => step.loss),
      accuracy: steps.map((step) => step.accuracy),
    },
    interrupted: epochs.length < job.settings.epochs,
  };
}

function now(): number {
  return performance.now() / 1000;
}

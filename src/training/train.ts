/**
 * The training loop. In: a runner whose weights are ready, samples, settings, how far an earlier session came. Out: events
 * as they happen, the last of them the result. Holds: the order of the samples is a pure function of seed and epoch; between
 * events weights and progress belong together; control returns to the event loop between steps; a signal stops it at the
 * next step, weights and history kept.
 */
import { setImmediate } from "node:timers/promises";
import { permutation } from "../data/random.js";
import { sampleCount, select, slices, type Samples } from "../data/samples.js";
import type { LabelledBatch, Runner } from "../engine/runner.js";
import { diagnose, restore, type Diagnosis } from "./diagnose.js";
import { evaluate, labelledBatch } from "./evaluate.js";
import type { StepEvent, TrainingEvent } from "./events.js";
import { historyOf, type EpochFigures, type TrainingResult } from "./history.js";
import { lossNotFinite, validationNotFinite } from "./notFinite.js";
import { copyProgress, noProgress, noSums, type Kept, type Progress } from "./progress.js";
import { learningRateAt } from "./schedule.js";
import type { TrainingSettings } from "./settings.js";
import { isStopped } from "./stopping.js";

export interface TrainingJob {
  readonly runner: Runner;
  readonly samples: Samples;
  readonly validation: Samples | null;
  readonly settings: TrainingSettings;
  readonly signal?: AbortSignal | undefined;
  /** What was kept last, for the diagnosis of a loss that is not finite. */
  readonly lastKept?: () => Promise<Kept | null>;
}

interface Course {
  readonly job: TrainingJob;
  readonly progress: Progress;
  readonly stepsPerEpoch: number;
  /** When this session would have begun had it made all steps so far. */
  readonly start: number;
}

/** Throws R301 at a loss that is not finite. */
export async function* training(
  job: TrainingJob,
  progress = noProgress(),
): AsyncGenerator<TrainingEvent, void> {
  const { runner, samples, settings, signal } = job;
  const { epochs } = settings;
  const count = sampleCount(samples);
  const stepsPerEpoch = Math.ceil(count / settings.batch);
  const course: Course = { job, progress, stepsPerEpoch, start: now() - progress.seconds };
  const step = progress.steps.length;
  yield { kind: "begin", engine: runner.engine, epochs, stepsPerEpoch, samples: count, step };
  while (!isDone(course) && !signal?.aborted) yield* trainEpoch(course);
  yield { kind: "end", result: resultOf(course) };
}

function isDone({ job: { settings }, progress: { epochs } }: Course): boolean {
  return epochs.length >= settings.epochs || isStopped(epochs, settings.patience);
}

async function* trainEpoch(course: Course): AsyncGenerator<TrainingEvent, void> {
  const { job, progress } = course;
  const { settings, signal } = job;
  for (const indices of restOfEpoch(job, progress)) {
    if (signal?.aborted) return;
    yield await trainStep(course, indices);
    await setImmediate();
  }
  const { loss, correct, samples } = progress.sums;
  const figures = { loss: loss / samples, accuracy: correct / samples };
  const validated = await validate(job);
  if (!validated) return;
  const all: EpochFigures = { ...figures, ...validated };
  progress.epochs.push(all);
  progress.sums = noSums;
  progress.seconds = now() - course.start;
  const epoch = progress.epochs.length;
  if (!Number.isFinite(all.valLoss ?? 0)) throw validationNotFinite(epoch, settings);
  yield { kind: "epoch", epoch, seconds: progress.seconds, ...all };
}

/** The batches that the epoch has still to see. */
function restOfEpoch(
  { samples, settings }: TrainingJob,
  { epochs, sums }: Progress,
): Generator<Int32Array> {
  const order = permutation(sampleCount(samples), settings.seed, epochs.length + 1);
  return slices(order.subarray(sums.samples), settings.batch);
}

async function trainStep(course: Course, indices: Int32Array): Promise<StepEvent> {
  const { job, progress, stepsPerEpoch, start } = course;
  const { schedule, epochs } = job.settings;
  const before = progress.steps.length;
  const epoch = progress.epochs.length + 1;
  const position = { step: before, stepsPerEpoch, total: stepsPerEpoch * epochs };
  const learningRate = learningRateAt(schedule, position);
  const result = await job.runner.trainStep(batchOf(job, indices, epoch), learningRate);
  const { loss, correct } = result;
  if (!Number.isFinite(loss)) {
    const diagnosis = await diagnosisOf(job, progress);
    throw lossNotFinite({ loss, step: before + 1, epoch, learningRate, diagnosis });
  }
  add(progress, { loss, correct, samples: indices.length });
  progress.seconds = now() - start;
  const { sums, seen, seconds } = progress;
  const place = { epoch, step: before + 1, samples: seen, seconds, learningRate };
  const means = { epochLoss: sums.loss / sums.samples, epochAccuracy: sums.correct / sums.samples };
  return { kind: "step", ...place, loss, accuracy: correct / indices.length, ...means };
}

function add(progress: Progress, step: Progress["steps"][number]): void {
  const { loss, correct, samples } = progress.sums;
  progress.steps.push(step);
  progress.seen += step.samples;
  progress.sums = {
    loss: loss + step.loss * step.samples,
    correct: correct + step.correct,
    samples: samples + step.samples,
  };
}

function batchOf(
  { runner, samples, settings }: TrainingJob,
  indices: Int32Array,
  epoch: number,
): LabelledBatch {
  const draw = { seed: settings.seed, epoch };
  return labelledBatch(runner, select(samples, indices, draw), settings.plan.loss);
}

/** Null where nothing was kept: the weights that made the loss are gone. */
async function diagnosisOf(job: TrainingJob, failed: Progress): Promise<Diagnosis | null> {
  const kept = await job.lastKept?.();
  const [indices] = restOfEpoch(job, failed);
  if (!kept || !indices) return null;
  await restore(job.runner, kept);
  const { runner, samples, settings } = job;
  const again = { runner, samples, validation: null, settings: { ...settings, patience: null } };
  const progress = copyProgress(kept.progress);
  const missing = () => progress.steps.length < failed.steps.length;
  if (missing()) {
    for await (const event of training(again, progress)) {
      if (event.kind === "step" && !missing()) break;
    }
  }
  return diagnose(runner, batchOf(job, indices, failed.epochs.length + 1));
}

/** Null where the signal stops it. */
async function validate({ runner, validation, settings, signal }: TrainingJob) {
  if (!validation) return {};
  const { batch, plan } = settings;
  const figures = await evaluate(runner, validation, { batch, loss: plan.loss, signal });
  return figures && { valLoss: figures.loss, valAccuracy: figures.accuracy };
}

function resultOf(course: Course): TrainingResult {
  const { job, progress } = course;
  const { epochs, steps, seconds } = progress;
  return {
    epochs: epochs.length,
    steps: steps.length,
    seconds,
    engine: job.runner.engine,
    history: historyOf(epochs),
    stepHistory: {
      loss: steps.map((step) => step.loss),
      accuracy: steps.map((step) => step.correct / step.samples),
    },
    interrupted: !isDone(course),
    stoppedEarly: isDone(course) && epochs.length < job.settings.epochs,
    bestEpoch: null,
    checkpoint: null,
  };
}

function now(): number {
  return performance.now() / 1000;
}

/**
 * The training loop. In: a runner whose weights are ready, samples, settings, how far an earlier session came. Out: events
 * as they happen, the last of them the result. Holds: the order of the samples is a pure function of seed and epoch; between
 * events weights and progress belong together; control returns to the event loop between steps; a signal stops it at the
 * next step, weights and history kept.
 */
import { setImmediate } from "node:timers/promises";
import type { ImageReader } from "../data/imageReader.js";
import { permutation } from "../data/random.js";
import { sampleCount, type Samples } from "../data/samples.js";
import type { Runner } from "../engine/runner.js";
import { Problem } from "../problem/problem.js";
import { batchesOf, type Batch } from "./batches.js";
import { diagnose, restore, type Diagnosis } from "./diagnose.js";
import { evaluate } from "./evaluate.js";
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
  /** Reads image files for the engine; without it JavaScript does. */
  readonly reader?: ImageReader | null;
  /** Of each class; null where all weigh the same. */
  readonly classWeights?: readonly number[] | null;
  /** Called with the reason for each file that is left out; without it the first such file stops. */
  readonly onBad?: ((reason: string) => void) | undefined;
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
  for await (const batch of restOfEpoch(job, progress)) {
    if (signal?.aborted) return;
    yield await trainStep(course, batch);
    await setImmediate();
  }
  const { loss, correct, samples } = progress.sums;
  if (samples === 0) throw new Problem("R104", "none of the images can be read", { about: "data" });
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
function restOfEpoch(job: TrainingJob, { epochs, sums }: Progress): AsyncGenerator<Batch, void> {
  const { runner, samples, settings, reader = null, classWeights = null, onBad } = job;
  const { seed, batch, plan } = settings;
  const epoch = epochs.length + 1;
  const order = permutation(sampleCount(samples), seed, epoch);
  const draw = { seed, epoch };
  const reading = { runner, reader, batch, loss: plan.loss, draw, classWeights, onBad };
  return batchesOf(samples, order, { ...reading, from: sums.place });
}

async function trainStep(course: Course, batch: Batch): Promise<StepEvent> {
  const { job, progress, stepsPerEpoch, start } = course;
  const { schedule, epochs } = job.settings;
  const before = progress.steps.length;
  const epoch = progress.epochs.length + 1;
  const position = { step: before, stepsPerEpoch, total: stepsPerEpoch * epochs };
  const learningRate = learningRateAt(schedule, position);
  const result = await job.runner.trainStep(batch, learningRate);
  const { loss, correct } = result;
  if (!Number.isFinite(loss)) {
    const diagnosis = await diagnosisOf(job, progress);
    throw lossNotFinite({ loss, step: before + 1, epoch, learningRate, diagnosis });
  }
  const samples = batch.indices.length;
  add(progress, { loss, correct, samples }, batch.end);
  progress.seconds = now() - start;
  const { sums, seen, seconds } = progress;
  const place = { epoch, step: before + 1, seconds, learningRate };
  const means = { epochLoss: sums.loss / sums.samples, epochAccuracy: sums.correct / sums.samples };
  return { kind: "step", ...place, samples: seen, loss, accuracy: correct / samples, ...means };
}

function add(progress: Progress, step: Progress["steps"][number], place: number): void {
  const { loss, correct, samples } = progress.sums;
  progress.steps.push(step);
  progress.seen += step.samples;
  progress.sums = {
    loss: loss + step.loss * step.samples,
    correct: correct + step.correct,
    samples: samples + step.samples,
    place,
  };
}

/** Null where nothing was kept: the weights that made the loss are gone. */
async function diagnosisOf(job: TrainingJob, failed: Progress): Promise<Diagnosis | null> {
  const kept = await job.lastKept?.();
  if (!kept) return null;
  await restore(job.runner, kept);
  const { signal: _, lastKept: __, ...rest } = job;
  const again = { ...rest, validation: null, settings: { ...job.settings, patience: null } };
  const progress = copyProgress(kept.progress);
  const missing = () => progress.steps.length < failed.steps.length;
  if (missing()) {
    for await (const event of training(again, progress)) {
      if (event.kind === "step" && !missing()) break;
    }
  }
  for await (const batch of restOfEpoch(job, failed)) return diagnose(job.runner, batch);
  return null;
}

/** Null where the signal stops it. */
async function validate(job: TrainingJob) {
  const { runner, validation, settings, signal, reader, onBad } = job;
  if (!validation) return {};
  const { batch, plan } = settings;
  const options = { batch, loss: plan.loss, signal, reader, onBad };
  const figures = await evaluate(runner, validation, options);
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

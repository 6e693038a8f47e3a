/**
 * The learning-rate range test (Smith, 2017, 3.3): steps with a rate that grows from step to step. In: a job whose weights may be
 * spent. Out: the loss at each rate, and the rate at which it falls fastest.
 */
import { setImmediate } from "node:timers/promises";
import { permutation } from "../data/random.js";
import { sampleCount } from "../data/samples.js";
import { batchesOf } from "./batches.js";
import type { TrainingJob } from "./train.js";

export interface RateTest {
  readonly rates: readonly number[];
  /** Of the batches, smoothed. */
  readonly losses: readonly number[];
  /** Two digits; null where the loss falls at none of the rates. */
  readonly steepest: number | null;
}

const [lowest, highest, steps] = [1e-6, 10, 100];
/** The share of the losses so far in a smoothed one. */
const smoothing = 0.9;
/** It ends where the loss is so many times the smallest. */
const diverged = 4;

export async function testRates(job: TrainingJob): Promise<RateTest> {
  const rates: number[] = [];
  const losses: number[] = [];
  let sum = 0;
  for await (const batch of batchesWithoutEnd(job)) {
    const rate = lowest * (highest / lowest) ** (rates.length / (steps - 1));
    const { loss } = await job.runner.trainStep(batch, rate);
    sum = smoothing * sum + (1 - smoothing) * loss;
    const smoothed = sum / (1 - smoothing ** (rates.length + 1));
    if (!(smoothed < diverged * Math.min(smoothed, ...losses))) break;
    rates.push(rate);
    losses.push(smoothed);
    if (rates.length === steps || job.signal?.aborted) break;
    await setImmediate();
  }
  return { rates, losses, steepest: steepestOf(rates, losses) };
}

async function* batchesWithoutEnd(job: TrainingJob) {
  const { runner, samples, settings, reader = null, classWeights = null, onBad } = job;
  const { seed, batch, plan } = settings;
  for (let epoch = 1; ; epoch++) {
    const order = permutation(sampleCount(samples), seed, epoch);
    const options = { runner, reader, batch, loss: plan.loss, classWeights, onBad };
    yield* batchesOf(samples, order, { ...options, draw: { seed, epoch } });
  }
}

/** The slope is taken over five rates, each a quarter larger than the one before. */
export function steepestOf(rates: readonly number[], losses: readonly number[]): number | null {
  const slopes = losses.slice(4).map((loss, i) => loss - (losses[i] ?? loss));
  const most = Math.min(...slopes);
  const rate = rates[slopes.indexOf(most) + 2];
  return rate === undefined || most >= 0 ? null : Number(rate.toPrecision(2));
}

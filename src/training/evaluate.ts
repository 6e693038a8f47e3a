/** What a network makes of labelled samples. In: a runner and samples. Out: figures over all of them. */
import { setImmediate } from "node:timers/promises";
import { batchOf, inOrder, sampleCount, select, slices, type Samples } from "../data/samples.js";
import type { LabelledBatch, Runner } from "../engine/runner.js";
import { inputShapeOf, outputCount } from "./fit.js";
import { targetsOf } from "./loss.js";
import type { Loss } from "./plan.js";

export interface Evaluation {
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
  /** By k: the share of samples whose class is not among the k largest outputs. */
  readonly topErrors: ReadonlyMap<number, number>;
}

export interface EvaluationOptions {
  readonly batch: number;
  readonly loss: Loss;
  /** Every k that is asked for. */
  readonly top?: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/** Control returns to the event loop between batches; null where the signal stops it. */
export async function evaluate(
  runner: Runner,
  samples: Samples,
  { batch, loss, top = [], signal }: EvaluationOptions,
): Promise<Evaluation | null> {
  const sums = { loss: 0, correct: 0 };
  const misses = new Map(top.map((k) => [k, 0]));
  for (const indices of slices(inOrder(samples), batch)) {
    if (signal?.aborted) return null;
    const chosen = select(samples, indices);
    const result = await runner.evaluate(labelledBatch(runner, chosen, loss));
    sums.loss += result.loss * indices.length;
    sums.correct += result.correct;
    await countMisses(runner, chosen, result.correct, misses);
    await setImmediate();
  }
  const count = sampleCount(samples);
  return {
    samples: count,
    loss: sums.loss / count,
    accuracy: sums.correct / count,
    topErrors: new Map([...misses].map(([k, missed]) => [k, missed / count])),
  };
}

/** Samples as the network and its loss take them. */
export function labelledBatch({ network }: Runner, samples: Samples, loss: Loss): LabelledBatch {
  const { images, labels } = batchOf(samples, inputShapeOf(network));
  return { images, labels: targetsOf(labels as Int32Array, loss, outputCount(network)) };
}

/** The first guess is known from the evaluation; only more of them need the outputs. */
async function countMisses(
  runner: Runner,
  samples: Samples,
  correct: number,
  misses: Map<number, number>,
): Promise<void> {
  const more = [...misses.keys()].filter((k) => k > 1);
  const add = (k: number, count: number) => misses.set(k, (misses.get(k) ?? 0) + count);
  if (misses.has(1)) add(1, sampleCount(samples) - correct);
  if (more.length === 0) return;
  const { data } = await runner.predict(batchOf(samples, inputShapeOf(runner.network)).images);
  const outputs = data.length / sampleCount(samples);
  samples.labels.forEach((label, sample) => {
    const place = rank(data.subarray(sample * outputs, (sample + 1) * outputs), label);
    for (const k of more) if (place >= k) add(k, 1);
  });
}

/** How many outputs come before the class; of equal ones the first comes first. */
function rank(outputs: Float32Array, label: number): number {
  const own = outputs[label] ?? -Infinity;
  return outputs.reduce(
    (before, value, index) => before + (value > own || (value === own && index < label) ? 1 : 0),
    0,
  );
}

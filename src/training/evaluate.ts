/** What a network makes of labelled samples. In: a runner and samples. Out: figures over all of them. */
import { setImmediate } from "node:timers/promises";
import { batchOf, inOrder, sampleCount, select, slices, type Samples } from "../data/samples.js";
import type { LabelledBatch, Runner } from "../engine/runner.js";
import { inputShapeOf, outputCount } from "./fit.js";
import { judge, type Judge, type Judgement } from "./judgement.js";
import { targetsOf } from "./loss.js";
import type { Loss } from "./plan.js";
import { probabilities } from "./probabilities.js";

export interface Scores {
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
}

export interface Evaluation extends Scores, Judgement {}

export interface EvaluationOptions {
  readonly batch: number;
  readonly loss: Loss;
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the number of samples so far. */
  readonly onProgress?: ((samples: number) => void) | undefined;
}

/** Control returns to the event loop between batches; null where the signal stops it. */
export function evaluate(
  runner: Runner,
  samples: Samples,
  options: EvaluationOptions,
): Promise<Scores | null> {
  return evaluateWith(runner, samples, options, () => Promise.resolve());
}

/** With figures for each class, and the top-k errors that are asked for; takes twice the time. */
export async function evaluateClasses(
  runner: Runner,
  samples: Samples,
  options: EvaluationOptions & { readonly top: readonly number[]; readonly classes: number },
): Promise<Evaluation | null> {
  const judging = judge(options.classes, options.top);
  const scores = await evaluateWith(runner, samples, options, (chosen, indices) =>
    judgeBatch(runner, chosen, indices, judging),
  );
  return scores && { ...scores, ...judging.judgement() };
}

type See = (samples: Samples, indices: Int32Array) => Promise<void>;

async function evaluateWith(
  runner: Runner,
  samples: Samples,
  { batch, loss, signal, onProgress }: EvaluationOptions,
  see: See,
): Promise<Scores | null> {
  const sums = { samples: 0, loss: 0, correct: 0 };
  for (const indices of slices(inOrder(samples), batch)) {
    if (signal?.aborted) return null;
    const chosen = select(samples, indices);
    const result = await runner.evaluate(labelledBatch(runner, chosen, loss));
    sums.samples += indices.length;
    sums.loss += result.loss * indices.length;
    sums.correct += result.correct;
    await see(chosen, indices);
    onProgress?.(sums.samples);
    await setImmediate();
  }
  const count = sampleCount(samples);
  return { samples: count, loss: sums.loss / count, accuracy: sums.correct / count };
}

/** Samples as the network and its loss take them. */
export function labelledBatch({ network }: Runner, samples: Samples, loss: Loss): LabelledBatch {
  const { images, labels } = batchOf(samples, inputShapeOf(network));
  return { images, labels: targetsOf(labels as Int32Array, loss, outputCount(network)) };
}

async function judgeBatch(
  runner: Runner,
  samples: Samples,
  indices: Int32Array,
  judging: Judge,
): Promise<void> {
  const { network } = runner;
  const { data } = await runner.predict(batchOf(samples, inputShapeOf(network)).images);
  const outputs = data.length / sampleCount(samples);
  samples.labels.forEach((label, i) => {
    const own = data.subarray(i * outputs, (i + 1) * outputs);
    judging.see(indices[i] ?? 0, label, probabilities(network, own));
  });
}

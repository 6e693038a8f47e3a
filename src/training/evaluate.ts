/** What a network makes of labelled samples. In: a runner and samples. Out: figures over all of them. */
import { setImmediate } from "node:timers/promises";
import type { ImageReader } from "../data/imageReader.js";
import { inOrder, type Samples } from "../data/samples.js";
import type { Runner } from "../engine/runner.js";
import { batchesOf, type Batch } from "./batches.js";
import { judge, type Judge, type Judgement } from "./judgement.js";
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
  /** Reads image files for the engine; without it JavaScript does. */
  readonly reader?: ImageReader | null | undefined;
  /** Called with the reason for each file that is left out; without it the first such file stops. */
  readonly onBad?: ((reason: string) => void) | undefined;
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
  const scores = await evaluateWith(runner, samples, options, (batch) =>
    judgeBatch(runner, samples, batch, judging),
  );
  return scores && { ...scores, ...judging.judgement() };
}

type See = (batch: Batch) => Promise<void>;

async function evaluateWith(
  runner: Runner,
  samples: Samples,
  { batch, loss, signal, reader = null, onBad, onProgress }: EvaluationOptions,
  see: See,
): Promise<Scores | null> {
  const sums = { samples: 0, loss: 0, correct: 0 };
  const options = { runner, reader, batch, loss, draw: null, onBad };
  for await (const one of batchesOf(samples, inOrder(samples), options)) {
    if (signal?.aborted) return null;
    const count = one.indices.length;
    const result = await runner.evaluate(one);
    sums.samples += count;
    sums.loss += result.loss * count;
    sums.correct += result.correct;
    await see(one);
    onProgress?.(sums.samples);
    await setImmediate();
  }
  const { samples: count, loss: total, correct } = sums;
  return { samples: count, loss: total / count, accuracy: correct / count };
}

async function judgeBatch(
  runner: Runner,
  { labels }: Samples,
  { images, indices }: Batch,
  judging: Judge,
): Promise<void> {
  const { network } = runner;
  const { data } = await runner.predict(images);
  const outputs = data.length / indices.length;
  indices.forEach((index, i) => {
    const own = data.subarray(i * outputs, (i + 1) * outputs);
    judging.see(index, labels[index] ?? 0, probabilities(network, own));
  });
}

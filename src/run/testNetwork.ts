/** `test`: loss, accuracy and top-k errors on the test part of a data set. */
import type { DataSet } from "../data/dataSet.js";
import { sampleCount } from "../data/samples.js";
import { Problem } from "../problem/problem.js";
import { evaluateClasses, type Evaluation } from "../training/evaluate.js";
import { requireFit, requireSamples } from "../training/fit.js";
import { lossOf } from "../training/loss.js";
import { requireInferenceRoom } from "../training/room.js";
import { defaultBatch } from "../training/settings.js";
import { exclusively, runnerOf, type LiveNetwork } from "./liveNetwork.js";
import { openReader } from "./openReader.js";

export interface TestOptions {
  /** How many guesses count; 1 and 5. */
  readonly top?: readonly number[];
  /** Samples at a time; 64. */
  readonly batch?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the number of samples so far. */
  readonly onProgress?: (samples: number) => void;
}

export const defaultTop: readonly number[] = [1, 5];

/** Throws R102, R104, R105, and R304 where the signal stops it. */
export function testNetwork(
  live: LiveNetwork,
  data: DataSet,
  { top = defaultTop, batch = defaultBatch, signal, onProgress }: TestOptions = {},
): Promise<Evaluation> {
  return exclusively(live, async () => {
    const loss = live.plan?.loss ?? lossOf(live.network, "crossentropy");
    requireFit(live.network, data, loss);
    requireSamples(data, data.test);
    if (sampleCount(data.test) === 0) {
      throw new Problem("R104", `\`${data.name}\` has no samples to test on`, { about: "data" });
    }
    requireInferenceRoom(live.network, batch);
    const runner = await runnerOf(live);
    const classes = data.classNames.length;
    const reader = await openReader([data.test]);
    const options = { batch, loss, top, classes, signal, reader, onProgress };
    const figures = await evaluateClasses(runner, data.test, options).finally(() =>
      reader?.dispose(),
    );
    if (!figures) throw new Problem("R304", "the test was interrupted");
    return figures;
  });
}

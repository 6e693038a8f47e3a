/** `test`: loss, accuracy and top-k errors on the test part of a data set. */
import type { DataSet } from "../data/dataSet.js";
import { classCounts, sampleCount } from "../data/samples.js";
import { formatCount } from "../network/wording.js";
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

export interface Tested extends Evaluation {
  /** Why the figures may not mean what they seem to: classes that the training did not know. */
  readonly notes: readonly string[];
}

/** Throws R102, R104, R105, and R304 where the signal stops it. */
export function testNetwork(
  live: LiveNetwork,
  data: DataSet,
  { top = defaultTop, batch = defaultBatch, signal, onProgress }: TestOptions = {},
): Promise<Tested> {
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
    return { ...figures, notes: [...otherNames(live, data), ...unseenClasses(live, data)] };
  });
}

/** Classes are told apart by their number: one that has another name here was another one in training. */
function otherNames({ network, classNames }: LiveNetwork, data: DataSet): readonly string[] {
  if (classNames?.length !== data.classNames.length) return [];
  const others = data.classNames.flatMap((name, i) => (name === classNames[i] ? [] : [i]));
  const [first] = others;
  if (first === undefined) return [];
  const here = `\`${data.classNames[first] ?? ""}\``;
  const more = others.length > 1 ? `, and ${formatCount(others.length - 1)} more differ` : "";
  return [
    `the classes of \`${data.name}\` are not those that \`${network.name}\` was trained on: number ${first} is ${here} here and \`${classNames[first] ?? ""}\` in the training${more}`,
  ];
}

function unseenClasses({ network, unseen }: LiveNetwork, data: DataSet): readonly string[] {
  if (unseen.length === 0) return [];
  const counts = classCounts(data.test, data.classNames.length);
  return data.classNames.flatMap((name, index) => {
    const count = counts[index] ?? 0;
    return count > 0 && unseen.includes(name)
      ? [`\`${network.name}\` saw no \`${name}\` in training; the test has ${formatCount(count)}`]
      : [];
  });
}

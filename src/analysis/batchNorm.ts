/**
 * `show batchnorm`: what a batch normalisation does to a batch. In: a subject, a layer, data. Out: histograms of what comes in and of
 * what comes out with the batch's statistics (training) and the moving ones (inference); figures of each channel.
 */
import type { DataSet } from "../data/dataSet.js";
import type { Layer, Network } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { histogram } from "./histogram.js";
import { sampleInputs } from "./input.js";
import { shownPart, someOf } from "./samples.js";
import { batchFor, ofNetwork, unfit, type Subject } from "./subject.js";
import type { BatchNormView } from "./dataSetViews.js";

/** Throws R107 where there is none. */
export function firstBatchNorm({ layers, name }: Network): Layer {
  const found = layers.find((layer) => epsilonOf(layer) !== null);
  if (found) return found;
  throw new Problem("R107", `\`${name}\` has no batch normalisation`, {
    about: "net",
    hints: ["`conv3-64 bn` has one"],
  });
}

function epsilonOf({ operation, batchNorm }: Layer): number | null {
  return (operation.kind === "bn" ? operation.epsilon : batchNorm?.epsilon) ?? null;
}

type Channel = BatchNormView["channels"][number];

/** Ioffe and Szegedy 2015, algorithms 1 and 2. Throws R104, R107. */
export async function batchNormView(
  subject: Subject,
  layer: Layer,
  data: DataSet,
): Promise<BatchNormView> {
  const epsilon = epsilonOf(layer);
  if (epsilon === null) throw unfit(layer, "has no batch normalisation", "`conv3-64 bn` has one");
  const part = shownPart(data);
  const indices = someOf(part, batchFor(subject.network));
  const { values } = sampleInputs(subject.network, data, part, indices);
  const what = [{ kind: "beforeNorm", layer: layer.name }] as const;
  const [found] = await subject.runner.fetch(what, { images: values });
  const before = found?.data ?? new Float32Array();
  const channels = await channelsOf(subject, layer, before, epsilon);
  const normal = (mean: (c: Channel) => number, deviation: (c: Channel) => number) =>
    histogram(
      before.map((value, i) => {
        const own = channels[i % channels.length];
        return own ? (own.gamma * (value - mean(own))) / deviation(own) + own.beta : NaN;
      }),
    );
  return {
    kind: "batchnorm",
    ...ofNetwork(subject),
    ...{ layer: layer.name, data: data.name, samples: indices.length },
    before: histogram(before),
    training: normal(
      (c) => c.batchMean,
      (c) => c.batchDeviation,
    ),
    inference: normal(
      (c) => c.movingMean,
      (c) => c.movingDeviation,
    ),
    channels,
  };
}

/** Deviations have epsilon in them. */
async function channelsOf(
  { runner }: Subject,
  { name }: Layer,
  before: Float32Array,
  epsilon: number,
): Promise<readonly Channel[]> {
  const read = (role: string) => runner.readVariable(`${name}/${role}`);
  const [gamma, beta] = [await read("gamma"), await read("beta")];
  const [means, variances] = [await read("movingMean"), await read("movingVariance")];
  return Array.from(gamma, (scale, c) => {
    const { mean, variance } = moments(before, c, gamma.length);
    return {
      batchMean: mean,
      batchDeviation: Math.sqrt(variance + epsilon),
      movingMean: means[c] ?? 0,
      movingDeviation: Math.sqrt((variances[c] ?? 1) + epsilon),
      gamma: scale,
      beta: beta[c] ?? 0,
    };
  });
}

function moments(data: Float32Array, channel: number, channels: number) {
  let [mean, squares, count] = [0, 0, 0];
  for (let i = channel; i < data.length; i += channels) {
    count += 1;
    const gap = (data[i] ?? 0) - mean;
    mean += gap / count;
    squares += gap * ((data[i] ?? 0) - mean);
  }
  return { mean, variance: squares / Math.max(1, count) };
}

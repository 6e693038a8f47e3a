/** A figure of each kind of chart, from plain numbers, for the tests of figures. */
import { judge } from "../../src/training/judgement.js";
import type { TrainingEvent } from "../../src/training/events.js";
import type { TrainingResult } from "../../src/training/history.js";
import type { Histogram } from "../../src/analysis/histogram.js";
import { testFigure } from "../../src/views/chartAccuracy.js";
import { classCountsFigure, topFigure } from "../../src/views/chartClasses.js";
import { confusionFigure, type Tested } from "../../src/views/chartConfusion.js";
import { batchNormFigure, histogramFigure } from "../../src/views/chartHistogram.js";
import { memoryFigure, paramsFigure } from "../../src/views/chartLayers.js";
import { receptiveGrowthFigure } from "../../src/views/chartReceptive.js";
import type { Figure } from "../../src/views/figure.js";
import { historyFigure } from "../../src/views/historyFigure.js";
import { advanceCurve, emptyCurve } from "../../src/views/trainingCurve.js";
import { finishedFigure } from "../../src/views/trainingFigure.js";
import { libraryNetworks } from "../networks/library.js";

const networks = libraryNetworks();

export function networkOf(name: string) {
  const found = networks.get(name);
  if (!found) throw new Error(`no network ${name}`);
  return found;
}

/** 0 to 1, the same in every run. */
export function noise(i: number): number {
  return Math.abs((Math.sin(i * 12.9898) * 43758.5453) % 1);
}

export interface Planned {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** A training that goes well, with a learning rate that falls. */
export function trainingEvents({ epochs, stepsPerEpoch }: Planned): readonly TrainingEvent[] {
  const samples = stepsPerEpoch * 32;
  const begin = { kind: "begin", engine: "wasm", epochs, stepsPerEpoch, samples, step: 0 } as const;
  const made = Array.from({ length: epochs }, (_, e) => [
    ...Array.from({ length: stepsPerEpoch }, (_, i) => stepEvent(e, i, { epochs, stepsPerEpoch })),
    epochEvent(e),
  ]);
  return [begin, ...made.flat()];
}

function stepEvent(e: number, i: number, { stepsPerEpoch }: Planned): TrainingEvent {
  const step = e * stepsPerEpoch + i + 1;
  const reached = step / stepsPerEpoch;
  const loss = 2.3 / (1 + reached) + 0.25 * noise(step);
  const accuracy = 1 - 0.9 / (1 + reached) - 0.08 * noise(step + 0.5);
  return {
    kind: "step",
    epoch: e + 1,
    step,
    loss,
    accuracy,
    epochLoss: loss,
    epochAccuracy: accuracy,
    learningRate: e < 4 ? 1e-2 : 1e-3,
    samples: step * 32,
    seconds: step / 50,
  };
}

function epochEvent(e: number): TrainingEvent {
  const valLoss = 2.3 / (2 + e) + 0.2 + 0.01 * Math.max(0, e - 6) ** 2;
  const figures = { loss: 2.3 / (2 + e), accuracy: 1 - 0.9 / (2 + e) };
  return {
    kind: "epoch",
    epoch: e + 1,
    seconds: 1,
    ...figures,
    valLoss,
    valAccuracy: 0.92 - 0.8 / (2 + e),
  };
}

export function resultOf({ epochs, stepsPerEpoch }: Planned): TrainingResult {
  const of = (value: (e: number) => number) => Array.from({ length: epochs }, (_, e) => value(e));
  const history = {
    loss: of((e) => 2.3 / (2 + e)),
    accuracy: of((e) => 1 - 0.9 / (2 + e)),
    valLoss: of((e) => 2.3 / (2 + e) + 0.2),
    valAccuracy: of((e) => 0.92 - 0.8 / (2 + e)),
  };
  return {
    epochs,
    steps: epochs * stepsPerEpoch,
    seconds: epochs,
    engine: "wasm",
    history,
    stepHistory: { loss: [], accuracy: [] },
    interrupted: false,
    stoppedEarly: false,
    bestEpoch: null,
    checkpoint: null,
  };
}

const planned = { epochs: 10, stepsPerEpoch: 40 };

function trained(): Figure {
  const events = trainingEvents(planned);
  const curve = events.reduce(advanceCurve, emptyCurve(1, 1));
  return finishedFigure({ net: "lenet5", data: "digits", ...resultOf(planned) }, curve);
}

/** Every class is taken for the next one now and then. */
export function testedOn(classes: number): Tested {
  const judging = judge(classes, [5]);
  const samples = classes > 100 ? 4 * classes : 20 * classes;
  for (let i = 0; i < samples; i += 1) {
    const label = i % classes;
    const guess = noise(i) > 0.2 ? label : (label + 1 + Math.floor(noise(i + 0.3) * 3)) % classes;
    const probabilities = Array.from({ length: classes }, (_, j) =>
      j === guess ? 0.6 : j === label ? 0.3 * noise(i) : 0,
    );
    judging.see(i, label, probabilities);
  }
  return {
    net: "lenet5",
    data: "digits",
    trained: true,
    classNames: Array.from({ length: classes }, (_, i) =>
      classes > 10 ? `class ${i}` : String(i),
    ),
    evaluation: { samples, loss: 0.4321, accuracy: 0.8, ...judging.judgement() },
  };
}

function bell(middle: number, deviation: number, zeros = 0): Histogram {
  const edges = Array.from({ length: 61 }, (_, i) => middle + ((i - 30) / 10) * deviation);
  const counts = edges
    .slice(1)
    .map((_, i) => Math.round(4000 * Math.exp(-(((i - 29.5) / 10) ** 2) / 2)));
  const values = counts.reduce((a, b) => a + b, 0);
  const range = { least: edges[0] ?? 0, largest: edges.at(-1) ?? 0 };
  return { edges, counts, values, notFinite: 0, mean: middle, deviation, ...range, zeros };
}

export const sampleFigures: Readonly<Record<string, () => Figure>> = {
  training: trained,
  history: () =>
    historyFigure([
      { name: "small", history: resultOf({ epochs: 12, stepsPerEpoch: 1 }).history },
      {
        name: "with batch normalisation",
        history: resultOf({ epochs: 8, stepsPerEpoch: 1 }).history,
      },
    ]),
  params: () => paramsFigure(networkOf("lenet5")),
  "params of a deep network": () => paramsFigure(networkOf("resnet152")),
  memory: () => memoryFigure(networkOf("vggD"), 32),
  receptive: () => receptiveGrowthFigure(networkOf("vggD")),
  confusion: () => confusionFigure(testedOn(10)),
  "confusion of many": () => confusionFigure(testedOn(1000)),
  test: () => testFigure(testedOn(10)),
  histogram: () =>
    histogramFigure({
      kind: "histogram",
      network: networkOf("lenet5"),
      trained: false,
      of: "256 samples of digits",
      layers: ["conv1", "conv2"].map((layer, i) => ({
        layer,
        weights: bell(0, 0.1 * (i + 1)),
        activations: bell(1, 2, 0.4),
        units: 16,
        dead: i === 0 ? [] : [3, 5],
      })),
    }),
  "batch normalisation": () =>
    batchNormFigure({
      kind: "batchnorm",
      network: networkOf("resnet18"),
      trained: true,
      layer: "conv1",
      data: "digits",
      samples: 256,
      before: bell(3, 4),
      training: bell(0, 1),
      inference: bell(0.2, 1.1),
      channels: Array.from({ length: 32 }, (_, i) => ({
        batchMean: noise(i) * 3,
        batchDeviation: 1 + noise(i),
        movingMean: noise(i) * 3 + noise(i + 0.5) * 0.3,
        movingDeviation: 1 + noise(i) * 1.1,
        gamma: 1,
        beta: 0,
      })),
    }),
  "top 5": () =>
    topFigure({
      net: "lenet5",
      image: "cat.png",
      label: "tabby cat",
      trained: true,
      ranked: ["tabby cat", "Egyptian cat", "lynx, catamount", "tiger cat", "plastic bag"].map(
        (name, i) => ({ class: name, probability: [0.71, 0.18, 0.06, 0.03, 0.01][i] ?? 0 }),
      ),
    }),
  "class counts": () =>
    classCountsFigure(
      "digits",
      Array.from({ length: 10 }, (_, i) => ({
        class: String(i),
        train: 140 + Math.round(noise(i) * 20),
        test: 36,
      })),
    ),
  "class counts of many": () =>
    classCountsFigure(
      "imagenet",
      Array.from({ length: 1000 }, (_, i) => ({
        class: `a class with a longer name ${i}`,
        train: 700 + Math.round(noise(i) * 600),
        test: 50,
      })),
    ),
};

/** A runner that computes nothing: it notes what it is given, and answers what it is told to. */
import assert from "node:assert/strict";
import type { LabelledBatch, Runner, Values } from "../../src/engine/runner.js";
import { sourceOf } from "../../src/language/source.js";
import { check } from "../../src/network/check.js";
import type { Network } from "../../src/network/network.js";

export interface Recorded extends Runner {
  /** The first pixel of each sample of each step. */
  readonly steps: number[][];
  readonly rates: number[];
}

export function network(body: string): Network {
  const [first] = check(sourceOf("test.conv", `net a = ${body}`)).value.networks;
  assert.ok(first?.complete);
  return first;
}

interface Answers {
  readonly loss?: (step: number) => number;
  readonly predict?: (images: Values) => number[];
}

export function recordingRunner(of: Network, answers: Answers = {}): Recorded {
  const steps: number[][] = [];
  const rates: number[] = [];
  const { loss = () => 1, predict = () => [] } = answers;
  const samples = ({ images: { shape, data } }: LabelledBatch) => {
    const size = data.length / (shape[0] ?? 1);
    return Array.from({ length: shape[0] ?? 0 }, (_, i) => data[i * size] ?? 0);
  };
  const unused = () => Promise.reject(new Error("not part of this test"));
  return {
    engine: "js",
    network: of,
    steps,
    rates,
    trainStep(batch, learningRate) {
      steps.push(samples(batch));
      rates.push(learningRate);
      return Promise.resolve({ loss: loss(steps.length), correct: 1 });
    },
    evaluate: (batch) => Promise.resolve({ loss: samples(batch).length, correct: 1 }),
    predict: (images) => Promise.resolve({ shape: [], data: Float32Array.from(predict(images)) }),
    initialize: unused,
    fetch: unused,
    readVariable: unused,
    writeVariable: unused,
    optimizerVariables: () => [],
    dispose: () => undefined,
  };
}

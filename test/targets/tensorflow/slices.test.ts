/** A batch in slices gives what the whole batch gives; that is compared with PyTorch and tfjs elsewhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Fetch, LabelledBatch, Runner, Values } from "../../../src/engine/runner.js";
import type { Network } from "../../../src/network/network.js";
import { networkVariables, sizeOf } from "../../../src/network/variables.js";
import { openTensorflowRunner } from "../../../src/targets/tensorflow/runner.js";
import { sliceCount } from "../../../src/targets/tensorflow/slices.js";
import { defaultPlan, type TrainingPlan } from "../../../src/training/plan.js";
import { arbitraryNetwork } from "../../networks/arbitraryNetwork.js";
import { textOfNetwork } from "../../networks/specText.js";
import { openNative, skip } from "./native.js";
import { classBatch, networkOf, numbers, relativeError } from "./samples.js";

const slices = 3;

test("small networks on two to four cores have a slice for each, others are whole", () => {
  const count = (text: string, cores: number, plan: TrainingPlan | null = null) =>
    sliceCount(networkOf(text), plan, cores);
  const small = "net n = input 32x32x1 | conv5-6 | maxpool2 | dropout 0.5 | fc-10";
  assert.deepEqual(
    [1, 2, 4, 5].map((cores) => count(small, cores)),
    [1, 2, 4, 1],
  );
  assert.equal(count("net n = input 64x64x3 | conv3-64 x2 | gap | fc-10", 2), 1);
  assert.equal(count("net n = input 32x32x1 | fc-1024 | fc-10", 2), 1);
  assert.equal(count("net n = input 8x8x1 | conv3-6 bn | fc-10", 2), 1);
  assert.equal(count("net n = input 8x8x1 | conv3-6 | bn | fc-10", 2), 1);
  assert.equal(count(small, 2, { ...defaultPlan, precision: "bf16" }), 1);
});

function everything({ layers }: Network): readonly Fetch[] {
  return layers.flatMap(({ name }) => [
    { kind: "activation", layer: name },
    { kind: "activationGradient", layer: name },
  ]);
}

/** Of the last layer, at all layers. */
function scores(network: Network, samples: number, guided: boolean): readonly Fetch[] {
  const { name, outputShape } = network.layers[network.output]!;
  const shape = [samples, ...outputShape];
  const weights: Values = { shape, data: numbers(sizeOf(shape), 2) };
  const score = { layer: name, weights, guided };
  return network.layers.map((layer) => ({ kind: "scoreGradient", score, at: layer.name }));
}

function same(found: readonly Values[], expected: readonly Values[], what: string): void {
  expected.forEach(({ shape, data }, i) => {
    assert.deepEqual(found[i]!.shape, shape, what);
    const error = relativeError(found[i]!.data, data);
    assert.ok(error <= 1e-4, `${what}, value ${i}, differs by ${error}`);
  });
}

async function compare(network: Network, batch: LabelledBatch): Promise<void> {
  const samples = batch.images.shape[0]!;
  const whole = await openTensorflowRunner(network, defaultPlan, openNative);
  const cut = await openTensorflowRunner(network, defaultPlan, openNative, { gpu: false, slices });
  const both = async (of: (runner: Runner) => Promise<readonly Values[]>, what: string) => {
    same(await of(cut), await of(whole), what);
  };
  await whole.initialize(4);
  await cut.initialize(4);
  const weights = networkVariables(network).filter(({ trainable }) => trainable);
  const slopes = weights.map(({ name }) => ({ kind: "variableGradient", variable: name }) as const);
  for (const training of [false, true]) {
    const pass = training ? "training" : "inference";
    await both((runner) => runner.fetch(everything(network), batch, training), `values of ${pass}`);
    await both((runner) => runner.fetch(slopes, batch, training), `gradients of ${pass}`);
  }
  await both((runner) => runner.fetch(scores(network, samples, false), batch), "scores");
  await both((runner) => runner.fetch(scores(network, samples, true), batch), "guided scores");
  for (let step = 0; step < 3; step++) {
    const [one, other] = [await cut.trainStep(batch, 1e-3), await whole.trainStep(batch, 1e-3)];
    assert.ok(relativeError([one.loss], [other.loss]) <= 1e-4, `loss of step ${step}`);
    assert.equal(one.correct, other.correct);
  }
  await both(async (runner) => [await runner.predict(batch.images)], "predictions");
  assert.equal((await cut.evaluate(batch)).correct, (await whole.evaluate(batch)).correct);
  whole.dispose();
  cut.dispose();
}

const networks: Readonly<Record<string, string>> = {
  pools: `net n = input 12x12x2 | conv3-4 | maxpool3/2 pad=1 | lrn | conv3-6 | avgpool2 | minpool2/1 | [gmp, gap]
    | fc-5 | softmax`,
  dropout: `net n = input 8x8x2 | conv3-4 | dropout 0.4 | fc-8 | dropout 0.5 | fc-5 | softmax`,
  heads: `net n = input 12x12x3 | conv3-6 | aux(weight=0.3: gap | fc-4 | softmax) | conv3-6/2 | gap | fc-4 | softmax`,
  maps: `net n = input 8x8x3 | conv3-6 | maxpool2 | conv3-8
      | [conv1-3 linear | upsample2 bilinear + deconv4-3/2 pad=1 linear] | softmax`,
};

for (const [name, text] of Object.entries(networks)) {
  for (const samples of [1, 2, 7]) {
    test(`${name}: ${slices} slices of ${samples} images`, { skip }, async () => {
      const network = networkOf(text);
      await compare(network, classBatch(network, samples));
    });
  }
}

/** Those of one output have no classes. */
function canBeCompared(text: string): boolean {
  const network = networkOf(text);
  const classes = network.layers[network.output]!.outputShape.at(-1)!;
  return classes > 1 && sliceCount(network, null, slices) === slices;
}

test("12 random networks give the same in slices", { skip }, async () => {
  const texts = arbitraryNetwork("all").map(textOfNetwork).filter(canBeCompared);
  for (const text of fc.sample(texts, { seed: 419, numRuns: 12 })) {
    const network = networkOf(text);
    await compare(network, classBatch(network, 4)).catch((error: unknown) => {
      throw new Error(`${(error as Error).message} in\n${text}`, { cause: error });
    });
  }
});

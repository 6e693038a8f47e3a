/**
 * Random networks of the language on the TensorFlow graph and on tfjs in plain JavaScript: the shapes that the checker
 * says, and the same values, gradients and training.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Fetch, Runner } from "../../../src/engine/runner.js";
import type { Network } from "../../../src/network/network.js";
import { networkVariables, sizeOf } from "../../../src/network/variables.js";
import { openTensorflowRunner } from "../../../src/targets/tensorflow/runner.js";
import { openTfjsRunner } from "../../../src/targets/tfjs/runner.js";
import { defaultPlan, optimizer, type TrainingPlan } from "../../../src/training/plan.js";
import { arbitraryNetwork } from "../../networks/arbitraryNetwork.js";
import { textOfNetwork } from "../../networks/specText.js";
import { openNative, skip } from "./native.js";
import { classBatch, networkOf, targetBatch, numbers, relativeError } from "./samples.js";

const samples = 7;
const momentum: TrainingPlan = { ...defaultPlan, optimizer: optimizer("momentum") };

function within(
  tolerance: number,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
): void {
  const error = relativeError(actual, expected);
  assert.ok(error <= tolerance, `${what} differs by ${error}`);
}

async function copyVariables(network: Network, from: Runner, to: Runner): Promise<void> {
  for (const { name, role, shape } of networkVariables(network)) {
    const drawn = await from.readVariable(name);
    const moved = role === "bias" || role === "beta" ? numbers(sizeOf(shape)) : drawn;
    await from.writeVariable(name, moved);
    await to.writeVariable(name, moved);
  }
}

async function agree(text: string): Promise<void> {
  const network = networkOf(text);
  const single = network.layers[network.output]!.outputShape.at(-1) === 1;
  const plan: TrainingPlan = single ? { ...momentum, loss: "mse" } : momentum;
  const graph = await openTensorflowRunner(network, plan, openNative);
  const model = await openTfjsRunner(network, plan, "js");
  await graph.initialize(3);
  await copyVariables(network, graph, model);
  const batch = (single ? targetBatch : classBatch)(network, samples);
  await looksTheSame(network, graph, model, batch, false);
  await looksTheSame(network, graph, model, batch, true);
  for (let step = 0; step < 2; step++) {
    const [one, other] = [await graph.trainStep(batch, 1e-3), await model.trainStep(batch, 1e-3)];
    within(1e-3, [one.loss], [other.loss], `loss of step ${step}`);
    within(1e-5, [one.correct], [other.correct], `right answers of step ${step}`);
  }
  within(
    1e-3,
    (await graph.predict(batch.images)).data,
    (await model.predict(batch.images)).data,
    "trained",
  );
  within(1e-3, [(await graph.evaluate(batch)).loss], [(await model.evaluate(batch)).loss], "loss");
  graph.dispose();
  model.dispose();
}

async function looksTheSame(
  network: Network,
  graph: Runner,
  model: Runner,
  batch: ReturnType<typeof classBatch>,
  training: boolean,
): Promise<void> {
  const layers = network.layers.map(({ name }) => name);
  const activations = layers.map((layer): Fetch => ({ kind: "activation", layer }));
  const values = await graph.fetch(activations, batch, training);
  const expected = await model.fetch(activations, batch, training);
  network.layers.forEach(({ name, outputShape }, i) => {
    assert.deepEqual(values[i]!.shape, [samples, ...outputShape], name);
    within(1e-4, values[i]!.data, expected[i]!.data, `value of ${name}`);
  });
  // Which of equal values a pool takes is its own; a gradient that ends in a ReLU's zero is nobody's.
  const ties = network.layers.some(({ operation }) => /^(m..pool|gmp)$/.test(operation.kind));
  const gradients: Fetch[] = [
    ...(ties ? [] : layers).map((layer) => ({ kind: "activationGradient", layer }) as const),
    ...networkVariables(network)
      .filter(({ trainable }) => trainable)
      .map(({ name }) => ({ kind: "variableGradient", variable: name }) as const),
  ];
  const slopes = await graph.fetch(gradients, batch, training);
  const expectedSlopes = await model.fetch(gradients, batch, training);
  // What cancels to nearly nothing, as below two batch normalisations, is rounding.
  const largest = expectedSlopes.map(({ data }) =>
    data.reduce((a, b) => Math.max(a, Math.abs(b)), 0),
  );
  const noise = 1e-2 * Math.max(...largest);
  gradients.forEach((one, i) => {
    assert.deepEqual(slopes[i]!.shape, expectedSlopes[i]!.shape);
    if (largest[i]! > noise) {
      within(1e-2, slopes[i]!.data, expectedSlopes[i]!.data, JSON.stringify(one));
    }
  });
}

test("30 random networks agree on shapes, values, gradients and training", { skip }, async () => {
  const specs = fc.sample(arbitraryNetwork("all"), { seed: 418, numRuns: 30 });
  assert.ok(specs.some((spec) => JSON.stringify(spec).includes("gmp")));
  for (const spec of specs) {
    // What is dropped is each engine's own.
    const text = textOfNetwork(spec).replace(/dropout [\d.]+/g, "dropout 0");
    await agree(text).catch((error: unknown) => {
      throw new Error(`${(error as Error).message} in\n${text}`, { cause: error });
    });
  }
});

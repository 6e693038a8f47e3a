import { test } from "node:test";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { Network } from "../../../src/network/network.js";
import { networkVariables } from "../../../src/network/variables.js";
import { onBackend, openBackend } from "../../../src/targets/tfjs/backend.js";
import { layersModel, modelVariables, setModelVariables } from "../../../src/targets/tfjs/model.js";
import { evaluate, type Batch, type Variables } from "./reference.js";
import { difference, imagesFor, networkOf, variablesFor } from "./samples.js";

/** Between them every layer class, TensorFlow.js's and ours. */
const texts: readonly string[] = [
  "input 8x8x4 | conv3-4 | conv3-6/2 group=2 dilate=2 | conv3-4 maps=[[0],[1],[2,3],[4,5]] bn | gap | fc-3 | softmax",
  "input 8x8x2 | dwconv3 | dwconv3 dilate=2 | deconv4-3/2 pad=1 | deconv3-3/2 pad=1 outpad=1 | gmp | fc-2 tanh",
  "input 8x9x2 | maxpool3/2 pad=1 | avgpool2/1 ceil | minpool2/1 | lrn | dropout 0.3 | flatten | fc-4 linear | elu 0.5",
  "input 5x6x2 | pad 1 | pad 1 mode=reflect | pad 1 mode=replicate | pad 1 mode=constant value=2 | crop 7x8 | gelu | leakyrelu | elu",
  "input 4x4x2 | upsample2 | upsample2 bilinear | [conv3-4/2 linear + shortcut zeropad] | [id, bn] | bn | sigmoid",
];

interface Sample {
  readonly network: Network;
  readonly variables: Variables;
  readonly images: Batch;
}

function sampleOf(text: string): Sample {
  const network = networkOf(text);
  return { network, variables: variablesFor(network), images: imagesFor(network, 3) };
}

function modelOf({ network, variables }: Sample): tf.LayersModel {
  const model = layersModel(network);
  const values = [...variables].map(([name, data]) => [name, Float32Array.from(data)] as const);
  setModelVariables(model, network, new Map(values));
  return model;
}

function predict(model: tf.LayersModel, { images: { shape, data } }: Sample): Float32Array {
  const x = tf.tensor(Float32Array.from(data), [...shape]);
  const y = model.predict(x) as tf.Tensor;
  const values = Float32Array.from(y.dataSync());
  tf.dispose([x, y]);
  return values;
}

for (const text of texts) {
  test(`saved and loaded: ${text}`, async () => {
    await openBackend("wasm");
    const sample = sampleOf(text);
    const before = tf.memory().numTensors;
    const model = modelOf(sample);
    const { network, variables, images } = sample;
    const expected = evaluate(network, variables, images, false)[network.output]!.data;
    assert.ok(difference(predict(model, sample), expected) < 2e-5);
    assert.equal(model.countParams(), counted(network));

    let saved: tf.io.ModelArtifacts | null = null;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        saved = structuredClone(artifacts);
        return Promise.resolve({
          modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts),
        });
      }),
    );
    model.dispose();
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    assert.ok(difference(predict(loaded, sample), expected) < 2e-5);
    loaded.dispose();
    assert.equal(tf.memory().numTensors, before);
  });
}

/** Every value that the shapes hold, moving statistics and weights left out by `maps=` among them. */
function counted(network: Network): number {
  return networkVariables(network)
    .map(({ shape }) => shape.reduce((a, b) => a * b, 1))
    .reduce((a, b) => a + b, 0);
}

test("every variable of a network is a weight of the model, and no weight is left over", async () => {
  await openBackend("wasm");
  for (const text of texts) {
    const network = networkOf(text);
    const model = layersModel(network);
    const variables = modelVariables(model, network);
    assert.deepEqual(
      [...variables].map(([name, { shape }]) => [name, shape]),
      networkVariables(network).map(({ name, shape }) => [name, [...shape]]),
    );
    assert.equal(new Set(variables.values()).size, model.weights.length);
    model.dispose();
  }
});

test("auxiliary heads are further outputs when they are asked for", async () => {
  await openBackend("wasm");
  const head = "aux(weight=0.3: gap | fc-3 | softmax)";
  const network = networkOf(`input 8x8x2 | conv3-4 | ${head} | conv3-4 | gap | fc-3 | softmax`);
  const main = layersModel(network);
  const both = layersModel(network, { auxiliaries: true });
  assert.equal(main.outputs.length, 1);
  assert.equal(both.outputs.length, 2);
  assert.equal(both.countParams() - main.countParams(), 4 * 3 + 3);
  main.dispose();
  both.dispose();
});

test("a model trains with fit, prints its summary, and takes names of any shape", async () => {
  await openBackend("wasm");
  const sample = sampleOf(
    "input 6x6x2 | conv3-4 group=2 as _first | dwconv3 | bn | maxpool2 ceil | dropout 0.2 | fc-2 | softmax",
  );
  const model = onBackend("wasm", () => modelOf(sample));
  const lines: string[] = [];
  model.summary(undefined, undefined, (line) => lines.push(String(line)));
  assert.ok(lines.some((line) => line.includes("first")));
  model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy" });
  const { images } = sample;
  const x = tf.tensor(Float32Array.from(images.data), [...images.shape]);
  const y = tf.tensor2d([1, 0, 0, 1, 1, 0], [3, 2]);
  const { history } = await model.fit(x, y, { epochs: 30 });
  const losses = history["loss"] as number[];
  assert.ok(losses.at(-1)! < losses[0]! / 2, losses.join());
  tf.dispose([x, y]);
  model.dispose();
});

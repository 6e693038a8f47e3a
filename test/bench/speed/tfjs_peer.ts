/** Plain tfjs, layers model and all: `tfjs_peer.js SPEC.json` with the backend in the options of the spec. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { openTfjsNode } from "../../../src/engine/tfjsNode.js";
import type { Network } from "../../../src/network/network.js";
import { sizeOf } from "../../../src/network/variables.js";
import { openBackend } from "../../../src/targets/tfjs/backend.js";
import { layersModel, setModelVariables } from "../../../src/targets/tfjs/model.js";
import { inputOf, type Spec } from "./spec.js";
import { peakMegabytes, timed } from "./stopwatch.js";

const path = process.argv[2] ?? "";
const spec = JSON.parse(readFileSync(path, "utf8")) as Spec;
const floats = (file: string) => {
  const bytes = readFileSync(join(dirname(path), file));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
};

if (spec.options.includes("wasm")) await openBackend("wasm");
else await openTfjsNode();
const network = {
  name: "bench",
  title: null,
  auxiliaries: [],
  ...spec.network,
} as unknown as Network;
const model = layersModel(network);
setModelVariables(model, network, variables());
model.compile({
  optimizer: tf.train.adam(spec.learningRate),
  loss: "sparseCategoricalCrossentropy",
});
const images = tf.tensor(floats(spec.images), [spec.labels.length, ...inputOf(network)]);
const labels = tf.tensor1d([...spec.labels], "float32");
const times = await timed(spec, spec.mode === "forward" ? forward : train);
const evaluated = model.evaluate(images, labels, { batchSize: spec.labels.length }) as tf.Scalar;
const loss = (await evaluated.data())[0];
const version = `tfjs ${tf.version_core}`;
console.log(JSON.stringify({ times, loss, peakMegabytes: peakMegabytes(), version }));
process.exit(0);

async function forward(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const output = model.predict(images, { batchSize: spec.labels.length }) as tf.Tensor;
    await output.data();
    output.dispose();
  }
}

async function train(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await model.trainOnBatch(images, labels);
}

function variables(): ReadonlyMap<string, Float32Array> {
  const all = floats(spec.weights);
  let start = 0;
  return new Map(
    spec.variables.map(({ name, shape }) => {
      const values = all.subarray(start, start + sizeOf(shape));
      start += values.length;
      return [name, values];
    }),
  );
}

/**
 * Our side of a comparison, a process like those of the peers: `ours.js SPEC.json`. It prints one line of JSON, see `answer` in
 * spec.py.
 */
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LabelledBatch, Runner } from "../../../src/engine/runner.js";
import { engineStatus } from "../../../src/engine/engines.js";
import type { Network } from "../../../src/network/network.js";
import { sizeOf } from "../../../src/network/variables.js";
import { openRunner } from "../../../src/run/openRunner.js";
import { defaultPlan } from "../../../src/training/plan.js";
import { inputOf, type Spec } from "./spec.js";
import { peakMegabytes, timed } from "./stopwatch.js";

const path = process.argv[2] ?? "";
const spec = JSON.parse(readFileSync(path, "utf8")) as Spec;
const folder = dirname(path);

const network = {
  name: "bench",
  title: null,
  auxiliaries: [],
  ...spec.network,
} as unknown as Network;
const { images, labels } = batch();
// A network that is only asked has no plan, unless its precision is another.
const isPlain = spec.mode === "forward" && spec.precision === defaultPlan.precision;
const plan = isPlain ? null : { ...defaultPlan, precision: spec.precision };
const runner = await openRunner(network, plan);
await loadWeights(runner);
const times = await timed(spec, spec.mode === "forward" ? forward : train);
const { loss } = await runner.evaluate({ images, labels });
const status = await engineStatus();
const version = status.kind === "engine" ? `${status.engine} ${status.version}` : "";
console.log(JSON.stringify({ times, loss, peakMegabytes: peakMegabytes(), version }));

async function forward(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await runner.predict(images);
}

async function train(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await runner.trainStep({ images, labels }, spec.learningRate);
  }
}

function batch(): LabelledBatch {
  const bytes = readFileSync(join(folder, spec.images));
  const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const shape = [spec.labels.length, ...inputOf(spec.network)];
  return { images: { shape, data }, labels: Int32Array.from(spec.labels) };
}

/** One at a time, so that the file's 553 MB for VGG-D are not held; small ones in one place, so that none waits for the collector. */
async function loadWeights(runner: Runner): Promise<void> {
  const file = openSync(join(folder, spec.weights), "r");
  const room = new Float32Array(2 ** 22);
  for (const { name, shape } of spec.variables) {
    const size = sizeOf(shape);
    const data = size <= room.length ? room.subarray(0, size) : new Float32Array(size);
    readSync(file, data);
    await runner.writeVariable(name, data);
  }
  closeSync(file);
}

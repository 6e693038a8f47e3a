/**
 * Our side of a comparison, a process like those of the peers: `ours.js SPEC.json`. It prints one line of JSON, see `answer` in
 * spec.py.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LabelledBatch, Runner } from "../../../src/engine/runner.js";
import { engineStatus } from "../../../src/engine/engines.js";
import type { Network } from "../../../src/network/network.js";
import { sizeOf } from "../../../src/network/variables.js";
import { openRunner } from "../../../src/run/openRunner.js";
import { defaultPlan } from "../../../src/training/plan.js";
import { inputOf, type Spec } from "./spec.js";

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
const plan = { ...defaultPlan, precision: spec.precision };
const runner = await openRunner(network, plan);
await loadWeights(runner);
const times = await timed(spec.mode === "forward" ? forward : train);
const { loss } = await runner.evaluate({ images, labels });
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
const status = await engineStatus();
const version = status.kind === "engine" ? `${status.engine} ${status.version}` : "";
console.log(JSON.stringify({ times, loss, peakMegabytes, version }));

async function forward(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await runner.predict(images);
}

async function train(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await runner.trainStep({ images, labels }, spec.learningRate);
  }
}

async function timed(run: (steps: number) => Promise<void>): Promise<readonly number[]> {
  await run(spec.warmUp);
  const found: number[] = [];
  for (let chunk = 0; chunk < spec.chunks; chunk++) {
    const begin = performance.now();
    await run(spec.chunk);
    found.push((performance.now() - begin) / spec.chunk);
  }
  return found;
}

function batch(): LabelledBatch {
  const bytes = readFileSync(join(folder, spec.images));
  const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const shape = [spec.labels.length, ...inputOf(spec.network)];
  return { images: { shape, data }, labels: Int32Array.from(spec.labels) };
}

async function loadWeights(runner: Runner): Promise<void> {
  const bytes = readFileSync(join(folder, spec.weights));
  let start = bytes.byteOffset;
  for (const { name, shape } of spec.variables) {
    const data = new Float32Array(bytes.buffer, start, sizeOf(shape));
    await runner.writeVariable(name, data);
    start += data.byteLength;
  }
}

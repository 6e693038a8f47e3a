import { test } from "node:test";
import assert from "node:assert/strict";
import type { Fetch, Runner } from "../../../src/engine/runner.js";
import type { Network } from "../../../src/network/network.js";
import { networkVariables, sizeOf } from "../../../src/network/variables.js";
import { openTfjsRunner } from "../../../src/targets/tfjs/runner.js";
import { defaultPlan } from "../../../src/training/plan.js";
import { evaluate, type Batch, type Variables } from "./reference.js";
import { difference, imagesFor, networkOf, normals, variablesFor } from "./samples.js";

/** Every layer kind, and every way in which it can be written. */
const cases: readonly string[] = [
  "input 5x6x3 | conv3-4 linear",
  "input 5x6x3 | conv3-4 leakyrelu",
  "input 5x6x3 | conv3x1-4 pad=valid relu | conv1-2 nobias",
  "input 6x7x2 | conv3-3/2 linear",
  "input 6x7x2 | conv3-3/2 pad=same linear",
  "input 6x7x2 | conv3x5-3/2x1 linear",
  "input 4x4x2 | conv1x3-2/2x1 linear",
  "input 5x5x2 | conv1-3/2 pad=1 linear",
  "input 6x7x4 | conv3-6 group=2 linear",
  "input 6x7x4 | conv3-6/2 group=2 dilate=2 linear",
  "input 7x8x2 | conv3-3 dilate=2 linear",
  "input 5x6x3 | conv3-3 maps=[[0,1],[1,2],[0,2]] linear",
  "input 5x6x2 | conv3-2 mode=reflect linear",
  "input 5x6x2 | conv5-2/2 mode=replicate linear",
  "input 5x6x2 | conv3-2 mode=constant value=1.5 linear",
  "input 5x6x3 | dwconv3 linear",
  "input 6x7x3 | dwconv3/2 nobias linear",
  "input 7x8x2 | dwconv3 dilate=2 linear",
  "input 7x8x2 | dwconv3/2x1 dilate=1x2 linear",
  "input 5x6x2 | dwconv3x5 mode=reflect linear",
  "input 4x5x3 | deconv4-2/2 pad=1 linear",
  "input 4x5x3 | deconv3-2/2 pad=1 outpad=1 linear",
  "input 4x5x4 | deconv3-6/2x1 pad=1 group=2 linear",
  "input 4x5x2 | deconv2-3/2 pad=0 linear",
  "input 4x5x2 | deconv3-3 pad=2 dilate=2 linear",
  "input 4x5x2 | deconv3-3/2 pad=1 dilate=2 nobias linear",
  "input 4x5x2 | deconv2-2/3 pad=0 outpad=1 linear",
  "input 6x7x3 | maxpool2",
  "input 6x7x3 | maxpool3/2 pad=1",
  "input 6x8x2 | maxpool3/2 ceil",
  "input 5x5x2 | maxpool1/2",
  "input 6x7x3 | avgpool2",
  "input 6x7x3 | avgpool3/2 pad=1",
  "input 6x8x2 | avgpool3/2 ceil",
  "input 6x8x2 | avgpool3/2 pad=1 ceil",
  "input 5x5x2 | avgpool1/2",
  "input 6x7x3 | sigmoid | minpool2",
  "input 6x7x3 | sigmoid | minpool3/2 pad=1 ceil",
  "input 6x7x3 | minpool3x2/2x1 pad=1x0",
  "input 4x5x3 | gap",
  "input 4x5x3 | gmp",
  "input 4x5x3 | flatten",
  "input 4x5x3 | fc-4 linear",
  "input 7 | fc-4 nobias tanh",
  "input 4x3x5 | relu",
  "input 4x3x5 | leakyrelu 0.2",
  "input 4x3x5 | elu",
  "input 4x3x5 | elu 0.5",
  "input 4x3x5 | gelu",
  "input 4x3x5 | sigmoid",
  "input 4x3x5 | tanh",
  "input 4x3x5 | softmax",
  "input 4x3x5 | bn",
  "input 9 | bn eps=1e-3",
  "input 4x5x2 | conv3-3 bn | conv1-2 bn linear",
  "input 3x3x7 | lrn",
  "input 3x3x7 | lrn n=3 k=1 alpha=0.5 beta=0.6",
  "input 4x5x2 | dropout 0.5 | id",
  "input 4x5x2 | pad 1x2",
  "input 4x5x2 | pad 2 mode=reflect",
  "input 4x5x2 | pad 3 mode=replicate",
  "input 4x5x2 | pad 1 mode=constant value=-2",
  "input 6x7x2 | crop 3x4",
  "input 6x7x2 | crop 3x4 offset=1x2",
  "input 3x4x2 | upsample2",
  "input 3x4x2 | upsample3x2 bilinear",
  "input 4x4x2 | [conv3-3, id, maxpool3/1 pad=1]",
  "input 4x4x3 | [conv3-3 | conv3-3 linear + shortcut] | relu",
  "input 5x5x3 | [conv3-6/2 linear + shortcut zeropad]",
  "input 5x5x3 | [conv3-6/2 bn linear + shortcut] | gap | fc-3 | softmax",
];

for (const backend of ["wasm", "js"] as const) {
  for (const stages of cases) {
    test(`${backend}: ${stages}`, async () => {
      const network = networkOf(stages);
      const runner = await openTfjsRunner(network, { ...defaultPlan, loss: "mse" }, backend);
      try {
        const sample = sampleOf(network);
        for (const [name, values] of sample.variables) {
          await runner.writeVariable(name, Float32Array.from(values));
        }
        for (const training of stages.includes("dropout") ? [false] : [false, true]) {
          await valuesAgree(runner, sample, training);
          await slopesAgree(runner, sample, training);
        }
      } finally {
        runner.dispose();
      }
    });
  }
}

interface Sample {
  readonly network: Network;
  readonly variables: Variables;
  readonly images: Batch;
  readonly targets: Float64Array;
}

function sampleOf(network: Network): Sample {
  const output = network.layers[network.output]!.outputShape;
  return {
    network,
    variables: variablesFor(network),
    images: imagesFor(network, 3),
    targets: normals(3 * sizeOf(output), 5),
  };
}

function batchOf({ images: { shape, data }, targets }: Sample) {
  return {
    images: { shape, data: Float32Array.from(data) },
    labels: Float32Array.from(targets),
  };
}

async function valuesAgree(runner: Runner, sample: Sample, training: boolean): Promise<void> {
  const { network, variables, images } = sample;
  const what = network.layers.map(({ name }): Fetch => ({ kind: "activation", layer: name }));
  const values = await runner.fetch(what, batchOf(sample), training);
  const expected = evaluate(network, variables, images, training);
  for (const [i, { name, outputShape }] of network.layers.entries()) {
    assert.deepEqual(values[i]!.shape, [3, ...outputShape], name);
    const apart = difference(values[i]!.data, expected[i]!.data);
    assert.ok(apart < 2e-5, `${name}, training ${training}: ${apart}`);
  }
}

/** Gradients of the loss at the images and at every variable against central differences of the oracle. */
async function slopesAgree(runner: Runner, sample: Sample, training: boolean): Promise<void> {
  const { network, variables, images } = sample;
  const trainable = networkVariables(network).filter((variable) => variable.trainable);
  const what: readonly Fetch[] = [
    { kind: "activationGradient", layer: network.layers[0]!.name },
    ...trainable.map(({ name }): Fetch => ({ kind: "variableGradient", variable: name })),
  ];
  const slopes = await runner.fetch(what, batchOf(sample), training);
  const sources = [images.data, ...trainable.map(({ name }) => variables.get(name)!)];
  for (const [i, source] of sources.entries()) {
    for (const place of places(source.length)) {
      const expected = slopeAt(sample, source, place, training);
      const found = slopes[i]!.data[place]!;
      const apart = Math.abs(found - expected) / Math.max(0.1, Math.abs(expected));
      assert.ok(apart < 1e-3, `${i} at ${place}, training ${training}: ${found}, ${expected}`);
    }
  }
}

/** At most twelve, spread over all. */
function places(count: number): readonly number[] {
  const chosen = Math.min(count, 12);
  return Array.from({ length: chosen }, (_, i) => Math.floor(((i + 0.5) * count) / chosen));
}

function slopeAt(sample: Sample, source: Float64Array, place: number, training: boolean): number {
  const before = source[place]!;
  const step = 1e-5;
  const [above, below] = [step, -step].map((change) => {
    source[place] = before + change;
    return lossOf(sample, training);
  }) as [number, number];
  source[place] = before;
  return (above - below) / (2 * step);
}

function lossOf({ network, variables, images, targets }: Sample, training: boolean): number {
  const { data } = evaluate(network, variables, images, training)[network.output]!;
  return data.reduce((sum, value, i) => sum + (value - targets[i]!) ** 2, 0) / data.length;
}

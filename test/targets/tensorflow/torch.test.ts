/**
 * A small network of every family against PyTorch: outputs, loss, gradients, and five steps of Adam. Needs a Python with
 * torch, named by CONVSCRIPT_PYTHON.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { networkVariables } from "../../../src/network/variables.js";
import type { LabelledBatch, Runner } from "../../../src/engine/runner.js";
import { packageRoot } from "../../../src/packageRoot.js";
import { openTensorflowRunner } from "../../../src/targets/tensorflow/runner.js";
import { defaultPlan, type Loss } from "../../../src/training/plan.js";
import { openNative, skip as noEngine } from "./native.js";
import { classBatch, imagesFor, largestOf, networkOf, numbers, relativeError } from "./samples.js";

const python = process.env["CONVSCRIPT_PYTHON"];
const skip = noEngine || (python ? false : "CONVSCRIPT_PYTHON names no Python with torch");

const families: Readonly<Record<string, string>> = {
  lenet: `net n = input 16x16x1 | conv5-6 pad=0 tanh | avgpool2 | tanh
    | conv3-4 pad=0 maps=[[0,1,2],[1,2,3],[2,3,4,5],[0,5]] tanh | avgpool2 | flatten | fc-12 tanh | fc-10 | softmax`,
  alexnet: `net n = input 31x31x3 | conv7-8/2 pad=1 | lrn | maxpool3/2 | conv5-12 group=2 pad=2 | lrn n=4 alpha=0.2 | maxpool3/2
    | conv3-12 | conv3-8 group=2 | maxpool3/2 ceil | fc-20 | fc-5 | softmax`,
  vgg: `net n = input 16x16x3 | conv3-6 x2 | maxpool2 | conv3-8 l2=1e-2 x2 | maxpool2 | fc-20 | fc-7 | softmax`,
  vggbn: `net n = input 8x8x3 | conv3-6 | bn | conv3-6 | bn eps=1e-3 momentum=0.7 | maxpool2 | fc-9 bn | fc-4 | softmax`,
  googlenet: `block inception(a, b3, b, c5, c, d) =
      [conv1-{a}, conv1-{b3} | conv3-{b}, conv1-{c5} | conv5-{c}, maxpool3/1 pad=1 | conv1-{d}]
    net n = input 24x24x3 | conv5-6/2 pad=2 | maxpool3/2 ceil | inception(4, 3, 5, 2, 3, 2)
      | aux(weight=0.3: avgpool2 | conv1-4 | fc-8 | fc-6 | softmax) | inception(3, 2, 4, 2, 2, 2) | gap | fc-6 | softmax`,
  resnet: `block bottleneck(c, s=1) = [conv1-{c} bn | conv3-{c}/{s} bn | conv1-{4*c} bn + shortcut] | relu
    net n = input 16x16x3 | conv7-8/2 bn | maxpool3/2 pad=1 | bottleneck(3) x2 | bottleneck(4, 2) | gap | fc-5 | softmax`,
  resnetA: `block basic(c, s=1) = [conv3-{c}/{s} bn | conv3-{c} bn + shortcut zeropad] | relu
    net n = input 12x12x3 | conv3-4 bn | basic(4) | basic(8, 2) | gap | fc-10 | softmax`,
  densenet: `block dense(n, k) = [id, bn | relu | conv1-{4*k} nobias | bn | relu | conv3-{k} nobias linear] x{n}
    net n = input 12x12x3 | conv3-6 nobias | dense(3, 4) | bn | relu | conv1-{in/2} nobias linear | avgpool2 | dense(2, 3)
      | bn | relu | gap | fc-5 | softmax`,
  fcn: `net n = input 16x16x3 | conv3-6 | maxpool2 | conv3-8 | maxpool2
      | [conv1-3 linear | deconv4-3/2 pad=1 init=bilinear linear | deconv4-3/2 pad=1 linear
        + upsample4 bilinear | conv1-3 linear] | softmax`,
  // Large enough for what `winograd.ts` is for, in inference and in training.
  wide: `net n = input 60x58x2 | conv3-128 tanh | conv3-256 l2=1e-3 tanh | avgpool2 | conv3-128 tanh | avgpool5 | fc-5 | softmax`,
  modes: `net n = input 11x9x4 | pad 1x2 mode=reflect | conv3x2-6/2x1 pad=2x1 mode=replicate dilate=1x2 gelu
      | pad 1 mode=constant value=0.5 | dwconv3 pad=1 mode=reflect elu | dwconv3/2x1 leakyrelu | minpool3/2 pad=1 ceil
      | avgpool2x3/2 ceil | upsample2 | crop 3x4 | deconv3-4/2 pad=1 outpad=1 group=2 dilate=1 sigmoid
      | conv3-4 dilate=2 group=4 mode=constant value=-1 | [gmp, gap, conv2-3 pad=same | flatten | fc-4 tanh]
      | fc-6 gelu | fc-3 | softmax`,
};

interface Answer {
  readonly predictions: number[];
  readonly losses: number[];
  readonly gradients: Record<string, number[]>;
  readonly variables: Record<string, number[]>;
  readonly trained: number[];
}

const learningRate = 1e-3;

async function askTorch(runner: Runner, batch: LabelledBatch, loss: Loss): Promise<Answer> {
  const { network } = runner;
  const variables: Record<string, unknown> = {};
  for (const { name, shape, l2, trainable } of networkVariables(network)) {
    const data = Array.from(await runner.readVariable(name));
    variables[name] = { shape, l2, trainable, data };
  }
  const { layers, output, auxiliaries } = network;
  const input = JSON.stringify({
    layers: layers.map(({ span: _, calls: __, ...layer }) => layer),
    output,
    auxiliaries,
    loss,
    variables,
    images: Array.from(batch.images.data),
    labels: Array.from(batch.labels),
    learningRate,
    steps: 5,
  });
  const script = join(packageRoot, "test", "oracle", "torch_network.py");
  const options = { input, encoding: "utf8", maxBuffer: 2 ** 30 } as const;
  const { status, stdout, stderr, error } = spawnSync(python ?? "", [script], options);
  assert.equal(status, 0, error?.message ?? stderr);
  return JSON.parse(stdout) as Answer;
}

function within(
  tolerance: number,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
): void {
  const error = relativeError(actual, expected);
  assert.ok(error <= tolerance, `${what} differs by ${error}`);
}

async function compare(text: string, batchOf: typeof classBatch, loss: Loss): Promise<void> {
  const network = networkOf(text);
  const runner = await openTensorflowRunner(network, { ...defaultPlan, loss }, openNative);
  await runner.initialize(5);
  const batch = batchOf(network, 6);
  const expected = await askTorch(runner, batch, loss);
  within(1e-4, (await runner.predict(batch.images)).data, expected.predictions, "predictions");
  const trainable = networkVariables(network).filter((variable) => variable.trainable);
  const wanted = trainable.map(
    ({ name }) => ({ kind: "variableGradient", variable: name }) as const,
  );
  const gradients = await runner.fetch(wanted, batch, true);
  trainable.forEach(({ name }, i) => {
    const largest = largestOf(expected.gradients[name]!);
    if (largest > 1e-6)
      within(1e-3, gradients[i]!.data, expected.gradients[name]!, `gradient of ${name}`);
  });
  const losses: number[] = [];
  for (const _ of expected.losses) losses.push((await runner.trainStep(batch, learningRate)).loss);
  within(1e-3, losses, expected.losses, "losses");
  within(1e-3, (await runner.predict(batch.images)).data, expected.trained, "trained predictions");
  runner.dispose();
}

for (const [family, text] of Object.entries(families)) {
  test(`${family} computes, differentiates and trains as PyTorch does`, { skip }, () =>
    compare(text, classBatch, "crossentropy"),
  );
}

const targets = (network: Parameters<typeof classBatch>[0], samples: number) => ({
  images: imagesFor(network, samples),
  labels: numbers(samples * 2, 3).map((value) => Number(value > 0)),
});

test("a final sigmoid trains on binary cross-entropy as PyTorch does", { skip }, () =>
  compare("net n = input 10 | fc-8 | fc-2 | sigmoid", targets, "crossentropy"),
);

test("mse trains as PyTorch does", { skip }, () =>
  compare("net n = input 6x6x2 | conv3-4 | gap | fc-2 tanh", targets, "mse"),
);

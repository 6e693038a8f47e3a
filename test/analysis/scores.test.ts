/** Gradients of scores on every engine: against PyTorch's autograd (CONVSCRIPT_PYTHON), and against differences. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import type { Runner, Score, ScoreGradient, Values } from "../../src/engine/runner.js";
import type { Network } from "../../src/network/network.js";
import { networkVariables, sizeOf } from "../../src/network/variables.js";
import { packageRoot } from "../../src/packageRoot.js";
import { imagesFor, networkOf, numbers, relativeError } from "../targets/tensorflow/samples.js";
import { engines, openWith, skipped } from "./runners.js";

const python = process.env["CONVSCRIPT_PYTHON"];
const withoutPython = python ? false : "CONVSCRIPT_PYTHON names no Python with torch";

/** Of each: the layer whose score it is, and where the gradient is taken. */
const cases: readonly (readonly [text: string, layer: string, at: readonly string[]])[] = [
  [
    "net n = input 16x16x3 | conv3-6 | conv3-5 | maxpool2 | conv3-8 | bn | maxpool2 | fc-12 | fc-4 | softmax",
    "softmax1",
    ["input", "conv1_1", "pool1", "conv2_1", "fc4"],
  ],
  [
    `block bottleneck(c, s=1) = [conv1-{c} bn | conv3-{c}/{s} bn | conv1-{4*c} bn + shortcut] | relu
     net n = input 12x12x3 | conv3-8 bn | bottleneck(3) | bottleneck(4, 2) | gap | fc-5 | softmax`,
    "fc1",
    ["input", "conv1_1", "bottleneck2/add1.1/conv1_2"],
  ],
  [
    "net n = input 10x10x1 | conv3-4 | maxpool2 | [conv1-3, conv3-4 | conv3-2] | avgpool2 | flatten | fc-1 | sigmoid",
    "concat1",
    ["input", "pool1"],
  ],
];

function scoreOf(network: Network, layer: string, guided: boolean, samples: number): Score {
  const { outputShape } = network.layers.find(({ name }) => name === layer)!;
  const shape = [samples, ...outputShape];
  return { layer, guided, weights: { shape, data: numbers(sizeOf(shape), 9) } };
}

async function askTorch(
  runner: Runner,
  images: Values,
  asked: readonly ScoreGradient[],
): Promise<readonly number[][]> {
  const { layers, output, auxiliaries } = runner.network;
  const variables: Record<string, unknown> = {};
  for (const { name, shape } of networkVariables(runner.network)) {
    variables[name] = { shape, data: Array.from(await runner.readVariable(name)) };
  }
  const scores = asked.map(({ score: { layer, guided, weights }, at }) => {
    return { layer, guided, at, weights: Array.from(weights.data) };
  });
  const bare = layers.map(({ span: _, calls: __, trail: ___, ...layer }) => layer);
  const input = JSON.stringify({
    ...{ layers: bare, output, auxiliaries, variables, scores },
    images: Array.from(images.data),
  });
  const script = join(packageRoot, "test", "oracle", "torch_scores.py");
  const { status, stdout, stderr } = spawnSync(python!, [script], { input, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as number[][];
}

for (const engine of engines) {
  const skip = skipped(engine) || withoutPython;
  for (const [text, layer, at] of cases) {
    test(`${engine}: gradients of a score of ${layer} are PyTorch's`, { skip }, async () => {
      const network = networkOf(text);
      const runner = await openWith(engine, network);
      const images = imagesFor(network, 2);
      const asked = [false, true].flatMap((guided) => {
        const score = scoreOf(network, layer, guided, 2);
        return at.map((name) => ({ kind: "scoreGradient", score, at: name }) as const);
      });
      const expected = await askTorch(runner, images, asked);
      const found = await runner.fetch(asked, { images });
      asked.forEach(({ score, at: place }, i) => {
        const error = relativeError(found[i]!.data, expected[i]!);
        assert.ok(error < 1e-4, `${score.guided ? "guided, " : ""}at ${place}: ${error}`);
      });
      runner.dispose();
    });
  }
}

for (const engine of engines) {
  test(
    `${engine}: a score's gradient is what differences say`,
    { skip: skipped(engine) },
    async () => {
      const network = networkOf(
        "net n = input 5x5x2 | conv3-3 tanh | conv3-2 tanh | fc-3 | softmax",
      );
      const runner = await openWith(engine, network);
      const images = imagesFor(network, 1);
      const score = scoreOf(network, "conv1_2", false, 1);
      const at = { kind: "scoreGradient", score, at: "input" } as const;
      const value = { kind: "activation", layer: "conv1_2" } as const;
      const scoreAt = async (data: Float32Array) => {
        const [values] = await runner.fetch([value], { images: { ...images, data } });
        return values!.data.reduce((sum, one, i) => sum + one * score.weights.data[i]!, 0);
      };
      const [gradient] = await runner.fetch([at], { images });
      const step = 1e-2;
      const differences: number[] = [];
      for (let i = 0; i < images.data.length; i++) {
        const moved = (by: number) => images.data.map((one, j) => (j === i ? one + by : one));
        const [up, down] = [await scoreAt(moved(step)), await scoreAt(moved(-step))];
        differences.push((up - down) / (2 * step));
      }
      assert.ok(relativeError(gradient!.data, differences) < 1e-2);
      runner.dispose();
    },
  );

  test(
    `${engine}: asking for a score's gradient changes no weight, and training goes on`,
    { skip: skipped(engine) },
    async () => {
      const network = networkOf("net n = input 6x6x1 | conv3-2 bn | fc-3 | softmax");
      const runner = await openWith(engine, network);
      const images = imagesFor(network, 2);
      const [before] = [await runner.predict(images)];
      const score = scoreOf(network, "fc1", false, 2);
      const what = [
        { kind: "scoreGradient", score, at: "conv1_1" },
        { kind: "activation", layer: "conv1_1" },
        { kind: "beforeNorm", layer: "conv1_1" },
      ] as const;
      const [gradient, value, input] = await runner.fetch(what, { images });
      assert.deepEqual(await runner.predict(images), before);
      assert.deepEqual(gradient!.shape, value!.shape);
      assert.deepEqual(input!.shape, value!.shape);
      assert.ok(
        input!.data.some((one) => one < 0),
        "before the ReLU",
      );
      runner.dispose();
    },
  );

  test(
    `${engine}: a score of another shape, or of no layer, is refused`,
    { skip: skipped(engine) },
    async () => {
      const network = networkOf("net n = input 6x6x1 | conv3-2 | fc-3 | softmax");
      const runner = await openWith(engine, network);
      const images = imagesFor(network, 2);
      const score = { ...scoreOf(network, "fc1", false, 1) };
      await assert.rejects(
        runner.fetch([{ kind: "scoreGradient", score, at: "input" }], { images }),
        /weights of a score of fc1 are 2×3; received 1×3/,
      );
      const unknown = { ...score, layer: "fc9" };
      await assert.rejects(
        runner.fetch([{ kind: "scoreGradient", score: unknown, at: "input" }], { images }),
        /no layer fc9/,
      );
      runner.dispose();
    },
  );
}

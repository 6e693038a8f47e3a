import { test } from "node:test";
import assert from "node:assert/strict";
import { boxOf } from "../../src/analysis/field.js";
import { cellScore } from "../../src/analysis/classScore.js";
import { libraryNetworks } from "../networks/library.js";
import { imagesFor, networkOf } from "../targets/tensorflow/samples.js";
import { openWith } from "./runners.js";

/** Of each network a layer and one of its cells. */
const cases: readonly (readonly [text: string, layer: string, cell: readonly [number, number]])[] =
  [
    ["net n = input 13x13x1 | conv3-2 tanh | maxpool2 | conv3-2 tanh | avgpool2", "pool2", [1, 1]],
    [
      "net n = input 12x15x1 | conv3x5-2/2x1 pad=1x2 tanh | conv3-2 dilate=2 tanh",
      "conv1_2",
      [2, 7],
    ],
    [
      "net n = input 16x16x1 | conv3-2/2 tanh | [conv1-2 tanh, conv5-2 tanh] | conv3-1 tanh",
      "conv1_2",
      [4, 4],
    ],
    [
      "net n = input 12x12x1 | pad 2 | conv3-2 pad=0 tanh | crop 6x6 | conv3-2 tanh",
      "conv1_2",
      [2, 3],
    ],
    ["net n = input 14x14x1 | conv3-2/2 tanh | upsample2 | conv3-1 tanh", "conv1_2", [6, 7]],
    [
      "net n = input 14x14x1 | conv3-2/2 tanh | upsample2 bilinear | conv3-1 tanh",
      "conv1_2",
      [6, 7],
    ],
    ["net n = input 14x14x1 | conv3-2/2 tanh | deconv4-1/2 pad=1 tanh", "conv1_2", [6, 7]],
  ];

for (const [text, layer, cell] of cases) {
  test(`what a cell of ${layer} sees is where its gradient is: ${text.slice(8)}`, async () => {
    const network = networkOf(text);
    const index = network.layers.findIndex(({ name }) => name === layer);
    const runner = await openWith("js", network);
    const score = cellScore(network.layers[index]!, ...cell);
    const images = imagesFor(network, 1);
    const what = [{ kind: "scoreGradient", score, at: "input" }] as const;
    const [gradient] = await runner.fetch(what, { images });
    const [height = 0, width = 0] = network.layers[0]!.outputShape;
    const seen = Array.from(gradient!.data.keys()).filter((i) => gradient!.data[i] !== 0);
    const [rows, columns] = [seen.map((i) => Math.floor(i / width)), seen.map((i) => i % width)];
    const box = boxOf(network, network.layers[index]!, cell);
    const clip = (from: number, size: number, most: number) =>
      [Math.max(0, Math.floor(from)), Math.min(most, Math.ceil(from + size)) - 1] as const;
    const [top, bottom] = clip(box.top, box.height, height);
    const [left, right] = clip(box.left, box.width, width);
    assert.ok(Math.min(...rows) >= top && Math.max(...rows) <= bottom, `rows ${top} to ${bottom}`);
    assert.ok(Math.min(...columns) >= left && Math.max(...columns) <= right, "columns");
    if (!text.includes("maxpool")) {
      assert.deepEqual([Math.min(...rows), Math.max(...rows)], [top, bottom]);
      assert.deepEqual([Math.min(...columns), Math.max(...columns)], [left, right]);
    }
    runner.dispose();
  });
}

test("a field is as large as the network says, in all classic networks", () => {
  for (const network of libraryNetworks().values()) {
    if (network.layers.some(({ operation }) => operation.kind === "deconv")) continue;
    for (const layer of network.layers) {
      const { height, width } = boxOf(network, layer, [0, 0]);
      assert.deepEqual([height, width], [...layer.receptiveField], `${network.name} ${layer.name}`);
    }
  }
});

test("VGG-D: a cell of pool5 sees 212 pixels, 32 apart", () => {
  const network = libraryNetworks().get("vggD")!;
  const pool5 = network.layers.find(({ name }) => name === "pool5")!;
  assert.deepEqual(boxOf(network, pool5, [3, 3]), { top: 6, left: 6, height: 212, width: 212 });
  assert.equal(boxOf(network, pool5, [4, 3]).top, 38);
});

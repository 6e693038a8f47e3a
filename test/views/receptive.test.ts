/** The receptive field of a cell without a picture: its size, its neighbour, how it grows. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { boxOf } from "../../src/analysis/field.js";
import type { Pair } from "../../src/network/network.js";
import { viewFigures } from "../../src/views/figures.js";
import { networkOf } from "./sampleFigures.js";

function fieldOf(name: string, layerName: string, cell: Pair) {
  const network = networkOf(name);
  const layer = network.layers.find((one) => one.name === layerName);
  assert.ok(layer);
  const [height = 1, width = 1] = layer.outputShape.length === 3 ? layer.outputShape : [];
  const box = boxOf(network, layer, cell);
  const field = { of: null, cell, cells: [height, width] as const, box, effective: null };
  const view = { kind: "receptive", network, trained: false, layer: layerName, field } as const;
  const [figure] = viewFigures(view);
  assert.ok(figure?.body.kind === "drawing");
  return { ...figure, svg: figure.body.svg };
}

test("the field, its neighbour and the growth are said and drawn", () => {
  const { title, text, svg } = fieldOf("lenet5", "S2", [7, 7]);
  assert.equal(title, "What cell 7, 7 of S2 in LeNet-5 sees");
  assert.match(text, /the orange one sees 6x6 pixels, from row 14 and column 14/);
  assert.match(text, /2 pixels further on.*share 4 of 6 columns/);
  assert.match(text, /The field grows 1 → 5 \(C1\) → 6 \(S2\)\./);
  assert.match(svg, /<rect x="14" y="14" width="6" height="6"/);
  assert.match(svg, /<rect x="16" y="14" width="6" height="6"[^>]*stroke-dasharray/);
  assert.match(svg, />6x6</);
});

test("a field that reaches over the edge shows the padding around the input", () => {
  const { text, svg } = fieldOf("vggD", "pool5", [0, 0]);
  assert.match(text, /% of it lies in the padding/);
  assert.match(text, /Grey around the input is its padding/);
  assert.match(svg, /fill="#d5dae0"/);
});

test("the last cell's neighbour is the one before it, and a single cell has none", () => {
  assert.match(fieldOf("lenet5", "S2", [13, 13]).svg, /<rect x="24" y="26"[^>]*stroke-dasharray/);
  const { text, svg } = fieldOf("lenet5", "C5", [0, 0]);
  assert.doesNotMatch(text, /neighbour/);
  assert.doesNotMatch(svg, /stroke-dasharray/);
});

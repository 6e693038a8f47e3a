/** Layers that keep their weights: seen in the summary, in its text and in the diagram. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { diagramFigure } from "../../src/views/diagramFigure.js";
import { summaryFigure } from "../../src/views/summaryFigure.js";
import { networkOf } from "../targets/tensorflow/samples.js";

const network = networkOf(
  "net small = input 8x8x1 | conv3-4 | maxpool2 | conv3-4 | gap | fc-3 | softmax",
);
const frozen = ["input", "conv1_1", "pool1"];

test("the summary marks frozen layers that have weights, and counts them", () => {
  const { body, text } = summaryFigure(network, frozen);
  assert.ok(body.kind === "document");
  assert.equal(body.html.match(/>frozen<\/span>/g)?.length, 1);
  const row = text.split("\n").find((line) => line.startsWith("conv1_1"));
  assert.match(row ?? "", /conv3-4 \(relu\), frozen/);
  assert.match(text, /frozen +40 parameters of 1 layer keep their values, 163 are trained/);
  assert.doesNotMatch(summaryFigure(network).text, /frozen/);
});

test("the diagram draws frozen boxes dashed, and says what that means", () => {
  const { body, alt, text } = diagramFigure(network, frozen);
  assert.ok(body.kind === "drawing");
  assert.equal(body.svg.match(/class="convolution f"/g)?.length, 1);
  assert.match(body.svg, /frozen, its weights are kept/);
  assert.match(body.live?.html ?? "", /frozen: its weights stay as they are/);
  assert.match(alt, /Dashed boxes are frozen/);
  assert.equal(text.match(/ {2}frozen$/gm)?.length, 1);
  const plain = diagramFigure(network).body;
  assert.ok(plain.kind === "drawing");
  assert.doesNotMatch(plain.svg, /class="convolution f"/);
});

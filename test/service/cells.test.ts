/** Names of earlier cells are there in the next. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { complete, hover, signature } from "../../src/service/index.js";
import { sourceOf } from "../../src/language/source.js";
import { checkText } from "../networks/library.js";

const { scope } = checkText(
  "data digits\nblock tower(c, s=1) = conv3-{c}/{s}\nnet reader = input 8x8x1 | conv3-4 | fc-10\n",
).value;

function labels(text: string): readonly string[] {
  return complete(sourceOf("cell.conv", text), text.length, { scope }).map(({ label }) => label);
}

test("completion offers them", () => {
  assert.deepEqual(labels("train "), ["reader"]);
  assert.deepEqual(labels("train reader on "), ["digits"]);
  assert.deepEqual(labels("net a = reader upto="), ["conv1_1", "fc1"]);
  assert.deepEqual(labels("net a = input 8x8x3 | tow"), ["tower"]);
});

test("shapes are known through them", () => {
  const text = "net a = reader upto=conv1_1 | ";
  const found = complete(sourceOf("cell.conv", text), text.length, { scope });
  assert.equal(found[0]?.detail, "gives 8x8x4, 148 parameters");
});

test("hover and signature explain them", () => {
  const cell = sourceOf("cell.conv", "net a = input 8x8x3 | tower(4) | gap\nshow reader\n");
  assert.deepEqual(signature(cell, cell.text.indexOf("4)"), { scope })?.label, "tower(c, s=1)");
  assert.equal(hover(cell, cell.text.length - 2, { scope })?.lines[0], "net reader");
});

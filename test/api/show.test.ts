/** `show` from TypeScript: results by their kind, in words, and as a notebook displays them. */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { data, net, show, train, ConvScriptError } from "../../src/index.js";
import { displayMethod } from "../../src/display/bundle.js";

const small = net`net small = input 8x8x1 | conv3-8 | maxpool2 | gap | fc-10 | softmax`;
const other = net`net other = input 8x8x1 | conv3-4 | maxpool2 | gap | fc-10 | softmax`;
const digits = data("digits");
before(async () => {
  await train(small, digits, { epochs: 2, validate: 0.2 });
  await train(other, digits, { epochs: 3 });
});
after(() => {
  small.dispose();
  other.dispose();
});

test("a view has its own numbers, words and a bundle", async () => {
  const shown = await show(small, "maps", { at: "conv1_1", on: await digits });
  assert.deepEqual(shown.result.shape, [8, 8, 8]);
  assert.equal(String(shown), shown.text);
  assert.match(shown.text, /conv1/);
  const bundle = shown[displayMethod]();
  assert.equal(bundle["text/plain"], shown.text);
  assert.match(String(bundle["text/html"]), /class="convscript"/);
});

test("a confusion matrix is one figure with its numbers", async () => {
  const shown = await show(small, "confusion", { on: await digits });
  const html = String(shown[displayMethod]()["text/html"]);
  assert.equal(html.split('<div class="convscript"').length, 2);
  assert.equal(shown.result.trained, true);
});

test("histories of several networks lie over each other", async () => {
  const { result, text: words } = await show(small, "history", { beside: [other] });
  assert.deepEqual(
    result.runs.map(({ name, history }) => [name, history.loss.length]),
    [
      ["small", 2],
      ["other", 3],
    ],
  );
  assert.match(words, /small.*\nother/);
});

test("a layer that is not there is a ConvScriptError", async () => {
  await assert.rejects(show(small, "filters", { at: "conv9" }), ConvScriptError);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { closest, distance, headMeant } from "../../src/language/spelling.js";
import { keywords } from "../../src/language/words.js";

test("the nearest word is found, and none where none is near", () => {
  assert.equal(closest("trian", keywords), "train");
  assert.equal(closest("ent", keywords), "net");
  assert.equal(closest("Shwo", keywords), "show");
  assert.equal(closest("const", keywords), null);
  assert.equal(closest("x", keywords), null);
});

test("layers are known by their names elsewhere", () => {
  assert.equal(headMeant("BatchNorm"), "bn");
  assert.equal(headMeant("max_pool"), "maxpool");
  assert.equal(headMeant("Dense"), "fc");
  assert.equal(headMeant("banana"), null);
});

test("a distance is a metric on short words", () => {
  const word = fc.stringMatching(/^[abc]{0,5}$/);
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(distance(a, b), distance(b, a));
      assert.equal(distance(a, b) === 0, a === b);
      assert.ok(distance(a, b) <= Math.max(a.length, b.length));
      assert.ok(distance(a, b) >= Math.abs(a.length - b.length));
    }),
  );
  assert.equal(distance("ent", "net"), 1);
  assert.equal(distance("kitten", "sitting"), 3);
});

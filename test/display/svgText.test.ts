/** What stands for an SVG picture in text. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { svgWords } from "../../src/display/svgText.js";

const cases: readonly (readonly [string, string])[] = [
  [
    `<svg width="900" height="270"><title>Decisions\n along it</title><rect/></svg>`,
    "an SVG picture, 900x270: Decisions along it",
  ],
  [`<svg viewBox="0 0 30 20.5"/>`, "an SVG picture, 30x20.5"],
  [`<svg width="12px" height="9" aria-label="a cat">`, "an SVG picture, 12x9: a cat"],
  [`<svg width="100%"><rect width="5" height="6"/></svg>`, "an SVG picture"],
  ["not an SVG", "an SVG picture"],
];

for (const [source, expected] of cases)
  test(`${source.slice(0, 40)}: a short text`, () => {
    assert.equal(svgWords(source), expected);
  });

test("a long title is cut", () => {
  const text = svgWords(`<svg><title>${"x".repeat(10_000)}</title>`);
  assert.ok(text.length < 120, `${text.length}`);
});

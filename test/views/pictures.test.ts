/** Values and maps as pixels: colours, overlays, sizes. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { figureHtml } from "../../src/display/figureHtml.js";
import { mapPixels, overlayUri, picturePixels, pixelsUri } from "../../src/views/pixels.js";
import { drawn, mapsOf, rasterPng } from "./pictureSamples.js";

test("values become the colour map's colours; what is not a number is grey", () => {
  const values = Float32Array.of(0, 1, NaN, 5);
  const { pixels } = mapPixels({ height: 1, width: 4, values }, "grey", { low: 0, high: 1 });
  assert.deepEqual(Array.from(pixels), [
    ...[0, 0, 0, 255],
    ...[255, 255, 255, 255],
    ...[128, 128, 128, 255],
    ...[255, 255, 255, 255],
  ]);
});

test("a picture in an SVG comes out pixel by pixel", () => {
  const uri = pixelsUri(
    picturePixels({ height: 1, width: 2, channels: 3, data: Float32Array.of(1, 0, 0, 0, 0, 1) }),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"><image width="2" height="1" href="${uri}" image-rendering="optimizeSpeed"/></svg>`;
  const png = pixelsUri(
    picturePixels({ height: 1, width: 2, channels: 3, data: Float32Array.of(1, 0, 0, 0, 0, 1) }),
  );
  assert.equal(`data:image/png;base64,${rasterPng(svg).toString("base64")}`, png);
});

test("an overlay is clear where nothing matters", () => {
  const heat = { height: 1, width: 2, values: Float32Array.of(0, 1) };
  const uri = overlayUri(heat, "heat", { low: 0, high: 1 }, 0);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"><rect width="2" height="1" fill="#ffffff"/><image width="2" height="1" href="${uri}" image-rendering="optimizeSpeed"/></svg>`;
  const expected = picturePixels({
    height: 1,
    width: 2,
    channels: 3,
    data: Float32Array.of(1, 1, 1, 0xfc / 255, 1, 0xa4 / 255),
  });
  assert.equal(`data:image/png;base64,${rasterPng(svg).toString("base64")}`, pixelsUri(expected));
});

test("512 maps stay below a megabyte, with a label and a note for each", () => {
  const { figure, body } = drawn(mapsOf(512, 14));
  const html = figureHtml(figure);
  assert.ok(html.length < 1e6, `${html.length}`);
  assert.equal([...body.svg.matchAll(/<text [^>]*font-size="7.5"/g)].length, 512);
  const notes = /data-notes="([^"]*)"/.exec(body.live!.html)![1]!;
  const parsed = JSON.parse(notes.replaceAll("&quot;", '"')) as string[];
  assert.equal(parsed.length, 512);
  assert.match(parsed[511]!, /^channel 511\n/);
  assert.equal(rasterPng(body.svg).length > 1000, true, "drawn");
});

test("large maps are made smaller, and one map of one cell is a figure too", () => {
  assert.ok(figureHtml(drawn(mapsOf(64, 112)).figure).length < 1e6);
  assert.equal(rasterPng(drawn(mapsOf(1, 1)).body.svg).length > 100, true, "drawn");
  const broken = drawn(mapsOf(2, 2, new Float32Array(8).fill(NaN)));
  assert.doesNotMatch(broken.body.svg, /NaN/);
  assert.equal(rasterPng(broken.body.svg).length > 100, true, "drawn");
});

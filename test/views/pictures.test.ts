/** Figures made of pictures: what they hold, what they must not, how large they are. */
import { test } from "node:test";
import assert from "node:assert/strict";
import type { MapsView, NamedPicture, Picture, ViewResult } from "../../src/analysis/view.js";
import { raster } from "../../src/display/raster.js";
import { figureHtml } from "../../src/display/figureHtml.js";
import { viewFigures } from "../../src/views/figures.js";
import type { Drawing, Figure } from "../../src/views/figure.js";
import { mapPixels, overlayUri, picturePixels, pixelsUri } from "../../src/views/pixels.js";
import { networkOf, numbers } from "../targets/tensorflow/samples.js";

const network = networkOf(
  "net small = input 8x8x1 | conv3-4 | maxpool2 | conv3-4 | maxpool2 | fc-3 | softmax",
);
const own = { network, trained: true };

function pictureOf(height: number, width: number, channels: 1 | 3 = 1): Picture {
  const data = numbers(height * width * channels).map((value) => (value + 1) / 2);
  return { height, width, channels, data };
}

const hostile = `<img src=x onerror="alert(1)"></script>'&${"x".repeat(10_000)} 🐈`;
const sample = (name = "cat.png", label: string | null = null): NamedPicture => {
  return { name, picture: pictureOf(8, 8), label };
};

function drawn(view: ViewResult): { readonly figure: Figure; readonly body: Drawing } {
  const figure = viewFigures(view).at(-1)!;
  assert.ok(figure.body.kind === "drawing");
  return { figure, body: figure.body };
}

function mapsOf(channels: number, side: number, values?: Float32Array): MapsView {
  const data = values ?? numbers(side * side * channels).map(Math.abs);
  return {
    kind: "maps",
    ...own,
    ...{
      layer: "conv1_1",
      of: sample(),
      shape: [side, side, channels],
      values: data,
      scale: "map",
    },
    order: Array.from({ length: channels }, (_, i) => i),
    strengths: Array.from({ length: channels }, () => 0.5),
  };
}

function rasterPng(svg: string): Buffer {
  return Buffer.from(raster(svg, 1, Infinity)?.base64 ?? "", "base64");
}

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

const heat = { height: 4, width: 4, values: numbers(16).map(Math.abs) };
const chosen = { index: 1, class: hostile, probability: 0.5 };

/** Of every kind one, its texts hostile. */
const views: readonly ViewResult[] = [
  { ...mapsOf(3, 4), layer: hostile, of: sample(hostile) },
  {
    ...{
      kind: "filters",
      ...own,
      layer: hostile,
      height: 3,
      width: 3,
      channels: 3,
      allChannels: 3,
    },
    ...{ filters: [0], norms: [1], allFilters: 1, values: numbers(27), rgb: true },
  },
  {
    kind: "gradcam",
    ...own,
    of: sample(hostile),
    class: chosen,
    layer: hostile,
    heat,
    signed: null,
  },
  {
    kind: "guided",
    ...own,
    of: sample(),
    class: chosen,
    layer: "input",
    heat: { height: 8, width: 8, values: new Float32Array(64) },
    signed: new Float32Array(64),
  },
  {
    kind: "occlusion",
    ...own,
    of: sample(hostile),
    class: chosen,
    heat,
    size: 2,
    stride: 1,
    squares: 9,
  },
  {
    kind: "maximize",
    ...own,
    layer: hostile,
    steps: 4,
    units: [{ unit: 0, picture: pictureOf(8, 8), before: NaN, after: 1 }],
  },
  {
    ...{ kind: "patches", ...own, layer: hostile, unit: 0, data: hostile, samples: 9 },
    patches: [
      {
        sample: sample(hostile, hostile),
        box: { top: -2, left: 6, height: 5, width: 5 },
        value: -1,
      },
    ],
  },
  {
    kind: "top5",
    ...own,
    of: sample(hostile, hostile),
    ranked: [chosen, { ...chosen, probability: NaN }],
  },
  {
    ...{ kind: "predictions", ...own, data: hostile, samples: 2, wrong: 1 },
    shown: [
      { sample: sample("digits 1", hostile), guess: chosen, right: false },
      { sample: sample("digits 2", hostile), guess: chosen, right: true },
    ],
  },
  {
    ...{
      kind: "embedding",
      ...own,
      layer: hostile,
      data: hostile,
      method: "pca",
      classNames: [hostile],
      explained: [1, 0],
    },
    points: [{ x: 0, y: 0, label: 0, sample: sample(hostile, hostile) }],
  },
  {
    ...{ kind: "receptive", ...own, layer: hostile },
    field: {
      of: sample(hostile),
      cell: [0, 0],
      cells: [4, 4],
      box: { top: -1, left: -1, height: 4, width: 4 },
      effective: heat,
    },
  },
  {
    ...{ kind: "pooltrace", network, of: sample(hostile), values: pictureOf(8, 8).data },
    pools: [
      {
        layer: hostile,
        height: 4,
        width: 4,
        survivors: new Int32Array(16),
        field: { top: 0, left: 0, height: 4, width: 4 },
        jump: [2, 2],
      },
    ],
  },
  {
    kind: "samples",
    data: hostile,
    shape: [8, 8, 1],
    counts: [{ class: hostile, train: 1, test: 0 }],
    skipped: 0,
    shown: [sample(hostile, hostile)],
  },
  { kind: "variants", data: hostile, how: ["flip"], rows: [[sample(hostile), sample(hostile)]] },
];

for (const view of views) {
  test(`${view.kind}: any text is shown, never run; the figure is small and can be drawn`, () => {
    const { figure, body } = drawn(view);
    for (const markup of [body.svg, body.live?.html ?? "", figureHtml(figure)]) {
      assert.doesNotMatch(markup, /<img src=x|onerror="alert/);
    }
    assert.ok(figureHtml(figure).length < 100_000, `${figureHtml(figure).length}`);
    assert.doesNotMatch(body.svg, /="[^"]*NaN/);
    assert.equal(rasterPng(body.svg).length > 100, true, "drawn");
    assert.equal(figure.text.length < 30_000, true, `text of ${figure.text.length}`);
  });
}

test("wrong predictions are marked by a sign, a dashed frame and both classes", () => {
  const guess = { index: 0, class: "cat", probability: 0.75 };
  const shown = [
    { sample: sample("digits 1", "dog"), guess, right: false },
    { sample: sample("digits 2", "cat"), guess, right: true },
  ];
  const { figure, body } = drawn({
    kind: "predictions",
    ...own,
    data: "digits",
    samples: 2,
    wrong: 1,
    shown,
  });
  assert.match(body.svg, /✗ cat, not dog/);
  assert.match(body.svg, /✓ cat/);
  assert.equal([...body.svg.matchAll(/stroke-dasharray/g)].length, 1);
  assert.match(
    figure.text,
    /1 of 2 samples are wrong \(50\.0 %\)\ndigits 1: dog taken for cat \(75\.0 %\)/,
  );
});

test("small pictures show their numbers and the pool that each pixel survives", () => {
  const values = Float32Array.from({ length: 16 }, (_, i) => i);
  const of: NamedPicture = {
    name: "numbers",
    label: null,
    picture: { height: 4, width: 4, channels: 1, data: values.map((v) => v / 15) },
  };
  const field = { top: 0, left: 0, height: 2, width: 2 };
  const pools = [
    {
      layer: "pool1",
      height: 2,
      width: 2,
      survivors: Int32Array.of(5, 7, 13, 15),
      field,
      jump: [2, 2] as const,
    },
    {
      layer: "pool2",
      height: 1,
      width: 1,
      survivors: Int32Array.of(15),
      field,
      jump: [4, 4] as const,
    },
  ];
  const { figure, body } = drawn({ kind: "pooltrace", network, of, values, pools });
  const texts = Array.from(body.svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), (match) => match[1]);
  for (const value of values) assert.ok(texts.includes(String(value)));
  assert.match(figure.text, /pool1: 4 of 16 pixels \(2x2\)\npool2: 1 of 16 pixels \(1x1\)/);
});

test("untrained weights are said in the title", () => {
  const { figure } = drawn({ ...mapsOf(2, 4), trained: false });
  assert.equal(figure.title, "Feature maps of conv1_1 in small for cat.png, untrained weights");
});

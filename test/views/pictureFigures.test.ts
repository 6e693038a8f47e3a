/** Each figure made of pictures: what it says, what it must not run, how large it is. */
import { test } from "node:test";
import assert from "node:assert/strict";
import type { NamedPicture } from "../../src/analysis/picture.js";
import type { ViewResult } from "../../src/analysis/view.js";
import { figureHtml } from "../../src/display/figureHtml.js";
import { numbers } from "../targets/tensorflow/samples.js";
import {
  drawn,
  hostile,
  mapsOf,
  network,
  own,
  pictureOf,
  rasterPng,
  sample,
} from "./pictureSamples.js";

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

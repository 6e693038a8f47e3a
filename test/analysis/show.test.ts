/** `show net VIEW` as a script runs it: results, errors at their places, JSON of bounded size. */
import { after, test } from "node:test";
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { figureBundle } from "../../src/display/figureBundle.js";
import { networkViews } from "../../src/network/commands/options.js";
import { resultJson } from "../../src/run/json.js";
import { openRunner } from "../../src/run/openRunner.js";
import { disposeAll, scriptState } from "../../src/run/scriptState.js";
import type { Figure } from "../../src/views/figure.js";
import { viewFigures } from "../../src/views/figures.js";
import { folder, problemOf, resultsOf, runText } from "../run/script.js";

const state = scriptState(openRunner);
const text = `data digits
net a = input 8x8x1 | conv3-8 bn | maxpool2 | conv3-8 | gap | fc-10 | softmax
net v = input 12 | fc-8 | fc-3`;

after(() => {
  disposeAll(state);
  rmSync(folder, { recursive: true });
});

const ready = runText(text, { state });

test("every view shows something of a network on a data set, in bounded JSON and a figure", async () => {
  await ready;
  for (const view of networkViews) {
    const ran = await runText(`show a ${view} on=digits samples=40 steps=4`, { state });
    const [result] = resultsOf(ran, "view");
    assert.ok(result, view);
    assert.ok(JSON.stringify(resultJson(result)).length < 100_000, view);
    const figures = viewFigures(result.view);
    assert.ok(figures.length > 0, view);
    for (const { title, alt, text: words } of figures) {
      assert.ok(title !== "" && alt.length > 10 && words !== "", view);
      const shows = "trained" in result.view && !["receptive"].includes(view);
      if (shows) assert.match(title, /untrained weights/, view);
    }
    requireSmall(view, figures);
  }
});

/** Grids of maps may be larger; no output may be beyond that. */
function requireSmall(what: string, figures: readonly Figure[]): void {
  const isGrid = /^(?:a )?(?:maps|filters)/.test(what);
  for (const figure of figures) {
    const size = JSON.stringify(figureBundle(figure)).length;
    assert.ok(size < (isGrid ? 1_000_000 : 100_000), `${what}: ${size}`);
  }
}

/** Smooth with grain, as photographs are: worse for their size than what they show. */
function writePhotograph(name: string, width: number, height: number): void {
  const png = new PNG({ width, height });
  for (let i = 0; i < width * height * 4; i += 1) {
    const [x, y] = [((i >> 2) % width) / width, Math.floor((i >> 2) / width) / height];
    const smooth = Math.sin(9 * x + (i % 4)) * Math.cos(7 * y - (i % 4));
    const grain = Math.abs((Math.sin(i * 12.9898) * 43758.5453) % 1) - 0.5;
    png.data[i] = i % 4 === 3 ? 255 : 128 + 90 * smooth + 40 * grain;
  }
  writeFileSync(join(folder, name), PNG.sync.write(png));
}

test("figures of a photograph stay below 100 kB", async () => {
  await ready;
  writePhotograph("photo.png", 320, 240);
  const shown = [
    "convolution",
    "convolution kernel=sobel stride=2",
    "pooling",
    "pooling size=3 stride=2",
    "padding",
    "p pooltrace",
    "p top5",
    "p gradcam",
    "p saliency",
    "p guided",
    "p occlusion size=32 stride=32",
    "p receptive",
    "p maps",
    "p filters",
    "p histogram",
  ];
  await runText("net p = input 64x64x3 | conv3-8 | maxpool2 | conv3-8 | gap | fc-10 | softmax", {
    state,
  });
  for (const line of shown) {
    const ran = await runText(`show ${line} of="photo.png"`, { state });
    const [result] = resultsOf(ran, "view");
    assert.ok(result, line);
    requireSmall(line.replace("p ", ""), viewFigures(result.view));
  }
});

const cases: readonly (readonly [
  string,
  code: string,
  at: string,
  message: RegExp,
  hint: RegExp,
])[] = [
  ["show a maps", "R107", "maps", /this view needs a picture/, /of="cat.png"/],
  ["show a patches", "R107", "patches", /this view needs a data set/, /on=digits/],
  ['show a maps of="none.png"', "R205", '"none.png"', /cannot be read/, /(?:)/],
  ['show a maps of="text.png"', "R205", '"text.png"', /text\.png/, /(?:)/],
  ["show a maps of=[[1,2],[3]]", "R107", "[[1,2],[3]]", /rows of one length/, /\[\[1,2\]/],
  [
    "show a maps of=[[1,2],[3,4]]",
    "R102",
    "[[1,2],[3,4]]",
    /takes a map of 8x8x1; received 2x2/,
    /(?:)/,
  ],
  ["show a gradcam on=digits at=fc2", "R107", "fc2", /gives a vector/, /at=conv1_1/],
  ["show a gradcam on=digits class=10", "R107", "10", /no class 10/, /from 0 to 9/],
  ["show a saliency on=digits class=cat", "R107", "cat", /no class "cat"/, /numbered/],
  ["show a filters at=pool1", "R107", "pool1", /has no filters/, /at=conv1_1/],
  ["show a filters unit=8", "R107", "8", /has 8 units/, /0 to 7/],
  ["show a top5 on=digits sample=360", "R104", "360", /has 360 samples to test/, /from 0/],
  ["show a receptive at=pool1 cell=4x0", "R107", "4x0", /4x4 cells; received 4x0/, /from 0/],
  ["show v top5 on=digits", "R102", "digits", /the images of `digits` are 8x8x1/, /8x8x1/],
  ["show v filters", "R107", "v", /has no convolution/, /at=/],
  ["show v pooltrace of=[[1,2],[3,4]]", "R107", "v", /no max pooling/, /maxpool2/],
  ["show a batchnorm on=digits at=conv2_1", "R107", "conv2_1", /no batch normalisation/, /bn/],
  ["show a occlusion on=digits size=9", "R107", "9", /larger than the picture/, /size=/],
];

for (const [line, code, at, message, hint] of cases) {
  test(`${line} says where and what to do`, async () => {
    await ready;
    writeFileSync(join(folder, "text.png"), "no picture");
    const problem = problemOf(await runText(line, { state }));
    assert.deepEqual([problem.code, problem.at], [code, at]);
    assert.match(problem.message, message);
    assert.match(problem.hints.join("\n"), hint);
  });
}

test("a signal stops a view", async () => {
  await ready;
  const signal = AbortSignal.abort();
  const ran = await runText("show a occlusion on=digits", { state, signal });
  assert.equal(problemOf(ran).code, "R304");
});

test("show of a data set has its counts and samples of every class, and its variants", async () => {
  await ready;
  const [plain] = resultsOf(await runText("show digits", { state }), "view");
  assert.ok(plain?.view.kind === "samples");
  assert.equal(
    plain.view.counts.reduce((sum, one) => sum + one.train + one.test, 0),
    1797,
  );
  assert.equal(new Set(plain.view.shown.map(({ label }) => label)).size, 10);
  const json = resultJson(plain) as { kind: string; train: number; counts: unknown[] };
  assert.deepEqual([json.kind, json.train, json.counts.length], ["data", 1437, 10]);
  const [varied] = resultsOf(
    await runText("augment digits flip\nshow digits augmented", { state }),
    "view",
  );
  assert.ok(varied?.view.kind === "variants");
  assert.deepEqual(varied.view.how, ["flip"]);
  for (const [first, ...rest] of varied.view.rows) {
    const mirrored = first!.picture.data.map(
      (_, i) => first!.picture.data[i - (i % 8) + 7 - (i % 8)]!,
    );
    const drawn = rest.map(({ picture }) => Array.from(picture.data).join());
    const known = [Array.from(first!.picture.data).join(), Array.from(mirrored).join()];
    assert.ok(drawn.every((one) => known.includes(one)));
  }
});

/** A figure of each kind of body, used in Chromium as a reader does: played, unfolded, faded, enlarged. */
import { test } from "node:test";
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { PNG } from "pngjs";
import type { NamedPicture } from "../../src/analysis/picture.js";
import type { Sliding } from "../../src/analysis/window.js";
import { convolutionView } from "../../src/analysis/windowView.js";
import type { Figure } from "../../src/views/figure.js";
import { viewFigures } from "../../src/views/figures.js";
import { networkOf, noise, sampleFigures } from "../views/sampleFigures.js";
import { browserTests } from "./browserTests.js";
import { contrastOf, looks, type Look } from "./reportPage.js";

const { withBrowser, openReport } = browserTests();

const network = networkOf("lenet5");
const side = 32;
const values = (count: number) => Float32Array.from({ length: count }, (_, i) => noise(i));
const picture = { height: side, width: side, channels: 3, data: values(side * side * 3) };
const of: NamedPicture = { name: "noise", picture, label: null };
const own = { network, trained: false, layer: "C1", of };

function convolution() {
  const numbers = (rows: number) =>
    Array.from({ length: rows }, (_, y) => Array.from({ length: rows }, (_, x) => x * y));
  const padding = { top: 0, bottom: 0, left: 0, right: 0 };
  const sliding: Sliding = {
    ...{ kernelSize: [3, 3], strides: [1, 1], dilation: [1, 1], padding },
    mode: { kind: "constant", value: 0 },
  };
  const input = { of: "numbers", input: [numbers(5)], photograph: null };
  const filters = { filters: [[numbers(3)]], kernelName: null, bias: 0, transposed: false };
  return convolutionView({ ...input, ...filters, sliding });
}

const heat = { height: side, width: side, values: values(side * side) };
const chosen = { index: 3, class: "3", probability: 0.4 };
const shape = [16, 16, 24] as const;
const order = Array.from({ length: 24 }, (_, i) => i);
const maps = {
  shape,
  values: values(16 * 16 * 24),
  order,
  strengths: order,
  scale: "map",
} as const;

const kinds: Readonly<Record<string, readonly Figure[]>> = {
  chart: [sampleFigures["params"]!()],
  diagram: viewFigures({ kind: "diagram", network: networkOf("vggD"), frozen: [] }),
  document: viewFigures({ kind: "summary", network, frozen: [] }),
  player: viewFigures(convolution()),
  grid: viewFigures({ kind: "maps", ...own, ...maps }),
  overlay: viewFigures({ kind: "gradcam", ...own, class: chosen, heat, signed: null }),
};

function shown(figures: readonly Figure[], look: Look) {
  const report = { title: "figures", sections: [{ kind: "figures", figures }] } as const;
  return openReport(report, look);
}

const at = (locator: Locator, index: string) => locator.nth(Object.keys(kinds).indexOf(index));

for (const look of looks) {
  test(
    `each kind is drawn within its column, ${look.width} pixels, ${look.colorScheme}`,
    withBrowser,
    async () => {
      const { page, errors, asked } = await shown(Object.values(kinds).flat(), look);
      await page.locator(".js-plotly-plot .main-svg .xy").first().waitFor();
      const figures = page.locator(".convscript");
      assert.equal(await figures.count(), Object.keys(kinds).length);
      for (const kind of Object.keys(kinds)) {
        const figure = at(figures, kind);
        const shot = PNG.sync.read(await figure.screenshot());
        assert.ok(contrastOf(shot) > 120, kind);
        const drawing = await figure.locator(".cs-body").boundingBox();
        assert.ok(drawing && drawing.width <= look.width && drawing.height > 60, kind);
        const ground = shot.data.subarray(-4, -1).reduce((sum, part) => sum + part, 0) / 3;
        assert.equal(ground > 128, look.colorScheme === "light", kind);
      }
      assert.equal(await page.evaluate("document.documentElement.scrollWidth > innerWidth"), false);
      assert.deepEqual([errors, asked], [[], []]);
      await page.close();
    },
  );
}

const look: Look = { width: 1400, colorScheme: "light" };

test("the slider of an overlay fades its map", withBrowser, async () => {
  const { page, errors } = await shown(kinds["overlay"]!, look);
  const slider = page.locator("input[type=range]");
  const map = page.locator("[data-fades]").first();
  const before = await map.screenshot();
  const box = (await slider.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 2, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  assert.ok(Number(await map.getAttribute("opacity")) < 0.1);
  assert.match((await page.locator("output").textContent()) ?? "", /^\d %$/);
  assert.notDeepEqual(await map.screenshot(), before);
  assert.deepEqual(errors, []);
  await page.close();
});

test("a convolution is stepped and played", withBrowser, async () => {
  const { page, errors } = await shown(kinds["player"]!, look);
  const step = page.locator("output");
  assert.equal(await step.textContent(), "step 9 of 9");
  await page.locator("[data-act=back]").click();
  assert.equal(await step.textContent(), "step 8 of 9");
  await page.locator("[data-act=play]").click();
  await page.locator("output", { hasText: "step 9 of 9" }).waitFor();
  assert.deepEqual(errors, []);
  await page.close();
});

test("a tile under the pointer is enlarged and named", withBrowser, async () => {
  const { page, errors } = await shown(kinds["grid"]!, look);
  await page.locator(".cs-tiles svg").hover({ position: { x: 20, y: 20 } });
  const near = page.locator(".cs-near");
  assert.ok((await near.boundingBox())!.width > 200);
  assert.match((await near.textContent()) ?? "", /channel 0/);
  assert.deepEqual(errors, []);
  await page.close();
});

test("a diagram uses a wide page in columns, and unfolds in them", withBrowser, async () => {
  const { page, errors } = await shown(kinds["diagram"]!, look);
  const svg = page.locator(".cs-diagram");
  const wide = (await svg.boundingBox())!;
  assert.ok(wide.width > 600 && wide.height < 800, JSON.stringify(wide));
  await page.locator("button").click();
  assert.equal(await page.locator("[aria-expanded=false]").count(), 0);
  await page.setViewportSize({ width: 732, height: 900 });
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
  );
  const { width, height } = (await svg.boundingBox())!;
  assert.ok(width <= 700 && height > 1.5 * wide.height, JSON.stringify({ width, height, wide }));
  assert.deepEqual(errors, []);
  await page.close();
});

test("a page with 50 figures stays responsive", withBrowser, async () => {
  const figures = Array.from({ length: 50 }, (_, i) => Object.values(kinds).flat()[i % 6]!);
  const { page } = await shown(figures, look);
  await page.locator(".js-plotly-plot .main-svg .xy").nth(8).waitFor();
  // Counted, not timed: what a figure does while nothing happens is nothing.
  const changes = await page.evaluate(
    `new Promise((done) => {
      let count = 0;
      new MutationObserver((list) => { count += list.length; }).observe(document.body, { subtree: true, childList: true, attributes: true });
      for (let y = 0; y < 20; y++) setTimeout(() => scrollTo(0, y * 900), y * 20);
      setTimeout(() => done(count), 600);
    })`,
  );
  assert.equal(changes, 0);
  await page.close();
});

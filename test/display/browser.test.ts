/** Figures as a reader sees them: a report in Chromium, narrow and wide, light and dark. */
import { test } from "node:test";
import assert from "node:assert/strict";
import { PNG } from "pngjs";
import type { Figure } from "../../src/views/figure.js";
import { topFigure } from "../../src/views/chartClasses.js";
import { confusionFigure } from "../../src/views/chartConfusion.js";
import { historyFigure } from "../../src/views/historyFigure.js";
import { messageFigure } from "../../src/views/messageFigure.js";
import { viewFigures } from "../../src/views/figures.js";
import { networkOf, sampleFigures, testedOn } from "../views/sampleFigures.js";
import { browserTests } from "./browserTests.js";
import { hostile } from "./hostile.js";
import { contrastOf, looks, type Look } from "./reportPage.js";

const { withBrowser, openReport } = browserTests();

function open(figures: readonly Figure[], look: Look) {
  const sections = [
    { kind: "source", name: hostile[1]!, text: hostile.join("\n") },
    { kind: "error", text: hostile.join("\n") },
    { kind: "figures", figures },
  ] as const;
  const title = hostile.slice(0, 3).join(" ");
  return openReport({ title, sections }, look);
}

const views = ["summary", "diagram"] as const;
const drawn = [
  ...Object.values(sampleFigures).map((figure) => figure()),
  ...views.flatMap((kind) =>
    viewFigures({ kind, network: networkOf("lenet5"), frozen: ["C1", "C3"] }),
  ),
];

/** In the page: ticks that touch another of their axis, and texts that leave their figure. */
const misplaced = `
  const box = (element) => element.getBoundingClientRect();
  const meet = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  // Boxes of slanted ones overlap though they do not.
  const slanted = (tick) => /rotate\\((?!0[,)])/.test(tick.getAttribute("transform") ?? "");
  [...document.querySelectorAll(".js-plotly-plot")].flatMap((chart, at) => {
    const frame = box(chart);
    const outside = [...chart.querySelectorAll(".main-svg text")].filter((text) => {
      const { left, right, top, bottom, width } = box(text);
      return width > 0 && (left < frame.left - 2 || right > frame.right + 2 || top < frame.top - 2 || bottom > frame.bottom + 2);
    });
    const touching = [...chart.querySelectorAll(".xaxislayer-above, .yaxislayer-above")].flatMap((axis) => {
      const ticks = [...axis.querySelectorAll("[class$=tick] text")].filter((tick) => !slanted(tick));
      return ticks.filter((tick, i) => ticks.slice(0, i).some((other) => meet(box(tick), box(other))));
    });
    return [
      ...outside.map((text) => "chart " + at + ": " + text.textContent + " is cut off"),
      ...touching.map((text) => "chart " + at + ": " + text.textContent + " touches another"),
    ];
  })`;

for (const look of looks) {
  test(
    `every chart is drawn and whole, ${look.width} pixels, ${look.colorScheme}`,
    withBrowser,
    async () => {
      const { page, errors, asked } = await open(drawn, look);
      const charts = drawn.filter(({ body }) => body.kind === "chart").length;
      await page
        .locator(".js-plotly-plot .main-svg .xy")
        .nth(charts - 1)
        .waitFor();
      assert.equal(await page.locator(".js-plotly-plot").count(), charts);
      assert.equal(await page.locator(".cs-body > img").count(), 0);
      assert.deepEqual(await page.evaluate(misplaced), []);
      assert.deepEqual([errors, asked], [[], []]);
      const isWide = await page.evaluate("document.documentElement.scrollWidth > innerWidth");
      assert.equal(isWide, false);
      const shot = PNG.sync.read(await page.locator(".convscript").first().screenshot());
      const [red = 0, green = 0, blue = 0] = shot.data.subarray(-4);
      assert.equal((red + green + blue) / 3 > 128, look.colorScheme === "light");
      assert.ok(contrastOf(shot) > 150);
      await page.close();
    },
  );
}

test("no text of a user is ever run", withBrowser, async () => {
  const ranked = hostile.map((text) => ({ class: text, probability: 0.1 }));
  const named = (text: string) => ({ net: text, image: text, trained: false, label: null, ranked });
  const history = { loss: [1, 0.5], accuracy: [0, 1] };
  const figures = [
    ...hostile.flatMap((text) => [topFigure(named(text)), messageFigure(text, text)]),
    historyFigure(hostile.map((name) => ({ name, history }))),
    confusionFigure({ ...testedOn(9), net: hostile[0]!, classNames: hostile }),
  ];
  const { page, errors } = await open(figures, { width: 700, colorScheme: "light" });
  const charts = page.locator(".js-plotly-plot");
  await charts.nth(hostile.length + 1).waitFor();
  for (const chart of await charts.all()) {
    await chart.scrollIntoViewIfNeeded();
    await chart.hover();
  }
  assert.equal(await page.evaluate("globalThis.hacked"), undefined);
  assert.equal(await page.locator("img[src=x], svg[onload], .js-plotly-plot a[href]").count(), 0);
  assert.deepEqual(errors, []);
  await page.close();
});

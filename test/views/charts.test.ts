import { test } from "node:test";
import assert from "node:assert/strict";
import type { Chart } from "../../src/views/chart.js";
import { chartLayout } from "../../src/views/chartLayout.js";
import { plotlyChart, wideLayout } from "../../src/views/plotly.js";
import { stillChart } from "../../src/views/still.js";
import { tickText, valueText } from "../../src/views/chartText.js";
import { colorMap, palette, paletteColor } from "../../src/views/theme.js";
import { hostile } from "../display/hostile.js";
import { textCases } from "../textCases.js";
import { sampleFigures, testedOn } from "./sampleFigures.js";
import { confusionFigure } from "../../src/views/chartConfusion.js";
import { testFigure } from "../../src/views/chartAccuracy.js";
import { classCountsFigure, topFigure } from "../../src/views/chartClasses.js";
import { historyFigure } from "../../src/views/historyFigure.js";

function chartOf(source: string): Chart {
  return JSON.parse(source) as Chart;
}

/** Objects a line where they are short. */
function listed(value: object): string {
  return Object.entries(value)
    .map(([key, part]) => `${key}: ${JSON.stringify(part)}`)
    .join("\n");
}

textCases("test/views/cases/plotly.txt", (source) => {
  const { data, layout } = plotlyChart(chartOf(source));
  const wide = wideLayout(chartOf(source));
  return [...data.map(listed), listed(layout), `wide: ${JSON.stringify(wide)}`].join("\n\n");
});

textCases("test/views/cases/still.txt", (source) =>
  stillChart(chartOf(source)).svg.replaceAll(/(?<=>)(?=<)/g, "\n"),
);

function chartsOf(): readonly (readonly [string, Chart])[] {
  return Object.entries(sampleFigures).flatMap(([name, figure]) => {
    const { body } = figure();
    return body.kind === "chart" ? [[name, body.chart] as const] : [];
  });
}

test("panels lie within the figure and beside each other, at every width", () => {
  for (const [name, chart] of chartsOf()) {
    for (const width of [360, 700, 1000, 1400]) {
      const { boxes, height } = chartLayout(chart, width, 0);
      boxes.forEach(({ left, top, ...box }, i) => {
        assert.ok(left >= 0 && left + box.width <= width, `${name} ${i} at ${width}`);
        assert.ok(top >= 0 && top + box.height <= height, `${name} ${i} at ${width}`);
        for (const other of boxes.slice(0, i)) {
          const apart = other.left + other.width <= left || other.top + other.height <= top;
          assert.ok(apart, `${name} ${i} at ${width}`);
        }
      });
    }
  }
});

test("every figure has a title, words and a short form", () => {
  for (const [name, make] of Object.entries(sampleFigures)) {
    const { title, alt, text } = make();
    for (const words of [title, alt, text]) assert.ok(words.length > 10, name);
    assert.doesNotMatch(title + alt + text, /NaN|undefined|null/, name);
  }
});

const titles = hostile.map((text) => ({
  name: text,
  history: { loss: [1, NaN, Infinity], accuracy: [0, 0.5, NaN] },
}));

test("texts of users are escaped in pictures and in Plotly's JSON", () => {
  const figures = [
    historyFigure(titles),
    topFigure({
      net: hostile[0] ?? "",
      image: hostile[1] ?? "",
      trained: false,
      label: null,
      ranked: hostile.map((text) => ({ class: text, probability: 0.1 })),
    }),
    confusionFigure({ ...testedOn(9), classNames: hostile }),
    testFigure({ ...testedOn(9), classNames: hostile }),
  ];
  for (const { title, body } of figures) {
    assert.ok(body.kind === "chart");
    const { svg } = stillChart(body.chart, { title });
    const json = JSON.stringify(plotlyChart(body.chart, { title }));
    assert.doesNotMatch(svg, /<(img|script|a|svg onload)|\p{Cs}|\0/u);
    assert.doesNotMatch(json, /<(?!br>|b>|\/b>|extra><\/extra>|\/extra>)/);
    assert.ok(json.length < 60_000);
  }
});

test("values that are not finite are gaps, and JSON knows no NaN", () => {
  const { body } = historyFigure(titles.slice(0, 1));
  assert.ok(body.kind === "chart");
  const [loss] = plotlyChart(body.chart).data as readonly { readonly y: unknown }[];
  assert.deepEqual(loss?.y, [1, null, null]);
  assert.doesNotMatch(stillChart(body.chart).svg, /NaN|Infinity/);
});

test("what has nothing to show says so", () => {
  const empty = { loss: [], accuracy: [] };
  const none = { ...testedOn(2).evaluation, samples: 0, classes: [], confusion: [] };
  const figures = [
    historyFigure([{ name: "a", history: empty }]),
    historyFigure([]),
    confusionFigure({ ...testedOn(2), evaluation: none }),
    testFigure({ ...testedOn(2), evaluation: none }),
    classCountsFigure("digits", []),
  ];
  for (const { body, text } of figures) {
    assert.equal(body.kind, "document");
    assert.match(text, /no /);
  }
});

test("one class, and a thousand, are drawn", () => {
  for (const count of [1, 2, 1000]) {
    for (const { body } of [confusionFigure(testedOn(count)), testFigure(testedOn(count))]) {
      assert.ok(body.kind === "chart");
      assert.doesNotMatch(stillChart(body.chart).svg, /NaN/);
    }
  }
  const many = confusionFigure(testedOn(1000)).body;
  assert.ok(many.kind === "chart" && many.chart.panels[0]?.y.categories?.length === 30);
});

test("numbers are written for people", () => {
  assert.deepEqual(
    [1234567, 0.000012, -0.5, 0].map((value) => tickText(value)),
    ["1,234,567", "1.2e−5", "-0.5", "0"],
  );
  assert.deepEqual(
    [0.1234, 1].map((value) => tickText(value, "percent")),
    ["12.34 %", "100 %"],
  );
  assert.deepEqual(
    [1e6, 1.5e9, 999].map((value) => tickText(value, "short")),
    ["1 M", "1.5 G", "999"],
  );
  assert.deepEqual(
    [NaN, Infinity, -Infinity, 1234.5678].map((value) => valueText(value)),
    ["not a number", "infinity", "-infinity", "1,235"],
  );
});

test("colour maps go from their first stop to their last, and NaN is grey", () => {
  const viridis = colorMap("viridis");
  assert.deepEqual(
    [viridis(-1), viridis(2), viridis(NaN)],
    [
      [68, 1, 84],
      [253, 231, 37],
      [128, 128, 128],
    ],
  );
  assert.equal(paletteColor(-1), palette.at(-1));
  assert.equal(paletteColor(palette.length), palette[0]);
});

test("a logarithmic axis has ticks of one kind: powers of ten, or even steps within one", () => {
  const axis = { label: "values", scale: "log" } as const;
  const x = { label: "step", scale: "linear" } as const;
  const tickOf = (y: readonly number[]) => {
    const line = { kind: "line", name: "a", color: 0, x: [0, 1], y } as const;
    const { layout } = plotlyChart({ height: 300, panels: [{ x, y: axis, marks: [line] }] });
    return layout["yaxis"] as { dtick: number | string; tick0: number };
  };
  assert.equal(tickOf([1, 1e4]).dtick, 1);
  const { dtick, tick0 } = tickOf([2, 6]);
  assert.match(String(dtick), /^L\d/);
  assert.ok(tick0 > 0);
});

test("a test shows its figures and the weakest classes, and no confusion matrix", () => {
  const { title, text, body } = testFigure(testedOn(10));
  assert.match(title, /^lenet5 on digits: accuracy 80\.0 % of 200 images, loss 0\.4321, top-5/);
  assert.match(text, /taken for another: .*\nweakest: /);
  assert.ok(body.kind === "chart");
  const kinds = body.chart.panels.flatMap(({ marks }) => marks.map(({ kind }) => kind));
  assert.deepEqual(kinds, ["bars"]);
});

test("batch normalisation shows what it has learnt of each channel", () => {
  const { body, text } = sampleFigures["batch normalisation"]!();
  assert.ok(body.kind === "chart");
  const learnt = body.chart.panels.at(-1);
  const names = learnt?.marks.map((mark) => ("name" in mark ? mark.name : ""));
  assert.deepEqual(names, ["gamma, the scale", "beta, the shift"]);
  assert.match(text, /\ngamma .*; beta /);
});

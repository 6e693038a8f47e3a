import { test } from "node:test";
import assert from "node:assert/strict";
import { liveTraining, type LiveDisplay } from "../../src/display/liveTraining.js";
import type { TrainingEvent } from "../../src/training/events.js";
import { resultOf, trainingEvents } from "../views/sampleFigures.js";
import { chromiumPath, openBrowser, pageErrors } from "./chromium.js";
import { openNotebook, type Notebook } from "./jupyterPage.js";

const planned = { epochs: 8, stepsPerEpoch: 30 };
const stepMilliseconds = 70;

/** What is sent, on a clock that steps drive. */
function displaysOf(events: readonly TrainingEvent[]): readonly LiveDisplay[] {
  const sent: LiveDisplay[] = [];
  let clock = 0;
  const live = liveTraining("a<b>", (display) => sent.push(display), { now: () => clock, id: "t" });
  for (const event of events) {
    if (event.kind === "step") clock += stepMilliseconds;
    live(event);
  }
  return sent;
}

const end = { kind: "end", result: resultOf(planned) } as const;
const events = [...trainingEvents(planned), end];
const sent = displaysOf(events);
const html = ({ data }: LiveDisplay) => String(data["text/html"]);
const figures = sent.filter(({ displayId }) => displayId === "t");
const ticks = sent.filter(({ displayId }) => displayId === "t-ticker");

test("two displays, each made once and then updated; the last ones are the figure in full and an empty ticker", () => {
  assert.deepEqual(
    [figures, ticks].map((list) => list.map(({ update }) => update).indexOf(true)),
    [1, 1],
  );
  assert.equal(ticks.at(-1) && html(ticks.at(-1)!), "");
  const last = figures.at(-1)!;
  assert.deepEqual(Object.keys(last.data), [
    "text/html",
    "application/vnd.plotly.v1+json",
    "image/png",
    "text/plain",
  ]);
  assert.match(String(last.data["text/plain"]), /^8 epochs, 240 steps in /);
  assert.ok(figures.slice(0, -1).every(({ data }) => data["image/png"] === undefined));
});

test("at most ten a second, a full figure every seven seconds", () => {
  const seconds = (planned.epochs * planned.stepsPerEpoch * stepMilliseconds) / 1000;
  assert.ok(ticks.length <= seconds * 10 + 2 && ticks.length > seconds * 5, String(ticks.length));
  // First, when validation comes, when the learning rate changes, one by time, last.
  assert.equal(figures.length, 5);
});

test("a tick holds all points since the last full figure, and is small", () => {
  const parts = sent.map((display) => /"before":(\d+),"x":\[([^\]]*)\]/.exec(html(display)));
  const counts = parts.flatMap((part) =>
    part ? [[Number(part[1]), (part[2] ?? "").split(",").filter(Boolean).length] as const] : [],
  );
  assert.ok(counts.length > 50);
  counts.slice(1).forEach(([before, count], i) => {
    const [beforeLast, countLast] = counts[i] ?? [0, 0];
    if (before === beforeLast) assert.ok(count >= countLast);
    else assert.ok(before >= beforeLast + countLast);
  });
  assert.ok(Math.max(...ticks.map((tick) => html(tick).length)) < 30_000);
  assert.doesNotMatch(sent.map(html).join(""), /<b>/);
});

test("a loss that is not finite is shown at once: where it stopped, and no script stays", () => {
  const broken = trainingEvents(planned).map((event) =>
    event.kind === "step" && event.step === 5 ? { ...event, loss: NaN, epochLoss: NaN } : event,
  );
  const upTo = displaysOf(broken.slice(0, 6));
  const shown = upTo.filter(({ displayId }) => displayId === "t");
  assert.equal(shown.length, 2);
  const { data } = shown.at(-1)!;
  assert.match(String(data["text/plain"]), /stopped at step 5, in epoch 1: the loss is NaN/);
  assert.match(String(data["text/html"]), /stopped at step 5/);
  assert.ok(data["image/png"]);
  assert.deepEqual([upTo.at(-1)?.displayId, upTo.at(-1) && html(upTo.at(-1)!)], ["t-ticker", ""]);
});

test("an interrupted training, and one without steps, end in a figure that says so", () => {
  const result = { ...resultOf({ epochs: 0, stepsPerEpoch: 30 }), interrupted: true };
  const [begin] = events;
  const last = displaysOf([begin!, { kind: "end", result }]).at(-2);
  assert.match(String(last?.data["text/plain"]), /no step was made; .*interrupted/);
});

const browserPath = chromiumPath();
const withBrowser = { skip: browserPath === null && "no Chromium" };

const charts = ".js-plotly-plot";

/** Of each chart in the page: points of its traces. */
function traceLengths({ page }: Notebook): Promise<readonly (readonly number[])[]> {
  return page.$$eval(charts, (elements) =>
    elements.map((element) =>
      (element as unknown as { data: { x: unknown[] }[] }).data.map(({ x }) => x.length),
    ),
  );
}

test(
  "a page that follows, in two views, has every point and keeps its chart",
  withBrowser,
  async () => {
    const browser = await openBrowser(browserPath!);
    try {
      const notebook = await openNotebook(browser);
      const errors = pageErrors(notebook.page);
      const [first, ...rest] = sent;
      await notebook.show(first!, 2);
      await notebook.page.locator(charts).nth(1).waitFor();
      await notebook.page.evaluate(
        `for (const chart of document.querySelectorAll("${charts}")) chart.id = "kept"`,
      );
      // A page that is busy misses ticks: each holds what the lost ones held.
      const seen = rest.filter(({ displayId }, i) => displayId === "t" || i % 5 === 0);
      for (const display of seen.slice(0, -2)) await notebook.show(display);
      const [one, two] = await traceLengths(notebook);
      assert.deepEqual(one, two);
      assert.ok((one?.[1] ?? 0) > 220, String(one));
      for (const display of rest.slice(-2)) await notebook.show(display);
      const [complete] = await traceLengths(notebook);
      assert.deepEqual(complete?.slice(0, 3), [240, 240, 8]);
      assert.equal(await notebook.page.locator("#kept").count(), 2);
      assert.match((await notebook.page.textContent(".cs-status")) ?? "", /240 steps/);
      assert.deepEqual([errors, notebook.asked.length], [[], 1]);
    } finally {
      await browser.close();
    }
  },
);

test(
  "a page that comes late has the points from the last full figure on",
  withBrowser,
  async () => {
    const browser = await openBrowser(browserPath!);
    try {
      const notebook = await openNotebook(browser);
      const at = sent.findLastIndex(({ displayId }, i) => displayId === "t" && i < sent.length - 2);
      await notebook.show({ ...sent[at]!, update: false });
      await notebook.page.waitForSelector(".js-plotly-plot");
      await notebook.show({ ...sent[at + 1]!, update: false });
      for (const display of sent.slice(at + 2, -2)) await notebook.show(display);
      const [lengths] = await traceLengths(notebook);
      assert.ok((lengths?.[1] ?? 0) > 230, String(lengths));
    } finally {
      await browser.close();
    }
  },
);

test("where no plotly.js comes, the picture stays", withBrowser, async () => {
  const browser = await openBrowser(browserPath!);
  try {
    const notebook = await openNotebook(browser, false);
    const errors = pageErrors(notebook.page);
    for (const display of sent.slice(0, 20)) await notebook.show(display);
    assert.equal(await notebook.page.locator("img").count(), 1);
    assert.deepEqual(errors, []);
    assert.match(notebook.asked.at(-1) ?? "", /^https:\/\/cdn\.jsdelivr\.net\/npm\/plotly/);
  } finally {
    await browser.close();
  }
});

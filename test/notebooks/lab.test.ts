/**
 * Some notebooks as a student runs them: opened in JupyterLab without outputs, then Run, Run All Cells. No error but those that
 * are meant, every figure drawn, none of them blank on a picture of the whole page, and a curve that has grown while it trained.
 */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { PNG } from "pngjs";
import { notebookText, type Notebook } from "../../src/notebook/file.js";
import { packageRoot } from "../../src/packageRoot.js";
import {
  hasBrowser,
  openBrowser,
  openNotebook,
  type NotebookPage,
} from "../kernel/browser/notebookPage.js";
import { startJupyter } from "../kernel/browser/server.js";
import { kernelHome, skip } from "../kernel/suite.js";
import { inkIn, type Box } from "./ink.js";
import { notebookFolder, savedNotebook } from "./lectures.js";

/** VGG-D on a photograph is in the second; the steps of its training take a minute by themselves, and are run elsewhere. */
const names = ["01-first-steps", "12-receptive-fields", "14-lenet-to-fcn"];
const noBrowser = !hasBrowser && "no Chromium";
const patience = 180_000;
const width = 1280;

test("lectures in JupyterLab", { skip: skip || noBrowser }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "convscript-lectures-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(notebookFolder, "images"), join(folder, "images"), { recursive: true });
  symlinkSync(join(packageRoot, "node_modules"), join(folder, "node_modules"));
  const env = await kernelHome(context);
  const address = await startJupyter(context, "jupyterlab", folder, env);
  const browser = await openBrowser(context);
  for (const name of names)
    await context.test(name, async () => {
      const saved = savedNotebook(name);
      writeFileSync(join(folder, `${name}.ipynb`), notebookText(withoutOutputs(saved)));
      const notebook = await openNotebook(browser, address, "jupyterlab", `${name}.ipynb`);
      await watchCurves(notebook);
      await runAll(notebook, saved);
      await sameFigures(notebook, saved);
      await drawn(notebook);
      if (saved.cells.some(({ source }) => source.startsWith("train "))) await grown(notebook);
      await notebook.page.close();
      assert.deepEqual(notebook.strangers, []);
    });
});

function withoutOutputs({ cells, ...rest }: Notebook): Notebook {
  return { ...rest, cells: cells.map((cell) => ({ ...cell, outputs: [], count: null })) };
}

const cells = "[...window.jupyterapp.shell.currentWidget.content.model.cells]";
const outputs = `${cells}.flatMap((cell) => (cell.type === "code" ? cell.outputs.toJSON() : []))`;
const errors = `${outputs}.filter((output) => output.output_type === "error")`;

/** By the menu. Ends when every cell has run, or one has failed that should not. */
async function runAll(notebook: NotebookPage, saved: Notebook): Promise<void> {
  const { page } = notebook;
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByText("Run All Cells", { exact: true }).click();
  const meant = saved.cells.flatMap((cell) => cell.outputs.filter(({ kind }) => kind === "error"));
  const hasRun = `cell.type !== "code" || cell.executionCount !== null`;
  const done = `${cells}.every((cell) => ${hasRun}) || ${errors}.length > ${meant.length}`;
  await page.waitForFunction(done, null, { timeout: patience, polling: 200 });
  await notebook.idle();
  const told = await page.evaluate<string[]>(`${errors}.map(({ evalue }) => evalue)`);
  assert.equal(told.length, meant.length, `errors that are not meant:\n${told.join("\n")}`);
}

const figure = '.convscript[role="figure"]';
const chart = `${figure} .js-plotly-plot`;

/** As many figures and live charts in each cell as are saved. */
async function sameFigures(notebook: NotebookPage, saved: Notebook): Promise<void> {
  const code = saved.cells.filter(({ kind }) => kind === "code");
  for (const [i, { outputs }] of code.entries()) {
    const bundles = outputs.flatMap((output) => ("data" in output ? [output.data] : []));
    const figures =
      bundles
        .map((data) => String(data["text/html"]))
        .join("")
        .split('role="figure"').length - 1;
    const charts = bundles.filter((data) => plotly in data).length;
    const cell = notebook.cell(i);
    // Plotly's script comes once, and then they are drawn.
    if (charts > 0)
      await cell
        .locator(chart)
        .nth(charts - 1)
        .waitFor();
    const shown = {
      figures: await cell.locator(figure).count(),
      charts: await cell.locator(chart).count(),
    };
    assert.deepEqual(shown, { figures, charts }, `code cell ${i + 1}`);
  }
}

const plotly = "application/vnd.plotly.v1+json";

const [height, step, bars] = [3000, 1500, 100];
const panel = 'document.querySelector(".jp-WindowedPanel-outer")';

/** On pictures of the whole page that overlap by half, so that each figure is on one of them from top to bottom. */
async function drawn(notebook: NotebookPage): Promise<void> {
  const { page } = notebook;
  await page.evaluate("window.jupyterapp.shell.collapseLeft()");
  await page.setViewportSize({ width, height });
  const figures = await page.locator(figure).all();
  const unseen = new Set(figures);
  for (let top = 0; unseen.size > 0; top += step) {
    await page.evaluate(`${panel}.scrollTop = ${top}`);
    await page.waitForTimeout(500);
    await notebook.picture(`from-${top}`);
    const picture = PNG.sync.read(await page.screenshot());
    for (const one of unseen) if (await isOn(picture, one)) unseen.delete(one);
    const end = Number(await page.evaluate(`${panel}.scrollHeight`));
    assert.ok(top < end, `${unseen.size} figures are on no picture of the page`);
  }
}

/** Fails where it is on the picture and blank, or its chart is. */
async function isOn(picture: PNG, one: Locator): Promise<boolean> {
  const box = await one.boundingBox();
  if (!box || box.y < bars || box.y + box.height > height) return false;
  const label = (await one.getAttribute("aria-label")) ?? "";
  hasInk(picture, box, 15, label);
  for (const plot of await one.locator(".js-plotly-plot").all())
    hasInk(picture, await plot.boundingBox(), 100, `chart: ${label}`);
  return true;
}

function hasInk(picture: PNG, box: Box | null, least: number, label: string): void {
  assert.ok(box && box.width > 50 && box.height >= least, `no room: ${label}`);
  const { share, colours } = inkIn(picture, box);
  assert.ok(share > 0.005 && colours >= 8, `blank: ${label}: ${share} in ${colours} colours`);
}

/** Notes how many points the first curve of each chart has whenever something is drawn. */
async function watchCurves({ page }: NotebookPage): Promise<void> {
  await page.evaluate(`(() => {
    window.seen = {};
    new MutationObserver(() => {
      document.querySelectorAll('.js-plotly-plot').forEach((chart, i) => {
        const points = chart.calcdata?.[0]?.length ?? 0;
        const label = chart.closest('.jp-CodeCell')?.dataset.windowedListIndex ?? i;
        (window.seen[label] ??= new Set()).add(points);
      });
    }).observe(document.body, { childList: true, subtree: true });
  })()`);
}

async function grown({ page }: NotebookPage): Promise<void> {
  const most = "Math.max(...Object.values(window.seen).map(({ size }) => size))";
  assert.ok(Number(await page.evaluate(most)) >= 3, "no curve has grown while it trained");
}

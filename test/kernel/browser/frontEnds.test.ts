import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { kernelHome, skip } from "../suite.js";
import {
  hasBrowser,
  openBrowser,
  openNotebook,
  writeNotebook,
  type NotebookPage,
} from "./notebookPage.js";
import { startJupyter, type Application } from "./server.js";

const noBrowser = !hasBrowser && "no Chromium";
const train = (name: string, epochs: number) => `data digits
net ${name} = input 8x8x1 | conv3-8 | maxpool2 | fc-10 | softmax
train ${name} on digits epochs=${epochs} batch=64 seed=1`;

/** What Jupyter's own pages complain about, whatever the kernel. */
const ofJupyter = /reading 'schema'|filebrowser:open-path|ResizeObserver/;

for (const application of ["jupyterlab", "notebook"] as const)
  test(`a notebook in ${application}`, { skip: skip || noBrowser }, async (context) => {
    const { open, folder } = await started(context, application);
    await context.test("a cell typed by keys runs", async () => {
      const notebook = await open("typed.ipynb", [""]);
      await notebook.edit(0);
      await notebook.page.keyboard.type("6 * 7");
      await notebook.page.keyboard.press("Control+Enter");
      await says(notebook, 0, "42");
      await notebook.picture("run");
      await closed(notebook);
    });
    await context.test("completion shows what fits, with its kind", () => completes(open));
    await context.test("Shift+Tab explains", () => explains(open));
    await context.test("interrupt and restart", () => interrupts(open));
    await context.test("a curve grows while a network trains", () => grows(open));
    await context.test("what was saved is there when reopened", () => reopens(open, folder));
    await context.test("input is asked for", async () => {
      const notebook = await open("input.ipynb", ['(await input("name? ")) + "!"']);
      await notebook.run(0);
      await notebook.page.locator(".jp-Stdin-input").fill("Ada");
      await notebook.page.keyboard.press("Enter");
      await says(notebook, 0, "Ada!");
      await closed(notebook);
    });
    await context.test("an error is shown with its place", async () => {
      const notebook = await open("error.ipynb", ["net bad = input 8x8x1 | flatten | conv3-512"]);
      await notebook.run(0);
      await says(notebook, 0, "C204");
      await notebook.picture("error");
      await closed(notebook);
    });
  });

type Open = (name: string, cells: readonly string[] | null) => Promise<NotebookPage>;

async function started(context: TestContext, application: Application) {
  const folder = mkdtempSync(join(tmpdir(), "convscript-notebooks-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const env = await kernelHome(context);
  const address = await startJupyter(context, application, folder, env);
  const browser = await openBrowser(context);
  const open: Open = (name, cells) => {
    if (cells) writeNotebook(folder, name, cells);
    return openNotebook(browser, address, application, name);
  };
  return { open, folder };
}

async function says(notebook: NotebookPage, index: number, text: string): Promise<void> {
  await notebook.output(index).filter({ hasText: text }).first().waitFor();
}

/** Nothing went wrong on the page, and it asked nobody but this machine. */
async function closed(notebook: NotebookPage): Promise<void> {
  await notebook.page.close();
  assert.deepEqual(
    notebook.errors.filter((error) => !ofJupyter.test(error)),
    [],
  );
  assert.deepEqual(notebook.strangers, []);
}

async function completes(open: Open): Promise<void> {
  const cells = ["const palette = { scarlet: 1, indigo: () => 2 }", "", ""];
  const notebook = await open("complete.ipynb", cells);
  const { page } = notebook;
  await notebook.run(0);
  await notebook.idle();
  const popup = page.locator(".jp-Completer");
  await notebook.edit(1);
  await page.keyboard.type("palette.");
  // JupyterLab waits for an answer one second: the first one may come later.
  await until(async () => {
    await page.keyboard.press("Tab");
    return popup
      .filter({ hasText: "scarlet" })
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      );
  });
  await popup.filter({ hasText: "indigo" }).waitFor();
  await popup.locator(".jp-Completer-type, .jp-Completer-icon").first().waitFor();
  await notebook.picture("complete-typescript");
  await page.keyboard.press("Escape");
  await notebook.edit(2);
  await page.keyboard.type("net small = input 8x8x1 | ");
  await page.keyboard.press("Tab");
  await popup.filter({ hasText: "maxpool" }).waitFor();
  await notebook.picture("complete-convscript");
  await page.keyboard.type("maxp");
  await page.keyboard.press("Enter");
  await notebook.cell(2).filter({ hasText: "maxpool" }).waitFor();
  await closed(notebook);
}

async function explains(open: Open): Promise<void> {
  const notebook = await open("explain.ipynb", ["Math.sqrt", "net a = input 8x8x1 | conv3-64"]);
  const { page } = notebook;
  const tooltip = page.locator(".jp-Tooltip");
  for (const [index, text] of ["sqrt", "64"].entries()) {
    await notebook.edit(index);
    await page.keyboard.press("Shift+Tab");
    await tooltip.filter({ hasText: text }).waitFor();
    await notebook.picture(`explain-${text}`);
    await page.keyboard.press("Escape");
  }
  await closed(notebook);
}

async function interrupts(open: Open): Promise<void> {
  const cells = ['let n = 0; console.log("go"); for (;;) n++;', "n > 0", "typeof n"];
  const notebook = await open("interrupt.ipynb", cells);
  await notebook.run(0);
  await says(notebook, 0, "go");
  await notebook.command("i", "i");
  await says(notebook, 0, "nterrupt");
  await notebook.picture("interrupt");
  await notebook.run(1);
  await says(notebook, 1, "true");
  await notebook.command("0", "0");
  await notebook.page.locator(".jp-Dialog .jp-mod-accept").click();
  await notebook.page.locator(".jp-Dialog").waitFor({ state: "detached" });
  await notebook.idle();
  await notebook.run(2);
  await notebook.output(2).first().waitFor();
  assert.doesNotMatch(await notebook.output(2).innerText(), /number/);
  await closed(notebook);
}

async function grows(open: Open): Promise<void> {
  const notebook = await open("live.ipynb", [train("live", 1000)]);
  await notebook.run(0);
  const points = () => pointsOf(notebook, 0);
  await notebook.cell(0).locator(".js-plotly-plot").first().waitFor();
  const first = await points();
  await until(async () => (await points()) >= first + 3);
  await notebook.picture("live");
  await notebook.command("i", "i");
  await notebook.idle();
  const last = await points();
  assert.ok(last > first, `${first} points, then ${last}`);
  await notebook.picture("live-end");
  await closed(notebook);
}

async function reopens(open: Open, folder: string): Promise<void> {
  const written = await open("saved.ipynb", [train("kept", 5), "kept"]);
  await written.run(0);
  await written.cell(0).locator(".js-plotly-plot").first().waitFor();
  await written.idle();
  await written.run(1);
  await written.output(1).first().waitFor();
  await written.idle();
  await written.picture("before");
  const points = await pointsOf(written, 0);
  await written.page.keyboard.press("Control+s");
  const file = join(folder, "saved.ipynb");
  await until(() => Promise.resolve(/image\/png/.test(readFileSync(file, "utf8"))));
  await closed(written);
  const reopened = await open("saved.ipynb", null);
  await reopened.cell(0).locator(".js-plotly-plot").first().waitFor();
  assert.equal(await pointsOf(reopened, 0), points);
  await reopened.picture("reopened");
  await closed(reopened);
  await untrusted(open, folder);
}

/** Edited elsewhere, so Jupyter runs none of its scripts: the pictures stand in. */
async function untrusted(open: Open, folder: string): Promise<void> {
  const copy = join(folder, "foreign.ipynb");
  copyFileSync(join(folder, "saved.ipynb"), copy);
  writeFileSync(copy, readFileSync(copy, "utf8").replaceAll("kept", "mine"));
  const notebook = await open("foreign.ipynb", null);
  const picture = 'img[src^="data:image/"]';
  await notebook.cell(0).locator(picture).first().waitFor();
  const width = `document.querySelector('.jp-CodeCell ${picture}').naturalWidth`;
  await until(async () => Number(await notebook.page.evaluate(width)) > 0);
  await notebook.picture("untrusted");
  assert.equal(await notebook.page.locator(".js-plotly-plot").count(), 0);
  await closed(notebook);
}

/** How many points the first curve of a cell's chart has. */
async function pointsOf(notebook: NotebookPage, index: number): Promise<number> {
  const chart = `document.querySelectorAll(".jp-Notebook .jp-CodeCell")[${index}].querySelector(".js-plotly-plot")`;
  return Number(await notebook.page.evaluate(`${chart}?.calcdata?.[0]?.length ?? 0`));
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, "waited for a minute");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

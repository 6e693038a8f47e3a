/**
 * `npm run pictures`: the README's pictures, from real runs in JupyterLab: a lecture, and a training as it goes. Out: files in
 * `notebooks/pictures`.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../src/packageRoot.js";
import {
  openBrowser,
  openNotebook,
  writeNotebook,
  type NotebookPage,
} from "../kernel/browser/notebookPage.js";
import { startJupyter } from "../kernel/browser/server.js";
import { kernelHome } from "../kernel/suite.js";
import { animation } from "./animation.js";

const pictures = join(packageRoot, "notebooks", "pictures");

const training = `data digits
net reader = input 8x8x1
  | conv3-32 bn | maxpool2 | dropout 0.5
  | conv3-64 bn | maxpool2 | dropout 0.5
  | fc-128 | fc-10 | softmax
train reader on digits epochs=30 batch=64 lr=3e-3 seed=1 validate=0.1`;

const maps = ["use vgg", 'show vggD maps at=conv1_2 of="images/cat.jpg"'];

const look = `show reader gradcam on=digits at=conv2_1`;

test("pictures", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "convscript-pictures-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(packageRoot, "notebooks", "images"), join(folder, "images"), { recursive: true });
  const env = await kernelHome(context);
  const address = await startJupyter(context, "jupyterlab", folder, env);
  const browser = await openBrowser(context);
  const open = (name: string, cells: readonly string[]) => {
    writeNotebook(folder, name, cells);
    return openNotebook(browser, address, "jupyterlab", name);
  };
  await lecture(await open("lecture.ipynb", maps));
  await live(await open("training.ipynb", [training, look]));
});

/** A photograph's feature maps under the line that asks for them. */
async function lecture(notebook: NotebookPage): Promise<void> {
  await notebook.run(0);
  await notebook.idle();
  await notebook.run(1);
  await notebook.output(1).first().waitFor();
  await notebook.idle();
  await notebook.page.waitForTimeout(1500);
  await notebook.cell(1).scrollIntoViewIfNeeded();
  await notebook.page.screenshot({ path: join(pictures, "lecture.png") });
  await notebook.page.close();
}

/** Four pictures a second while it trains. */
async function live(notebook: NotebookPage): Promise<void> {
  const { page } = notebook;
  await notebook.run(0);
  const frames: Buffer[] = [];
  const cell = notebook.cell(0);
  await cell.locator(".js-plotly-plot").first().waitFor();
  const area = await page.locator(".jp-Notebook").boundingBox();
  const clip = { x: area?.x ?? 0, y: area?.y ?? 0, width: 860, height: 620 };
  for (let frame = 0; frame < 60; frame++) {
    await cell.locator(".js-plotly-plot").first().scrollIntoViewIfNeeded();
    frames.push(await page.screenshot({ clip }));
    if (await isIdle(notebook)) break;
    await page.waitForTimeout(200);
  }
  writeFileSync(join(pictures, "training.gif"), animation(frames));
  await page.close();
}

async function isIdle({ page }: NotebookPage): Promise<boolean> {
  const text = await page
    .locator(".jp-Notebook-ExecutionIndicator")
    .first()
    .getAttribute("data-status");
  return text === "idle";
}

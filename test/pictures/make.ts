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

const definition = `data digits
net reader = input 8x8x1
  | conv3-32 bn | maxpool2 | dropout 0.5
  | conv3-64 bn | maxpool2 | dropout 0.5
  | fc-128 | fc-10 | softmax`;
const training = "train reader on digits epochs=100 batch=64 lr=1e-3 seed=1 validate=0.1";

const maps = ["use vgg", 'show vggD maps at=conv1_2 of="images/cat.jpg"'];

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
  await live(await open("training.ipynb", [definition, training]));
});

/** A photograph's feature maps under the line that asks for them. */
async function lecture(notebook: NotebookPage): Promise<void> {
  await alone(notebook);
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

/** Without the list of files, and without questions. */
async function alone({ page }: NotebookPage): Promise<void> {
  await page.addStyleTag({ content: ".Toastify { display: none }" });
  await page.evaluate(`window.jupyterapp.shell.collapseLeft()`);
  await page.waitForTimeout(500);
}

const most = 80;

/** Some pictures a second while it trains. */
async function live(notebook: NotebookPage): Promise<void> {
  const { page } = notebook;
  await alone(notebook);
  await notebook.run(0);
  await notebook.idle();
  await notebook.run(1);
  const frames: Buffer[] = [];
  const cell = notebook.cell(1);
  await cell.locator(".js-plotly-plot").first().waitFor();
  await cell.scrollIntoViewIfNeeded();
  const area = await cell.boundingBox();
  const clip = { x: area?.x ?? 0, y: area?.y ?? 0, width: area?.width ?? 0, height: 470 };
  const state = { done: false };
  const ended = notebook.idle().then(() => (state.done = true));
  while (!state.done && frames.length < most) {
    frames.push(await page.screenshot({ clip }));
    await page.waitForTimeout(150);
  }
  await ended;
  frames.push(await page.screenshot({ clip }));
  writeFileSync(join(pictures, "training.gif"), animation(frames));
  await page.close();
}

/** A notebook in a real browser, driven by keys, in JupyterLab as in Notebook 7. Nothing outside this machine can be reached. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { chromium, type Browser, type Locator, type Page } from "playwright-core";
import type { Application } from "./server.js";

const { CONVSCRIPT_CHROMIUM: chosen, CONVSCRIPT_SCREENSHOTS: screenshots } = process.env;
const executablePath = [chosen, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path !== undefined && existsSync(path),
);
export const hasBrowser = executablePath !== undefined;

const patience = 60_000;

/** The indicator alone says so before the kernel is connected. */
const isIdle = `(() => {
  const context = window.jupyterapp?.shell.currentWidget?.sessionContext;
  const kernel = context?.isReady && context.session?.kernel;
  return kernel?.connectionStatus === "connected" && kernel.status === "idle";
})()`;

export async function openBrowser(context: TestContext): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  const offline = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1";
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [...args, offline],
  });
  context.after(() => browser.close());
  return browser;
}

/** An empty notebook of our kernel, or one with these cells. */
export function writeNotebook(folder: string, name: string, cells: readonly string[]): void {
  const sources = cells.map((source, i) => ({
    ...{ cell_type: "code", execution_count: null, id: `cell-${i}`, metadata: {}, outputs: [] },
    source,
  }));
  const metadata = {
    kernelspec: { name: "convscript", display_name: "ConvScript", language: "typescript" },
  };
  const book = { cells: sources, metadata, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(folder, name), JSON.stringify(book));
}

export interface NotebookPage {
  readonly page: Page;
  readonly errors: string[];
  /** Hosts that the page asked for and are not this machine. */
  readonly strangers: string[];
  cell(index: number): Locator;
  output(index: number): Locator;
  /** Puts the cursor at the end of a cell's text. */
  edit(index: number): Promise<void>;
  run(index: number): Promise<void>;
  /** Keys of command mode, such as `i` `i` for an interrupt. */
  command(...keys: readonly string[]): Promise<void>;
  idle(): Promise<void>;
  picture(name: string): Promise<void>;
}

export async function openNotebook(
  browser: Browser,
  address: string,
  application: Application,
  name: string,
): Promise<NotebookPage> {
  const page = await browser.newPage({ viewport: { width: 1300, height: 900 } });
  page.setDefaultTimeout(patience);
  const errors: string[] = [];
  const strangers: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.hostname !== "127.0.0.1")
      strangers.push(request.url());
  });
  const workspace = name.replace(/\W/g, "");
  const path =
    application === "notebook"
      ? `notebooks/${name}`
      : `lab/workspaces/${workspace}/tree/${name}?reset`;
  await page.goto(`${address}/${path}`);
  const made = notebookPage(page, errors, strangers, `${application}-${name}`);
  await made.idle();
  return made;
}

function notebookPage(
  page: Page,
  errors: string[],
  strangers: string[],
  title: string,
): NotebookPage {
  const cell = (index: number) => page.locator(".jp-Notebook .jp-CodeCell").nth(index);
  const edit = async (index: number) => {
    await cell(index).locator(".cm-content").click();
    await page.keyboard.press("Control+End");
  };
  return {
    page,
    errors,
    strangers,
    cell,
    output: (index) => cell(index).locator(".jp-OutputArea-output"),
    edit,
    async run(index) {
      await edit(index);
      await page.keyboard.press("Control+Enter");
    },
    async command(...keys) {
      await page.keyboard.press("Escape");
      for (const key of keys) await page.keyboard.press(key);
    },
    async idle() {
      await page.waitForFunction(isIdle, null, { timeout: patience });
    },
    async picture(name) {
      if (screenshots === undefined) return;
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${title}-${name}.png`) });
    },
  };
}

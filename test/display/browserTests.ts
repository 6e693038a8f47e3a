/** One browser and one folder for all tests of a file, skipped where there is no Chromium. */
import { after, before } from "node:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import type { Report } from "../../src/display/report.js";
import { chromiumPath, openBrowser } from "./chromium.js";
import { openReport, type Look, type Opened } from "./reportPage.js";

export interface BrowserTests {
  /** Options of each test. */
  readonly withBrowser: { readonly skip: string | false };
  readonly openReport: (report: Report, look: Look) => Promise<Opened>;
}

export function browserTests(): BrowserTests {
  const path = chromiumPath();
  const folder = mkdtempSync(join(tmpdir(), "convscript-report-"));
  let browser: Browser | null = null;
  before(async () => {
    if (path !== null) browser = await openBrowser(path);
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  return {
    withBrowser: { skip: path === null && "no Chromium" },
    openReport(report, look) {
      if (!browser) throw new Error("no browser is open");
      return openReport(browser, join(folder, "report.html"), report, look);
    },
  };
}

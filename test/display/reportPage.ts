/** A report in a browser, narrow and wide, light and dark. */
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { PNG } from "pngjs";
import { reportHtml, type Report } from "../../src/display/report.js";
import { pageErrors } from "./chromium.js";

export interface Look {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
}

export const looks: readonly Look[] = [
  { width: 700, colorScheme: "light" },
  { width: 1400, colorScheme: "dark" },
];

export interface Opened {
  readonly page: Page;
  readonly errors: readonly string[];
  /** Addresses outside the page that it asked for. */
  readonly asked: readonly string[];
}

export async function openReport(
  browser: Browser,
  file: string,
  report: Report,
  { width, colorScheme }: Look,
): Promise<Opened> {
  writeFileSync(file, reportHtml(report));
  const viewport = { width: width + 32, height: 900 };
  const page = await browser.newPage({ viewport, colorScheme });
  const errors = pageErrors(page);
  const asked: string[] = [];
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) asked.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, errors, asked };
}

/** Between the darkest and the lightest pixel. */
export function contrastOf({ data }: PNG): number {
  let [low, high] = [255, 0];
  for (let i = 0; i < data.length; i += 4) {
    const grey = ((data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + 2] ?? 0)) / 3;
    [low, high] = [Math.min(low, grey), Math.max(high, grey)];
  }
  return high - low;
}

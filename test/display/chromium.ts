/** A browser for the tests that look at figures: CONVSCRIPT_CHROMIUM, or one in the PATH. Null where there is none. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

export function chromiumPath(): string | null {
  const asked = process.env["CONVSCRIPT_CHROMIUM"];
  if (asked) return asked;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}

/** Without a network: what a page needs must be in it. */
export function openBrowser(executablePath: string): Promise<Browser> {
  const offline = "--host-resolver-rules=MAP * ~NOTFOUND";
  const args = ["--no-sandbox", "--disable-dev-shm-usage", offline];
  return chromium.launch({ executablePath, args });
}

/** Errors of a page, as they come. */
export function pageErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  return errors;
}

/**
 * A page that treats outputs as JupyterLab does: HTML is set, its scripts are made anew so that they run, an update replaces what a
 * display id has shown, and the server hands out the files of the kernelspec.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import type { LiveDisplay } from "../../src/display/liveTraining.js";

const page = `<!doctype html><body>
<script id="jupyter-config-data" type="application/json">{"baseUrl":"/user/x/"}</script>
<script>
function show(id, html) {
  for (const place of document.querySelectorAll('[data-display="' + id + '"]')) {
    place.innerHTML = html;
    for (const old of place.querySelectorAll("script")) {
      const script = document.createElement("script");
      script.textContent = old.textContent;
      old.replaceWith(script);
    }
  }
}
function add(id, html, copies) {
  for (let i = 0; i < copies; i++) {
    const place = document.body.appendChild(document.createElement("div"));
    place.dataset.display = id;
  }
  show(id, html);
}
</script></body>`;

const plotly = createRequire(import.meta.url).resolve("plotly.js-cartesian-dist-min");

export interface Notebook {
  readonly page: Page;
  /** Addresses that the page asked for. */
  readonly asked: readonly string[];
  show(display: LiveDisplay, copies?: number): Promise<void>;
}

export async function openNotebook(browser: Browser, servesPlotly = true): Promise<Notebook> {
  const opened = await browser.newPage({ viewport: { width: 760, height: 900 } });
  const asked: string[] = [];
  await opened.route("**/*", (route) => {
    const { href, pathname } = new URL(route.request().url());
    if (pathname === "/user/x/lab") {
      return route.fulfill({ contentType: "text/html", body: page });
    }
    asked.push(href);
    if (!servesPlotly || !pathname.startsWith("/user/x/kernelspecs/")) return route.abort();
    return route.fulfill({ contentType: "text/javascript", body: readFileSync(plotly) });
  });
  await opened.goto("http://jupyter.test/user/x/lab");
  const show = async ({ data, displayId, update }: LiveDisplay, copies = 1) => {
    const call = [update, displayId, String(data["text/html"]), copies] as const;
    await opened.evaluate(([again, id, html, count]) => {
      const { add, show } = globalThis as unknown as Record<string, (...given: unknown[]) => void>;
      if (again) show?.(id, html);
      else add?.(id, html, count);
    }, call);
  };
  return { page: opened, asked, show };
}

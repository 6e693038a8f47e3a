/**
 * A report: one HTML file that needs nothing else. In: sections of figures and texts. Out: the page; plotly.js is in it once, where
 * a chart needs it. It follows the reader's light or dark system.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Figure } from "../views/figure.js";
import { escapeHtml, inScript, shortened } from "../views/escape.js";
import { fontFamily } from "../views/theme.js";
import { figureHtml } from "./figureHtml.js";

export interface Report {
  readonly title: string;
  readonly sections: readonly ReportSection[];
}

export type ReportSection =
  | { readonly kind: "figures"; readonly figures: readonly Figure[] }
  | { readonly kind: "error"; readonly text: string }
  /** A text that opens when it is asked for: the script itself. */
  | { readonly kind: "source"; readonly name: string; readonly text: string };

/** Nothing is fetched, and only what is in the page runs. */
const policy = [
  "default-src 'none'",
  "img-src data: blob:",
  "style-src 'unsafe-inline'",
  "script-src 'unsafe-inline'",
].join(";");

const style = [
  `:root{color-scheme:light dark}body{margin:0 auto;padding:16px;max-width:1400px;background:#fff;color:#1f2328;font:14px/1.5 ${fontFamily}}`,
  "h1{font-size:20px;overflow-wrap:anywhere}section{margin:24px 0}.convscript{margin:20px 0}",
  "pre{overflow:auto;padding:10px;border-radius:4px;background:rgba(128,134,142,.12)}",
  ".error pre{white-space:pre-wrap;overflow-wrap:anywhere}",
  ".error{border-left:4px solid #d0452b;padding-left:12px}",
  "@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}}",
].join("");

export function reportHtml({ title, sections }: Report): string {
  const name = escapeHtml(shortened(title, longestTitle));
  const body = [`<h1>${name}</h1>`, ...sections.map(sectionHtml)];
  return pageHtml({ title, body, charts: hasChart(sections) });
}

const longestTitle = 200;

export interface Page {
  readonly title: string;
  /** HTML, one part after the other. */
  readonly body: readonly string[];
  /** Whether plotly.js is needed. */
  readonly charts: boolean;
  /** Rules beside those of every page. */
  readonly style?: string;
}

/** The frame of reports and of notebooks. */
export function pageHtml({ title, body, charts, style: own = "" }: Page): string {
  const name = escapeHtml(shortened(title, longestTitle));
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title>`,
    `<meta name="viewport" content="width=device-width,initial-scale=1">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}"><style>${style}${own}</style>`,
    charts ? `<script>${plotlySource()}</script>` : "",
    "</head><body>",
    ...body,
    "</body></html>\n",
  ].join("\n");
}

function hasChart(sections: readonly ReportSection[]): boolean {
  return sections.some(
    (section) =>
      section.kind === "figures" && section.figures.some(({ body }) => body.kind === "chart"),
  );
}

function plotlySource(): string {
  const require = createRequire(import.meta.url);
  return inScript(readFileSync(require.resolve("plotly.js-cartesian-dist-min"), "utf8"));
}

function sectionHtml(section: ReportSection): string {
  switch (section.kind) {
    case "figures":
      return `<section>${section.figures.map((figure) => figureHtml(figure)).join("\n")}</section>`;
    case "error":
      return `<section class="error"><pre>${escapeHtml(section.text)}</pre></section>`;
    case "source":
      return `<details><summary>${escapeHtml(section.name)}</summary><pre>${escapeHtml(section.text)}</pre></details>`;
  }
}

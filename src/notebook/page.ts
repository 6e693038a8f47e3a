/**
 * A notebook as one HTML page that needs nothing else. In: a notebook with its outputs. Out: the page: Markdown as it reads, code
 * coloured, of each output the richest form that a page can show.
 */
import { marked } from "marked";
import { stripVTControlCharacters } from "node:util";
import type { MimeBundle } from "../display/bundle.js";
import { pageHtml } from "../display/report.js";
import { escapeHtml } from "../views/escape.js";
import type { Cell, Notebook, Output } from "./file.js";

export function notebookPage(name: string, { cells }: Notebook): string {
  const body = cells.map(cellHtml);
  const charts = body.some((html) => html.includes('class="convscript"'));
  return pageHtml({ title: titleOf(cells) ?? name, body, charts, style });
}

/** A column to read in; code apart from what it gives. */
const style = [
  "body{max-width:960px}h1{font-size:26px}h2{font-size:19px;margin-top:1.6em}.text{max-width:720px}",
  "section.cell{margin:18px 0}pre.code{border-left:3px solid #4c78a8;white-space:pre-wrap}",
  "pre.stdout,pre.stderr,pre.result{background:none;padding:2px 10px}pre.error{border-left:3px solid #d0452b}",
  "table{border-collapse:collapse}td,th{padding:3px 10px;border-bottom:1px solid rgba(128,134,142,.3)}",
].join("");

/** The first heading. */
function titleOf(cells: readonly Cell[]): string | null {
  const texts = cells.filter(({ kind }) => kind === "markdown").map(({ source }) => source);
  return /^#\s+(.+)$/m.exec(texts.join("\n"))?.[1] ?? null;
}

function cellHtml({ kind, source, outputs }: Cell): string {
  switch (kind) {
    case "markdown":
      return `<section class="text">${marked.parse(source, { async: false })}</section>`;
    case "raw":
      return "";
    case "code": {
      const shown = outputs.map(outputHtml).join("\n");
      return `<section class="cell"><pre class="code">${escapeHtml(source)}</pre>${shown}</section>`;
    }
  }
}

function outputHtml(output: Output): string {
  switch (output.kind) {
    case "stream":
      return textHtml(output.text, output.name);
    case "error":
      return textHtml(output.traceback.join("\n"), "error");
    case "display":
    case "result":
      return bundleHtml(output);
  }
}

function textHtml(text: string, kind: string): string {
  return `<pre class="${kind}">${escapeHtml(stripVTControlCharacters(text))}</pre>`;
}

type Render = (value: string) => string;

/** The richest first. */
const types: readonly (readonly [string, Render])[] = [
  ["text/html", (html) => html],
  ["image/svg+xml", (svg) => `<img alt="" src="data:image/svg+xml;base64,${base64(svg)}">`],
  ["image/png", (png) => `<img alt="" src="data:image/png;base64,${png}">`],
  ["image/jpeg", (jpeg) => `<img alt="" src="data:image/jpeg;base64,${jpeg}">`],
  ["text/markdown", (text) => marked.parse(text, { async: false })],
  ["text/plain", (text) => textHtml(text, "result")],
];

function bundleHtml({ data }: MimeBundle): string {
  for (const [type, render] of types) {
    const value = data[type];
    if (typeof value === "string") return render(value);
  }
  return "";
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

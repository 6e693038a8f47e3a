/**
 * A figure as HTML: title, picture, and the script that brings it to life. Without scripts, or without trust, the picture stays.
 */
import type { Drawing, Figure, Live } from "../views/figure.js";
import { escapeHtml, shortened } from "../views/escape.js";
import { embedded } from "../views/image.js";
import { plotlyChart, wideLayout } from "../views/plotly.js";
import { stillChart, type Still } from "../views/still.js";
import { themeStyle } from "../views/theme.js";
import { chartScript, drawingScript, type LiveChart } from "./loader.js";

export interface LiveFigure extends LiveChart {
  /** A line below: how far it is. */
  readonly status: string;
}

const longestTitle = 300;
const longestAlt = 600;

/** Plotly's texts take the theme's ink; those on coloured ground keep theirs. */
const chartInk = [
  "[class$=tick] text",
  "text[class$=title]",
  ".legendtext",
  ".annotation-text",
  ".bartext",
  ".textpoint text",
  ".cbaxis text",
].join();
const style = [
  themeStyle,
  ".convscript .cs-title{font-size:15px;font-weight:600;margin:4px 0 6px;overflow-wrap:anywhere}",
  ".convscript .cs-body{overflow-x:auto}.convscript img{display:block;max-width:100%}",
  ".convscript .cs-status{color:var(--cs-muted);font-variant-numeric:tabular-nums}",
  `.convscript :is(${chartInk}){fill:var(--cs-ink)!important}`,
].join("");

export function figureHtml(figure: Figure, live?: LiveFigure): string {
  const { title, alt, body } = figure;
  switch (body.kind) {
    case "chart": {
      const picture = imageTag(stillChart(body.chart), alt);
      const script = chartScript(
        plotlyChart(body.chart, { appended: live !== undefined }),
        wideLayout(body.chart),
        live,
      );
      return framed(title, alt, picture, live?.status) + script;
    }
    case "drawing":
      return (
        framed(title, alt, imageTag(body, alt)) + (body.live ? liveScript(body, body.live) : "")
      );
    case "document":
      return framed(title, alt, body.html);
  }
}

/** The pictures inside a drawing are in the page once: its live form takes them from the still one. */
function liveScript({ svg }: Drawing, { html, script }: Live): string {
  const pictures = new Map(
    (svg.match(embedded) ?? []).map((uri, i) => [uri, i] as const).reverse(),
  );
  const shared = html.replace(embedded, (uri) => {
    const place = pictures.get(uri);
    return place === undefined ? uri : `data:#${place}`;
  });
  return drawingScript({ html: shared, script });
}

function framed(title: string, alt: string, content: string, status?: string): string {
  const heading = title === "" ? "" : `<div class="cs-title">${escaped(title, longestTitle)}</div>`;
  const below = status === undefined ? "" : `<div class="cs-status">${escapeHtml(status)}</div>`;
  const label = `role="figure" aria-label="${escaped(alt, longestAlt)}"`;
  return `<div class="convscript" ${label}><style>${style}</style>${heading}<div class="cs-body">${content}</div>${below}</div>`;
}

function imageTag({ svg, width }: Still | Drawing, alt: string): string {
  return `<img alt="${escaped(alt, longestAlt)}" width="${Math.round(width)}" src="${svgUri(svg)}">`;
}

function escaped(text: string, length: number): string {
  return escapeHtml(shortened(text, length));
}

/** Readable, and no longer for what is base64 already. */
function svgUri(svg: string): string {
  const uri = svg.replace(
    /[%#<>"'&\n\r\t]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `data:image/svg+xml;charset=utf-8,${uri}`;
}

/** A figure in every MIME type that a front end may want. In: a figure. Out: its bundle. */
import type { Figure } from "../views/figure.js";
import { plotlyChart } from "../views/plotly.js";
import { stillChart } from "../views/still.js";
import type { MimeBundle } from "./bundle.js";
import { figureHtml, type LiveFigure } from "./figureHtml.js";
import { raster } from "./raster.js";

export interface BundleOptions {
  readonly live?: LiveFigure;
  /** False where it is soon replaced: it takes some 50 ms. */
  readonly png?: boolean;
}

/** Characters of a bundle, and of one whose HTML alone is longer: a grid of hundreds of maps. */
const mostUsual = 100_000;
const mostLarge = 1_000_000;
/** Of metadata and of what JSON puts around texts. */
const around = 2000;

export function figureBundle(figure: Figure, { live, png = true }: BundleOptions = {}): MimeBundle {
  const html = figureHtml(figure, live);
  const chart = figure.body.kind === "chart" ? plotlyJson(figure, figure.body.chart) : null;
  const used = writtenLength({ html, text: figure.text, chart });
  const room = (used > mostUsual ? mostLarge : mostUsual) - used - around;
  const picture = png ? pictureOf(figure, room) : null;
  return {
    data: {
      "text/html": html,
      ...(chart ? { "application/vnd.plotly.v1+json": chart } : {}),
      ...(picture?.data ?? {}),
      "text/plain": figure.text,
    },
    metadata: picture?.metadata ?? {},
  };
}

type Chart = Parameters<typeof plotlyChart>[0];

function plotlyJson({ title }: Figure, chart: Chart): unknown {
  // A copy: the bundle is plain JSON, with no key whose value is undefined.
  return JSON.parse(JSON.stringify(plotlyChart(chart, { title })));
}

function writtenLength(value: unknown): number {
  return JSON.stringify(value).length;
}

/** Sharp on fine screens where it is small, and smaller than it is on the page only where it is huge. */
const usualScale = 1.5;
const finePixels = 5e5;
const mostPixels = 3e6;

/** What finds no room is left to the HTML. */
function pictureOf({ title, body }: Figure, room: number): MimeBundle | null {
  if (body.kind === "document") return null;
  const { svg, width, height } = body.kind === "chart" ? stillChart(body.chart, { title }) : body;
  const drawn = raster(svg, scaleOf(width * height), room);
  if (!drawn) return null;
  const size = { width: Math.round(width), height: Math.round(height) };
  return { data: { [drawn.type]: drawn.base64 }, metadata: { [drawn.type]: size } };
}

function scaleOf(area: number): number {
  const fine = Math.min(usualScale, Math.sqrt(finePixels / area));
  return Math.max(fine, Math.min(1, Math.sqrt(mostPixels / area)));
}

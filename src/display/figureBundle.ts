/** A figure in every MIME type that a front end may want. In: a figure. Out: its bundle. */
import type { Figure } from "../views/figure.js";
import { plotlyChart } from "../views/plotly.js";
import { stillChart } from "../views/still.js";
import type { MimeBundle } from "./bundle.js";
import { figureHtml, type LiveFigure } from "./figureHtml.js";
import { rasterPng } from "./raster.js";

export interface BundleOptions {
  readonly live?: LiveFigure;
  /** False where it is soon replaced: it takes some 50 ms. */
  readonly png?: boolean;
}

export function figureBundle(figure: Figure, { live, png = true }: BundleOptions = {}): MimeBundle {
  const picture = png ? pictureOf(figure) : null;
  return {
    data: {
      "text/html": figureHtml(figure, live),
      ...(figure.body.kind === "chart"
        ? { "application/vnd.plotly.v1+json": plotlyJson(figure, figure.body.chart) }
        : {}),
      ...(picture ? { "image/png": picture.png } : {}),
      "text/plain": figure.text,
    },
    metadata: picture ? { "image/png": { width: picture.width, height: picture.height } } : {},
  };
}

type Chart = Parameters<typeof plotlyChart>[0];

function plotlyJson({ title }: Figure, chart: Chart): unknown {
  // A copy: the bundle is plain JSON, with no key whose value is undefined.
  return JSON.parse(JSON.stringify(plotlyChart(chart, { title })));
}

interface Png {
  /** base64 */
  readonly png: string;
  readonly width: number;
  readonly height: number;
}

/** Sharp on fine screens where it is small, and smaller than it is on the page only where it is huge. */
const usualScale = 1.5;
const finePixels = 5e5;
const mostPixels = 3e6;
/** What is larger is left to the HTML. */
const mostBytes = 400_000;

function pictureOf({ title, body }: Figure): Png | null {
  if (body.kind === "document") return null;
  const { svg, width, height } = body.kind === "chart" ? stillChart(body.chart, { title }) : body;
  const scale = scaleOf(width * height);
  const bytes = rasterPng(svg, scale);
  if (bytes.length > mostBytes) return null;
  const png = bytes.toString("base64");
  return { png, width: Math.round(width), height: Math.round(height) };
}

function scaleOf(area: number): number {
  const fine = Math.min(usualScale, Math.sqrt(finePixels / area));
  return Math.max(fine, Math.min(1, Math.sqrt(mostPixels / area)));
}

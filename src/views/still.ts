/** A chart as a still picture for where no script runs. In: a chart. Out: an SVG of its own, light, and its size. */
import type { Chart, Mark, Panel } from "./chart.js";
import { chartLayout, labelSize, type Legend, type PanelBox } from "./chartLayout.js";
import { fitted } from "./chartText.js";
import { narrowWidth } from "./plotly.js";
import { axesSvg } from "./stillAxes.js";
import { markSvg } from "./stillMarks.js";
import { panelScales } from "./stillScales.js";
import { element, svgDocument, svgText } from "./svg.js";

export interface Still {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const titleHeight = 30;
const margin = 10;

export function stillChart(
  chart: Chart,
  { width = narrowWidth, title }: { readonly width?: number; readonly title?: string } = {},
): Still {
  const layout = chartLayout(chart, width, title === undefined ? 0 : titleHeight);
  const content = [
    title === undefined ? "" : titleSvg(title, width),
    legendSvg(layout.legend, layout.head),
    ...chart.panels.flatMap((panel, i) => {
      const box = layout.boxes[i];
      return box ? [panelSvg(panel, box, i)] : [];
    }),
  ].join("");
  return { svg: svgDocument(layout, content), width, height: layout.height };
}

function titleSvg(title: string, width: number): string {
  const text = fitted(title, width - 2 * margin, 15);
  return svgText(text, margin, 20, { "font-size": 15, "font-weight": "bold" });
}

function legendSvg({ entries, columns, entryWidth }: Legend, top: number): string {
  return entries
    .map(({ name, color }, i) => {
      const x = margin + (i % columns) * entryWidth;
      const y = top + 4 + Math.floor(i / columns) * 20;
      const swatch = element("rect", { x, y: y + 6, width: 22, height: 5, rx: 2, fill: color });
      return swatch + svgText(name, x + 30, y + 13, { "font-size": labelSize });
    })
    .join("");
}

function panelSvg(panel: Panel, box: PanelBox, index: number): string {
  const scales = panelScales(panel, box);
  const clip = `clip${index}`;
  const { left: x, top: y, width, height } = box;
  const marks = panel.marks.map((mark) => markSvg(mark, panel, scales, box)).join("");
  const title =
    panel.title === undefined
      ? ""
      : svgText(fitted(panel.title, width, 12), x, y - 9, { "font-weight": "bold" });
  const area = element("clipPath", { id: clip }, element("rect", { x, y, width, height }));
  const drawn = element("g", clipped(panel.marks) ? { "clip-path": `url(#${clip})` } : {}, marks);
  return area + title + axesSvg(panel, box, scales) + drawn;
}

/** Only lines leave their area, where an axis has a range of its own. */
function clipped(marks: readonly Mark[]): boolean {
  return marks.every(({ kind }) => kind === "line" || kind === "rule");
}

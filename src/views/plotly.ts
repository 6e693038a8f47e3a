/**
 * A chart as Plotly JSON. In: a chart and the width that it is laid out for. Out: traces and a layout, a few kB; no template, all
 * user text escaped (Plotly reads some HTML in it), names of categories as ticks, so that two may be alike.
 */
import type { Axis, Chart, Panel } from "./chart.js";
import {
  chartLayout,
  labelSize,
  tickSize,
  type CategoryTicks,
  type PanelBox,
} from "./chartLayout.js";
import { axisRange, hasTexts, type Side } from "./chartRange.js";
import { pointLabels } from "./pointLabels.js";
import { countTicks, logTicks } from "./plotlyTicks.js";
import { panelScales } from "./stillScales.js";
import { escapeHtml, shortened } from "./escape.js";
import { colorAxis, traces } from "./plotlyTraces.js";
import { fontFamily } from "./theme.js";

export interface PlotlyChart {
  readonly data: readonly object[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Grey that is read on both backgrounds; in our HTML, style sheets put the theme's ink over it. */
const ink = "#7a828c";
const grid = "rgba(128,134,142,0.24)";
const titleHeight = 34;
/** CSS pixels; in a column from here on, panels stand as in the wide layout. */
export const wideColumn = 1000;
export const narrowWidth = 700;

export const plotlyConfig = {
  responsive: true,
  displaylogo: false,
  modeBarButtons: [["toImage", "resetScale2d"]],
} as const;

export interface PlotlyOptions {
  readonly width?: number;
  readonly title?: string;
  /** Points will be appended to its lines. */
  readonly appended?: boolean;
}

/** With a title where nothing around the chart says it. */
export function plotlyChart(
  chart: Chart,
  { width = narrowWidth, title, appended = false }: PlotlyOptions = {},
): PlotlyChart {
  return {
    data: traces(chart, appended),
    layout: plotlyLayout(chart, width, title),
    config: plotlyConfig,
  };
}

/** What a wide column changes of the layout. */
export function wideLayout(chart: Chart): Readonly<Record<string, unknown>> {
  const narrow = plotlyLayout(chart, narrowWidth);
  const wide = plotlyLayout(chart, wideColumn);
  return Object.fromEntries(
    Object.entries(wide).filter(([key, value]) => !alike(value, narrow[key])),
  );
}

function alike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function plotlyLayout(chart: Chart, width: number, title?: string): Record<string, unknown> {
  const layout = chartLayout(chart, width, title === undefined ? 0 : titleHeight);
  const frame = { width: layout.width, height: layout.height };
  const axes = chart.panels.flatMap((panel, i) => {
    const box = layout.boxes[i];
    return box ? [...panelAxes(panel, box, frame, i)] : [];
  });
  return {
    height: layout.height,
    margin: { l: 0, r: 0, t: 0, b: 0, pad: 0 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: fontFamily, size: labelSize, color: ink },
    uirevision: 1,
    hovermode: lines(chart) ? "x" : "closest",
    hoverlabel: { align: "left", namelength: -1 },
    barmode: stacked(chart) ? "stack" : "group",
    bargap: hasNames(chart) ? 0.18 : 0.04,
    showlegend: layout.legend.entries.length > 0,
    legend: { orientation: "h", x: 0, y: 1 - layout.head / layout.height, yanchor: "top" },
    annotations: [
      ...titles(chart, layout.boxes, frame),
      ...rules(chart),
      ...names(chart, layout.boxes),
    ],
    shapes: ruleLines(chart),
    ...colorAxes(chart, layout.boxes, frame),
    ...(title === undefined ? {} : { title: titleOf(title) }),
    ...Object.fromEntries(axes),
  };
}

function titleOf(text: string): object {
  const shown = escapeHtml(shortened(text, 90));
  return { text: shown, font: { size: 15 }, x: 0, xanchor: "left", yref: "container", y: 0.99 };
}

function lines({ panels }: Chart): boolean {
  return panels.every(({ marks }) => marks.every(({ kind }) => kind === "line" || kind === "rule"));
}

function hasNames({ panels }: Chart): boolean {
  return panels.some(({ x, y }) => x.scale === "category" || y.scale === "category");
}

function stacked({ panels }: Chart): boolean {
  return panels.some(({ marks }) => marks.some((mark) => mark.kind === "bars" && mark.stacked));
}

interface Frame {
  readonly width: number;
  readonly height: number;
}

/** `xaxis`, `yaxis`, `xaxis2`, … */
export function axisNumber(panel: number): string {
  return panel === 0 ? "" : String(panel + 1);
}

/** A chart has one heat map at most. */
function colorAxes({ panels }: Chart, boxes: readonly PanelBox[], frame: Frame): object {
  const index = panels.findIndex(({ marks }) => marks.some(({ kind }) => kind === "heat"));
  const mark = panels[index]?.marks.find(({ kind }) => kind === "heat");
  const box = boxes[index];
  if (mark?.kind !== "heat" || !box) return {};
  const x = (box.left + box.width) / frame.width;
  const place = { x, y: 1 - box.top / frame.height, len: box.height / frame.height };
  return { coloraxis: colorAxis(mark, place) };
}

function panelAxes(
  panel: Panel,
  box: PanelBox,
  frame: Frame,
  index: number,
): readonly (readonly [string, object])[] {
  const number = axisNumber(index);
  const across = [box.left / frame.width, (box.left + box.width) / frame.width];
  const up = [1 - (box.top + box.height) / frame.height, 1 - box.top / frame.height];
  const axis = (side: Side, domain: readonly number[], anchor: string) => ({
    domain: domain.map((share) => Number(share.toFixed(4))),
    anchor,
    ...axisLook(panel, side, box),
  });
  return [
    [`xaxis${number}`, axis("x", across, `y${number}`)],
    [`yaxis${number}`, axis("y", up, `x${number}`)],
  ];
}

function axisLook(panel: Panel, side: Side, box: PanelBox): object {
  const [axis, ticks] = [panel[side], box[side]];
  return {
    title: { text: escapeHtml(axis.label), standoff: 6, font: { size: labelSize } },
    tickfont: { size: tickSize },
    ticks: "",
    ...(side === "y" ? { ticklabelstandoff: 4 } : {}),
    gridcolor: grid,
    zerolinecolor: grid,
    ...rangeOf(panel, side),
    ...(axis.scale === "category" ? categoryTicks(ticks) : numberTicks(axis)),
    ...(axis.scale === "log" ? logTicks(panelScales(panel, box)[side].ticks) : {}),
    ...(axis.format === "count" ? countTicks(axisRange(panel, side)) : {}),
  };
}

function rangeOf(panel: Panel, side: Side): object {
  const { scale, range, reversed = false } = panel[side];
  const named = panel.marks.some((mark) => mark.kind === "points" && mark.labels);
  if (scale !== "category" && !range && !named && !hasTexts(panel)) {
    return reversed ? { autorange: "reversed" } : {};
  }
  const [low, high] = axisRange(panel, side).map((end) => scaled(panel[side], end)) as [
    number,
    number,
  ];
  const ends = scale === "log" ? [Math.log10(low), Math.log10(high)] : [low, high];
  return { range: reversed ? ends.reverse() : ends };
}

/** Shares are drawn as per cent. */
export function scaled({ format }: Axis, value: number): number {
  return format === "percent" ? value * 100 : value;
}

function categoryTicks({ places, texts, slanted }: CategoryTicks): object {
  return {
    tickmode: "array",
    tickvals: places,
    ticktext: texts.map(escapeHtml),
    tickangle: slanted ? -40 : 0,
    showgrid: false,
    zeroline: false,
  };
}

function numberTicks({ scale, format = "number" }: Axis): object {
  return {
    ...(scale === "log" ? { type: "log" } : {}),
    separatethousands: true,
    exponentformat: format === "short" ? "SI" : "power",
    minexponent: format === "short" ? 3 : 6,
    hoverformat: format === "percent" ? ".1f" : format === "short" ? ".4~s" : ".4~g",
    ...(format === "percent" ? { ticksuffix: " %" } : {}),
    nticks: 7,
  };
}

function titles({ panels }: Chart, boxes: readonly PanelBox[], frame: Frame): readonly object[] {
  return panels.flatMap(({ title }, i) => {
    const box = boxes[i];
    if (title === undefined || !box) return [];
    const x = Number((box.left / frame.width).toFixed(4));
    const y = Number((1 - box.top / frame.height).toFixed(4));
    const text = `<b>${escapeHtml(shortened(title, Math.round(box.width / 7)))}</b>`;
    const place = { xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom" };
    return [{ text, x, y, yshift: 5, showarrow: false, ...place }];
  });
}

/** Of points: so many pixels from their point, which is where a chart of this width has room. */
function names({ panels }: Chart, boxes: readonly PanelBox[]): readonly object[] {
  return panels.flatMap((panel, i) => {
    const box = boxes[i];
    const ended = (axis: Axis, value: number) =>
      axis.scale === "log" ? Math.log10(value) : scaled(axis, value);
    return panel.marks.flatMap((mark) =>
      mark.kind === "points" && mark.labels && box
        ? pointLabels(mark, panelScales(panel, box), box).map((label) => ({
            text: escapeHtml(label.text),
            x: ended(panel.x, mark.x[label.index] ?? NaN),
            y: ended(panel.y, mark.y[label.index] ?? NaN),
            xref: `x${axisNumber(i)}`,
            yref: `y${axisNumber(i)}`,
            xshift: Math.round(label.left + label.width / 2 - label.point[0]),
            yshift: Math.round(label.point[1] - label.baseline + 4),
            showarrow: false,
            font: { size: tickSize },
          }))
        : [],
    );
  });
}

function rules({ panels }: Chart): readonly object[] {
  return panels.flatMap(({ x, marks }, panel) =>
    marks.flatMap((mark) => {
      if (mark.kind !== "rule") return [];
      const number = axisNumber(panel);
      return {
        text: escapeHtml(shortened(mark.label, 40)),
        x: scaled(x, mark.x),
        y: 1,
        xref: `x${number}`,
        yref: `y${number} domain`,
        yanchor: "top",
        xanchor: "right",
        showarrow: false,
        font: { size: tickSize },
      };
    }),
  );
}

function ruleLines({ panels }: Chart): readonly object[] {
  return panels.flatMap(({ x, marks }, panel) =>
    marks.flatMap((mark) => {
      if (mark.kind !== "rule") return [];
      const [number, at] = [axisNumber(panel), scaled(x, mark.x)];
      const ends = { x0: at, x1: at, y0: 0, y1: 1 };
      const place = { xref: `x${number}`, yref: `y${number} domain` };
      return { type: "line", ...ends, ...place, line: { color: ink, width: 1, dash: "dot" } };
    }),
  );
}

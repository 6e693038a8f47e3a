/** The marks of a chart as Plotly traces. */
import type { Axis, BarMark, Chart, HeatMark, LineMark, Mark, Panel, PointMark } from "./chart.js";
import { isNamed } from "./chartLayout.js";
import { barsLie } from "./chartRange.js";
import { rounded, valueText } from "./chartText.js";
import { escapeHtml, shortened } from "./escape.js";
import { colorStops, paletteColor } from "./theme.js";

/** `appended`: points will be appended to its lines, so that all of theirs are written out. */
export function traces({ panels }: Chart, appended: boolean): readonly object[] {
  const named = new Set<string>();
  return panels.flatMap((panel, i) =>
    panel.marks.flatMap((mark) => {
      if (mark.kind === "rule") return [];
      const axes = i === 0 ? {} : { xaxis: `x${i + 1}`, yaxis: `y${i + 1}` };
      return [{ ...trace(mark, panel, appended), ...axes, ...legendOf(mark, panel, named) }];
    }),
  );
}

/** A name that several panels share is in the legend once, and hides all of them. */
function legendOf(mark: Exclude<Mark, { kind: "rule" }>, panel: Panel, named: Set<string>): object {
  if (mark.kind === "heat") return {};
  const name = nameOf(mark.name);
  const shown = !named.has(name) && isNamed(panel)(mark);
  if (shown) named.add(name);
  return { name, legendgroup: name, ...(shown ? {} : { showlegend: false }) };
}

function nameOf(name: string): string {
  return escapeHtml(shortened(name, 60));
}

function trace(mark: Exclude<Mark, { kind: "rule" }>, panel: Panel, appended: boolean): object {
  switch (mark.kind) {
    case "line":
      return lineTrace(mark, panel, appended);
    case "bars":
      return barTrace(mark, panel);
    case "points":
      return pointTrace(mark, panel);
    case "heat":
      return heatTrace(mark);
  }
}

function lineTrace(mark: LineMark, { x, y }: Panel, appended: boolean): object {
  const color = paletteColor(mark.color);
  return {
    type: "scatter",
    mode: mark.points ? "lines+markers" : "lines",
    ...(appended ? { x: plotlyNumbers(mark.x, x) } : along(mark.x, x)),
    y: plotlyNumbers(mark.y, y),
    line: { color, width: mark.faint ? 1 : 2, ...(mark.dash ? { dash: "dash" } : {}) },
    ...(mark.points ? { marker: { color, size: 6 } } : {}),
    ...(mark.faint ? { opacity: 0.3, hoverinfo: "skip" } : hover(mark.hover)),
  };
}

/** Places that are evenly apart are two numbers. */
function along(x: readonly number[], axis: Axis, name: "x" | "y" = "x"): object {
  const [first = 0, second = 0] = x;
  const step = ((x.at(-1) ?? 0) - first) / (x.length - 1);
  const isEven = x.every((value, i) => Math.abs(first + i * step - value) < Math.abs(step) * 1e-3);
  return x.length > 8 && second !== first && isEven
    ? { [`${name}0`]: rounded(first, 9), [`d${name}`]: rounded(step, 9) }
    : { [name]: plotlyNumbers(x, axis) };
}

function barTrace(mark: BarMark, panel: Panel): object {
  const lying = barsLie(panel);
  const [names, across] = lying ? [panel.y, panel.x] : [panel.x, panel.y];
  const at = placesAlong(mark.at, names, lying ? "y" : "x");
  const values = plotlyNumbers(mark.values, across);
  const texts = mark.labels && !mark.stacked ? mark.labels.map(escapeHtml) : null;
  return {
    type: "bar",
    ...(lying ? { orientation: "h", x: values } : { y: values }),
    ...at,
    marker: { color: colors(mark.color) },
    ...(texts ? { text: texts, textposition: "outside", cliponaxis: false } : {}),
    ...(mark.hover ? hover(mark.hover) : barHover(mark, names, across, lying ? "x" : "y")),
  };
}

/** Plotly writes the value, which keeps the figure small: five digits are what it has. */
function barHover(mark: BarMark, along: Axis, across: Axis, axis: "x" | "y"): object {
  const number = across.format === "short" ? ".5~s" : ",.5~r";
  const value = `%{${axis}:${number}}${across.format === "percent" ? " %" : ""}`;
  const told = `<br>${nameOf(mark.name)}: ${value}<extra></extra>`;
  if (along.scale !== "category")
    return { hovertemplate: `%{${axis === "x" ? "y" : "x"}:.3~g}${told}` };
  const texts = mark.at.map((at) =>
    hoverText(typeof at === "number" ? (along.categories?.[at] ?? valueText(at)) : at),
  );
  return { hovertext: texts, hovertemplate: `%{hovertext}${told}` };
}

function pointTrace(mark: PointMark, { x, y }: Panel): object {
  const size = mark.size?.map((radius) => rounded(radius * 2, 3));
  return {
    type: "scatter",
    mode: "markers",
    x: plotlyNumbers(mark.x, x),
    y: plotlyNumbers(mark.y, y),
    marker: { color: colors(mark.color), size: size ?? 8, opacity: 0.8 },
    ...hover(mark.hover),
  };
}

function heatTrace(mark: HeatMark): object {
  const labels = mark.labels?.map((row) => row.map(escapeHtml));
  return {
    type: "heatmap",
    z: mark.values.map((row) => plotlyNumbers(row)),
    coloraxis: "coloraxis",
    xgap: 1,
    ygap: 1,
    ...(labels ? { text: labels, texttemplate: "%{text}", textfont: { size: 10 } } : {}),
    ...(mark.hover
      ? { hovertext: mark.hover.map((row) => row.map(hoverText)), hoverinfo: "text" }
      : {}),
  };
}

/** Its bar stands beside the panel, in shares of the figure. */
export function colorAxis(
  { values, unit }: HeatMark,
  place: { readonly x: number; readonly y: number; readonly len: number },
): object {
  const signed = values.some((row) => row.some((value) => value < 0));
  const stops = colorStops[signed ? "diverging" : "blues"];
  return {
    colorscale: stops.map((color, i) => [rounded(i / (stops.length - 1), 4), color]),
    ...(signed ? { cmid: 0 } : { cmin: 0 }),
    colorbar: {
      ...place,
      yanchor: "top",
      xpad: 8,
      ypad: 0,
      thickness: 12,
      outlinewidth: 0,
      tickfont: { size: 10 },
      title: { text: escapeHtml(shortened(unit, 24)), side: "right" },
    },
  };
}

function hover(texts: readonly string[] | undefined): object {
  return texts ? { hovertext: texts.map(hoverText), hoverinfo: "text" } : {};
}

function hoverText(text: string): string {
  return text
    .split("\n")
    .slice(0, 12)
    .map((line) => escapeHtml(shortened(line, 90)))
    .join("<br>");
}

function colors(color: number | readonly number[]): string | readonly string[] {
  return typeof color === "number" ? paletteColor(color) : color.map(paletteColor);
}

/** Places on a category axis are numbers; a name stands for its first place. */
function placesAlong(at: BarMark["at"], axis: Axis, name: "x" | "y"): object {
  const found = new Map((axis.categories ?? []).map((name, i) => [name, i] as const).reverse());
  const numbers = at.map((place) => (typeof place === "number" ? place : (found.get(place) ?? -1)));
  return along(numbers, axis, name);
}

/** Five digits are more than a screen shows; what is not finite is a gap. */
export function plotlyNumbers(values: readonly number[], axis?: Axis): readonly (number | null)[] {
  const factor = axis?.format === "percent" ? 100 : 1;
  return values.map((value) => (Number.isFinite(value) ? rounded(value * factor, 5) : null));
}

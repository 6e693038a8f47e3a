/** The marks of a still chart. */
import type { BarMark, HeatMark, LineMark, Mark, Panel, PointMark, RuleMark } from "./chart.js";
import { tickSize, type PanelBox } from "./chartLayout.js";
import { barStep, barsLie } from "./chartRange.js";
import { fitted, textWidth } from "./chartText.js";
import { pointLabels } from "./pointLabels.js";
import { heatSvg } from "./stillHeat.js";
import type { PanelScales } from "./stillScales.js";
import { element, pixels, svgText } from "./svg.js";
import { light, paletteColor } from "./theme.js";

export function markSvg(mark: Mark, panel: Panel, scales: PanelScales, box: PanelBox): string {
  switch (mark.kind) {
    case "line":
      return lineSvg(mark, scales);
    case "bars":
      return barsSvg(mark, panel, scales);
    case "points":
      return pointsSvg(mark, scales, box);
    case "heat":
      return heatSvg(mark satisfies HeatMark, scales, box);
    case "rule":
      return ruleSvg(mark, scales, box);
  }
}

function lineSvg(mark: LineMark, { x, y }: PanelScales): string {
  const places = mark.x.map((at, i) => [x.place(at), y.place(mark.y[i] ?? NaN)] as const);
  const look = {
    fill: "none",
    stroke: paletteColor(mark.color),
    "stroke-width": mark.faint ? 1 : 2,
    "stroke-linejoin": "round",
    "stroke-dasharray": mark.dash ? "6 4" : undefined,
    opacity: mark.faint ? 0.35 : undefined,
  };
  const dots = mark.points
    ? places.filter(isDrawn).map(([cx, cy]) => dot(cx, cy, 3, paletteColor(mark.color)))
    : [];
  return element("path", { d: pathOf(places), ...look }) + dots.join("");
}

type Place = readonly [x: number, y: number];

function isDrawn([x, y]: Place): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

/** A value that is not finite is a gap. */
function pathOf(places: readonly Place[]): string {
  return places
    .map((place, i) => {
      if (!isDrawn(place)) return "";
      const before = places[i - 1];
      return `${before && isDrawn(before) ? "L" : "M"}${pixels(place[0])} ${pixels(place[1])}`;
    })
    .join("");
}

function dot(cx: number, cy: number, r: number, fill: string): string {
  return element("circle", { cx, cy, r, fill, "fill-opacity": r > 4 ? 0.7 : undefined });
}

function colorOf(color: number | readonly number[], index: number): string {
  return paletteColor(typeof color === "number" ? color : (color[index] ?? 0));
}

function barsSvg(mark: BarMark, panel: Panel, scales: PanelScales): string {
  const bars = barRects(mark, panel, scales);
  const labels = mark.stacked ? [] : bars.map(({ rect, text }) => barLabel(text, rect, panel));
  return barShapes(mark, bars) + labels.join("");
}

interface Bar {
  readonly rect: Rect;
  readonly index: number;
  readonly text: string;
}

function barRects(mark: BarMark, panel: Panel, scales: PanelScales): readonly Bar[] {
  const lying = barsLie(panel);
  const [along, across] = lying ? [scales.y, scales.x] : [scales.x, scales.y];
  const place = placing(mark, panel);
  const { offset, share } = shareOf(mark, panel);
  const step = Math.abs(along.place(place.step) - along.place(0));
  return mark.values.flatMap((value, index) => {
    const base = place.base(index);
    const from = across.place(base === 0 ? across.floor : base);
    const to = across.place(base + value);
    if (!Number.isFinite(to) || value === 0) return [];
    const start = along.place(place.at(index)) + step * (offset - share / 2);
    const [low, size] = [Math.min(from, to), Math.max(0.5, Math.abs(to - from))];
    const rect = lying
      ? { x: low, y: start, width: size, height: step * share }
      : { x: start, y: low, width: step * share, height: size };
    return [{ rect, index, text: mark.labels?.[index] ?? "" }];
  });
}

/** Bars of one colour are one path, which takes a third of the text. */
function barShapes({ color }: BarMark, bars: readonly Bar[]): string {
  if (typeof color !== "number") {
    return bars
      .map(({ rect, index }) => element("rect", { ...rect, fill: colorOf(color, index) }))
      .join("");
  }
  const d = bars.map(({ rect: { x, y, width, height } }) => {
    const [w, h] = [pixels(width), pixels(height)];
    return `M${pixels(x)} ${pixels(y)}h${w}v${h}h-${w}z`;
  });
  return d.length === 0 ? "" : element("path", { d: d.join(""), fill: paletteColor(color) });
}

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Beyond its end, where it has room. */
function barLabel(text: string, { x, y, width, height }: Rect, panel: Panel): string {
  if (text === "") return "";
  if (barsLie(panel))
    return height < 8 ? "" : svgText(text, x + width + 5, y + height / 2 + 4, small);
  if (textWidth(text, tickSize) > width + 8) return "";
  return svgText(text, x + width / 2, y - 4, { ...small, "text-anchor": "middle" });
}

const small = { "font-size": tickSize };

interface Placing {
  readonly at: (index: number) => number;
  /** Where it begins: on the bars below it, where they are stacked. */
  readonly base: (index: number) => number;
  readonly step: number;
}

function placing(mark: BarMark, panel: Panel): Placing {
  const categories = (barsLie(panel) ? panel.y : panel.x).categories;
  const at = (index: number) => {
    const place = mark.at[index] ?? 0;
    return typeof place === "number" ? place : (categories?.indexOf(place) ?? -1);
  };
  const below = mark.stacked ? barsOf(panel).slice(0, barsOf(panel).indexOf(mark)) : [];
  const base = (index: number) => below.reduce((sum, one) => sum + (one.values[index] ?? 0), 0);
  const numbers = mark.at.filter((place) => typeof place === "number");
  return { at, base, step: categories ? 1 : barStep(numbers) };
}

function barsOf({ marks }: Panel): readonly BarMark[] {
  return marks.filter((mark): mark is BarMark => mark.kind === "bars");
}

/** Of the room for one place: where the bar's middle lies and how wide it is. */
function shareOf(mark: BarMark, panel: Panel): { readonly offset: number; readonly share: number } {
  const bars = barsOf(panel);
  const beside = mark.stacked ? 1 : Math.max(1, bars.length);
  const share =
    (panel.x.scale === "category" || panel.y.scale === "category" ? 0.82 : 0.96) / beside;
  const index = mark.stacked ? 0 : bars.indexOf(mark);
  const along = barsLie(panel) ? panel.y : panel.x;
  const direction = barsLie(panel) && !along.reversed ? -1 : 1;
  return { offset: direction * (index - (beside - 1) / 2) * share, share };
}

function pointsSvg(mark: PointMark, { x, y }: PanelScales, box: PanelBox): string {
  const dots = mark.x.map((value, i) => {
    const [cx, cy] = [x.place(value), y.place(mark.y[i] ?? NaN)];
    return isDrawn([cx, cy]) ? dot(cx, cy, mark.size?.[i] ?? 4, colorOf(mark.color, i)) : "";
  });
  const labels = pointLabels(mark, { x, y }, box).map(({ text, left, baseline }) =>
    svgText(text, left, baseline, small),
  );
  return dots.join("") + labels.join("");
}

function ruleSvg({ x: at, label }: RuleMark, { x }: PanelScales, box: PanelBox): string {
  const place = x.place(at);
  const d = `M${pixels(place)} ${pixels(box.top)}V${pixels(box.top + box.height)}`;
  const text = fitted(label, box.width / 2, tickSize);
  const before = place - box.left > textWidth(text, tickSize) + 8;
  return (
    element("path", { d, stroke: light.muted, "stroke-dasharray": "2 3", fill: "none" }) +
    svgText(text, place + (before ? -5 : 5), box.top + 11, {
      ...small,
      fill: light.muted,
      "text-anchor": before ? "end" : "start",
    })
  );
}

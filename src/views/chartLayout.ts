/**
 * Where the parts of a chart lie at a width: panels in rows, room for axis texts, the legend's lines. In: a chart, CSS pixels.
 * Out: rectangles that Plotly and the still picture share.
 */
import type { Axis, BarMark, Chart, LineMark, Mark, Panel, PointMark } from "./chart.js";
import { fitted, textWidth } from "./chartText.js";
import { paletteColor } from "./theme.js";

export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  /** Pixels above the legend. */
  readonly head: number;
  readonly legend: Legend;
  readonly boxes: readonly PanelBox[];
}

export interface Legend {
  readonly entries: readonly { readonly name: string; readonly color: string }[];
  readonly columns: number;
  readonly entryWidth: number;
  readonly height: number;
}

/** The area between the axes. */
export interface PanelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The left and the lower edge of its room, axes included. */
  readonly start: number;
  readonly bottom: number;
  readonly x: CategoryTicks;
  readonly y: CategoryTicks;
}

/** The places of a category axis that are labelled, and with what; empty on other axes. */
export interface CategoryTicks {
  readonly places: readonly number[];
  readonly texts: readonly string[];
  readonly slanted: boolean;
}

export const tickSize = 11;
export const labelSize = 12;
const legendRow = 20;
const mostLegendRows = 6;
/** Of the steepness of slanted labels, 40 degrees. */
const slope = { sin: 0.643, cos: 0.766 };
const longestSlanted = 110;

export function chartLayout(chart: Chart, width: number, head: number): ChartLayout {
  const legend = legendOf(chart, width);
  const columns = columnsFor(chart, width);
  let height = head + legend.height;
  const boxes: PanelBox[] = [];
  for (let first = 0; first < chart.panels.length; first += columns) {
    const row = chart.panels.slice(first, first + columns);
    const own = row.map((panel) => panel.height ?? chart.height);
    // The last row fills the width too.
    const slot = { width: width / row.length, height: Math.max(...own) };
    boxes.push(
      ...row.map((panel, i) => panelBox(panel, slot, { left: i * slot.width, top: height })),
    );
    height += slot.height;
  }
  return { width, height, head, legend, boxes };
}

/** Names on an axis take room, so such panels stand beside each other only in a wide column. */
function columnsFor({ panels }: Chart, width: number): number {
  const named = panels.some(({ x, y }) => x.scale === "category" || y.scale === "category");
  const most = width < 500 ? 1 : width < 1000 ? (named ? 1 : 2) : named ? 2 : 4;
  return Math.max(1, Math.min(most, panels.length));
}

function legendOf({ panels }: Chart, width: number): Legend {
  const named = panels.flatMap((panel) =>
    panel.marks.filter(isNamed(panel)).map(({ name, color }) => {
      const [first = 0] = typeof color === "number" ? [color] : color;
      return [name, paletteColor(first)] as const;
    }),
  );
  const entries = Array.from(new Map(named), ([name, color]) => ({
    name: fitted(name, 240, labelSize),
    color,
  }));
  if (entries.length < 2) return { entries: [], columns: 1, entryWidth: 0, height: 0 };
  const entryWidth = Math.max(...entries.map(({ name }) => textWidth(name, labelSize))) + 48;
  const columns = Math.max(1, Math.floor(width / entryWidth));
  const rows = Math.min(mostLegendRows, Math.ceil(entries.length / columns));
  return {
    entries: entries.slice(0, rows * columns),
    columns,
    entryWidth,
    height: rows * legendRow + 6,
  };
}

/** Whether the legend says what a mark is; where it is alone, the panel's title does. */
export function isNamed({ title, marks }: Panel): (mark: Mark) => mark is NamedMark {
  const named = (mark: Mark): mark is NamedMark =>
    mark.kind === "line" ? !mark.faint : mark.kind === "bars" || mark.kind === "points";
  const isAlone = title !== undefined && marks.filter(named).length < 2;
  return (mark): mark is NamedMark => named(mark) && !isAlone;
}

type NamedMark = LineMark | BarMark | PointMark;

interface Size {
  readonly width: number;
  readonly height: number;
}

function panelBox(
  panel: Panel,
  slot: Size,
  at: { readonly left: number; readonly top: number },
): PanelBox {
  const top = panel.title === undefined ? 12 : 28;
  const y = verticalTicks(panel.y, slot.height - top - 44, slot.width * 0.36);
  const left = axisRoom(panel.y, y.texts) + (panel.y.label === "" ? 4 : 20);
  const heat = panel.marks.some(({ kind }) => kind === "heat");
  const right = heat ? 78 : 18;
  const width = Math.max(40, slot.width - left - right);
  const x = horizontalTicks(panel.x, width);
  const bottom = horizontalRoom(x) + (panel.x.label === "" ? 4 : 20);
  const height = Math.max(30, slot.height - top - bottom);
  const room = { start: at.left, bottom: at.top + slot.height };
  return { left: at.left + left, top: at.top + top, width, height, ...room, x, y };
}

function axisRoom({ scale }: Axis, texts: readonly string[]): number {
  if (scale !== "category") return 48;
  return Math.max(16, ...texts.map((text) => textWidth(text, tickSize))) + 8;
}

const noTicks: CategoryTicks = { places: [], texts: [], slanted: false };

function verticalTicks(axis: Axis, height: number, most: number): CategoryTicks {
  if (axis.scale !== "category") return noTicks;
  return ticksEvery(axis, Math.ceil((12 * count(axis)) / height), most, false);
}

function horizontalTicks(axis: Axis, width: number): CategoryTicks {
  if (axis.scale !== "category") return noTicks;
  const room = width / Math.max(1, count(axis));
  const widest = Math.max(0, ...(axis.categories ?? []).map((text) => textWidth(text, tickSize)));
  if (widest <= room - 6) return ticksEvery(axis, 1, room, false);
  return ticksEvery(axis, Math.ceil(14 / room), longestSlanted, true);
}

function horizontalRoom({ texts, slanted }: CategoryTicks): number {
  if (!slanted) return 22;
  return Math.max(...texts.map((text) => textWidth(text, tickSize))) * slope.sin + 18;
}

function count({ categories = [] }: Axis): number {
  return categories.length;
}

function ticksEvery(axis: Axis, step: number, width: number, slanted: boolean): CategoryTicks {
  const every = Math.max(1, step);
  const places = Array.from({ length: Math.ceil(count(axis) / every) }, (_, i) => i * every);
  const texts = places.map((place) => fitted(axis.categories?.[place] ?? "", width, tickSize));
  return { places, texts, slanted };
}

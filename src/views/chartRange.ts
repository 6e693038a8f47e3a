/** How far an axis reaches where nothing sets it: its data, bars from 0, a little air. */
import type { BarMark, Mark, Panel } from "./chart.js";

export type Side = "x" | "y";
export type Range = readonly [low: number, high: number];

export function axisRange(panel: Panel, side: Side): Range {
  const axis = panel[side];
  if (axis.scale === "category") return [-0.5, Math.max(1, axis.categories?.length ?? 0) - 0.5];
  if (axis.range) return axis.range;
  const values = panel.marks
    .flatMap((mark) => valuesOf(panel, mark, side))
    .filter((value) => Number.isFinite(value) && (axis.scale !== "log" || value > 0));
  const range = padded(extent(values), panel, side);
  return hasTexts(panel) && growsAlong(panel, side) && axis.scale === "linear"
    ? [range[0], range[1] * 1.15]
    : range;
}

/** Texts at the ends of bars need room of their own. */
export function hasTexts({ marks }: Panel): boolean {
  return marks.some((mark) => mark.kind === "bars" && mark.labels && !mark.stacked);
}

/** Bars lie where only the vertical axis has names. */
export function barsLie({ x, y }: Panel): boolean {
  return y.scale === "category" && x.scale !== "category";
}

function growsAlong(panel: Panel, side: Side): boolean {
  return panel.marks.some(({ kind }) => kind === "bars") && side === (barsLie(panel) ? "x" : "y");
}

function valuesOf(panel: Panel, mark: Mark, side: Side): readonly number[] {
  switch (mark.kind) {
    case "line":
    case "points":
      return mark[side];
    case "bars":
      return growsAlong(panel, side) ? ends(panel, mark) : sides(mark);
    case "rule":
      return side === "x" ? [mark.x] : [];
    case "heat":
      return [];
  }
}

/** Of stacked bars the sums. */
function ends({ marks }: Panel, mark: BarMark): readonly number[] {
  if (!mark.stacked) return mark.values;
  const stacked = marks.filter(
    (one): one is BarMark => one.kind === "bars" && one.stacked === true,
  );
  return mark.values.map((_, i) => stacked.reduce((sum, one) => sum + (one.values[i] ?? 0), 0));
}

function sides({ at }: BarMark): readonly number[] {
  const places = at.filter((place) => typeof place === "number");
  const half = barStep(places) / 2;
  return places.flatMap((place) => [place - half, place + half]);
}

/** The distance between bars that stand at numbers. */
export function barStep(places: readonly number[]): number {
  const [first, second] = places;
  return first === undefined || second === undefined ? 1 : Math.abs(second - first);
}

function extent(values: readonly number[]): Range | null {
  if (values.length === 0) return null;
  return values.reduce<Range>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

/** What stands at the edge is drawn whole: bubbles with their radius, of a panel of about 400 pixels. */
function airOf({ marks }: Panel): number {
  const radii = marks.flatMap((mark) => (mark.kind === "points" ? (mark.size ?? []) : []));
  return Math.max(0.05, (1.3 * Math.max(0, ...radii)) / 400);
}

function padded(found: Range | null, panel: Panel, side: Side): Range {
  const [low, high] = found ?? [0, 1];
  const air = airOf(panel);
  if (panel[side].scale === "log") {
    const factor = (high / low) ** air * 1.2;
    return found ? [low / factor, high * factor] : [0.1, 1];
  }
  const fromZero = growsAlong(panel, side);
  const bottom = fromZero ? Math.min(0, low) : low;
  const room = (high - bottom || Math.abs(high) || 1) * air;
  return [fromZero && bottom === 0 ? 0 : bottom - room, high + room];
}

/** Where the names of points stand: beside their point, on no other name and, where there is room, on no other point. */
import type { PointMark } from "./chart.js";
import { tickSize, type PanelBox } from "./chartLayout.js";
import { fitted, textWidth } from "./chartText.js";
import type { PanelScales } from "./stillScales.js";

export interface PointLabel {
  /** The point that it names, and its place in pixels. */
  readonly index: number;
  readonly point: readonly [x: number, y: number];
  readonly text: string;
  readonly left: number;
  readonly width: number;
  readonly baseline: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const height = 13;
/** From the top of a label to its baseline. */
const ascent = 10;
const widest = 170;
/** A name on a name is read by nobody; one on another point is. */
const nameWeight = 10;

/** One after the other, each where it hides least: above, below, right, left, then farther off. */
export function pointLabels(
  mark: PointMark,
  { x, y }: PanelScales,
  panel: PanelBox,
): readonly PointLabel[] {
  const points = mark.x.map((value, i) => [x.place(value), y.place(mark.y[i] ?? NaN)] as const);
  const bubbles = points.map(([cx, cy], i): Box => {
    const radius = mark.size?.[i] ?? 4;
    return { left: cx - radius, top: cy - radius, width: 2 * radius, height: 2 * radius };
  });
  const placed: (PointLabel & Box)[] = [];
  (mark.labels ?? []).forEach((label, index) => {
    const [point, bubble] = [points[index], bubbles[index]];
    if (!point?.every(Number.isFinite) || !bubble) return;
    const text = fitted(label, widest, tickSize);
    const width = textWidth(text, tickSize);
    const cost = (box: Box) =>
      placed.reduce((sum, other) => sum + nameWeight * shared(box, other), 0) +
      bubbles.reduce((sum, other) => sum + (other === bubble ? 0 : shared(box, other)), 0);
    const places = placesAround(bubble, width).map((box) => within(box, panel));
    const best = places.reduce((a, b) => (cost(b) < cost(a) - 1 ? b : a));
    placed.push({ ...best, index, point, text, baseline: best.top + ascent });
  });
  return placed;
}

function placesAround({ left, top, width: wide }: Box, width: number): readonly Box[] {
  const [x, y, right, bottom] = [left + wide / 2 - width / 2, top, left + wide, top + wide];
  const level = top + wide / 2 - height / 2;
  const near = [
    [x, y - height - 2],
    [x, bottom + 2],
    [right + 3, level],
    [left - width - 3, level],
  ];
  const corners = [-1, 0, 1].flatMap((row) => [
    [right + 3, level + row * (height + wide / 4)],
    [left - width - 3, level + row * (height + wide / 4)],
  ]);
  const far = [1, 2].flatMap((step) => [
    [x, y - 2 - (1 + step) * height],
    [x, bottom + 2 + step * height],
  ]);
  return [...near, ...corners, ...far].map(([at = 0, up = 0]) => ({
    left: at,
    top: up,
    width,
    height,
  }));
}

function within(box: Box, panel: PanelBox): Box {
  const clamped = (at: number, low: number, high: number) => Math.max(low, Math.min(at, high));
  return {
    ...box,
    left: clamped(box.left, panel.left, panel.left + panel.width - box.width),
    top: clamped(box.top, panel.top, panel.top + panel.height - box.height),
  };
}

/** Square pixels that two boxes share. */
function shared(a: Box, b: Box): number {
  const across = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const down = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return Math.max(0, across) * Math.max(0, down);
}

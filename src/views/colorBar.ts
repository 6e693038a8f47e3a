/** The legend of a colour map: a bar with its ends in numbers. In: a map and a range. Out: SVG. */
import type { Ink } from "./ink.js";
import type { Range } from "./pixels.js";
import { element, svgText } from "./svg.js";
import { colorStops, type ColorMapName } from "./theme.js";

export interface ColorBar {
  readonly map: ColorMapName;
  readonly low: string;
  readonly high: string;
  /** What the colours stand for. */
  readonly label: string;
}

export const barHeight = 34;

/** At the top left corner `x`, `y`; `id` tells bars on one page apart. */
export function colorBar(
  { map, low, high, label }: ColorBar,
  x: number,
  y: number,
  ink: Ink,
): string {
  const stops = colorStops[map];
  const each = 150 / stops.length;
  const bar = stops.map((color, i) =>
    element("rect", { x: x + i * each, y, width: each + 0.5, height: 10, fill: color }),
  );
  const frame = element("rect", { x, y, width: 150.5, height: 10, fill: "none", stroke: ink.line });
  return [
    ...bar,
    frame,
    svgText(low, x, y + 24, { "font-size": 11, fill: ink.muted }),
    svgText(high, x + 150, y + 24, { "font-size": 11, fill: ink.muted, "text-anchor": "end" }),
    svgText(label, x + 162, y + 10, { "font-size": 11, fill: ink.muted }),
  ].join("");
}

/** Three digits are enough beside a colour, `−` is a minus. */
export function shortNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value))
    return Number.isNaN(value) ? "not a number" : `${value > 0 ? "" : "−"}∞`;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e5 || size < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(digits)));
  return text.replace("-", "−");
}

export function rangeTexts({ low, high }: Range): { readonly low: string; readonly high: string } {
  return { low: shortNumber(low), high: shortNumber(high) };
}

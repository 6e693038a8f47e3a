/** Data to pixels, for the still picture. */
import { scaleLinear, scaleLog } from "d3-scale";
import type { NumberFormat, Panel } from "./chart.js";
import type { PanelBox } from "./chartLayout.js";
import { axisRange, type Range, type Side } from "./chartRange.js";

export interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
  /** Where bars begin: 0, or the lower end of a logarithmic axis, which has none. */
  readonly floor: number;
}

export interface PanelScales {
  readonly x: Scale;
  readonly y: Scale;
}

export function panelScales(panel: Panel, box: PanelBox): PanelScales {
  const right = box.left + box.width;
  const bottom = box.top + box.height;
  return {
    x: scaleOf(panel, "x", [box.left, right], Math.max(2, Math.round(box.width / 90))),
    y: scaleOf(panel, "y", [bottom, box.top], Math.max(2, Math.round(box.height / 45))),
  };
}

function scaleOf(panel: Panel, side: Side, ends: [number, number], count: number): Scale {
  const { scale: kind, reversed = false, format } = panel[side];
  const pixels = reversed ? ([ends[1], ends[0]] as const) : ends;
  const range = axisRange(panel, side);
  const isLog = kind === "log";
  const scale = (isLog ? scaleLog() : scaleLinear()).domain(range).range(pixels);
  return {
    place: (value) => scale(value),
    ticks: isLog ? logTicks(range, count) : evenTicks(scale.ticks(count), format),
    floor: isLog ? range[0] : 0,
  };
}

function evenTicks(ticks: readonly number[], format?: NumberFormat): readonly number[] {
  return format === "count" ? ticks.filter(Number.isInteger) : ticks;
}

/** Powers of ten where there are some, else what d3 takes. */
function logTicks([low, high]: Range, count: number): readonly number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const powers = Math.floor(Math.log10(high) + 1e-9) - first + 1;
  if (powers < 2) return scaleLinear().domain([low, high]).ticks(count);
  const step = Math.ceil(powers / Math.max(count, 2));
  return Array.from({ length: Math.ceil(powers / step) }, (_, i) => 10 ** (first + i * step));
}

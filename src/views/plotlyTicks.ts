/** Ticks as Plotly wants them said. In: those of the still picture, or a range. Out: part of an axis. */
import type { Range } from "./chartRange.js";
import { rounded } from "./chartText.js";

/** Powers of ten, or even steps: left alone, Plotly writes what lies between powers of ten in smaller figures. */
export function logTicks([first = 1, second = 10 * first]: readonly number[]): object {
  const powers = Math.log10(second / first);
  return Number.isInteger(Math.round(powers * 1e6) / 1e6)
    ? { tick0: Math.round(Math.log10(first)), dtick: Math.round(powers) }
    : { tick0: first, dtick: `L${rounded(second - first, 9)}` };
}

/** Whole numbers: left alone, Plotly counts a few things in halves. */
export function countTicks([low, high]: Range): object {
  return high - low < 8 ? { dtick: 1 } : {};
}

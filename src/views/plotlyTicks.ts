/** Ticks of a logarithmic axis, as Plotly wants them said. In: those of the still picture. Out: part of an axis. */
import { rounded } from "./chartText.js";

/** Powers of ten, or even steps: left alone, Plotly writes what lies between powers of ten in smaller figures. */
export function logTicks([first = 1, second = 10 * first]: readonly number[]): object {
  const powers = Math.log10(second / first);
  return Number.isInteger(Math.round(powers * 1e6) / 1e6)
    ? { tick0: Math.round(Math.log10(first)), dtick: Math.round(powers) }
    : { tick0: first, dtick: `L${rounded(second - first, 9)}` };
}

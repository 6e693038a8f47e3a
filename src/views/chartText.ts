/** Words and numbers of charts: how they are written, how wide they are. */
import { eastAsianWidth } from "get-east-asian-width";
import { formatCount } from "../network/wording.js";
import type { NumberFormat } from "./chart.js";
import { shortCount } from "./summaryNumbers.js";
import { percent } from "./terminalProgress.js";

/** A value to be read: 1,234.5 / 12.3 % / 1.234 M; a word where it is not finite. */
export function valueText(value: number, format: NumberFormat = "number"): string {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "infinity" : "-infinity";
  if (format === "percent") return percent(value);
  if (format === "short" && Math.abs(value) >= 10_000) return shortCount(value);
  return formatCount(rounded(value, 4));
}

/** So many significant digits; whole numbers stay whole. */
export function rounded(value: number, digits: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(digits));
}

/** A tick's text; ticks are round already. */
export function tickText(value: number, format: NumberFormat = "number"): string {
  if (format === "percent") return `${formatCount(rounded(value * 100, 6))} %`;
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-4) return value.toExponential().replace("e-", "e−");
  if (format === "short" && size >= 1000) return shortTick(value);
  return formatCount(rounded(value, 6));
}

function shortTick(value: number): string {
  const steps = Math.min(5, Math.floor(Math.log10(Math.abs(value)) / 3 + 1e-9));
  return `${rounded(value / 1000 ** steps, 4)} ${["", "k", "M", "G", "T", "P"][steps] ?? ""}`;
}

/** About as wide as DejaVu Sans, in pixels. */
export function textWidth(text: string, size: number): number {
  return Array.from(text).reduce((sum, sign) => sum + signWidth(sign), 0) * size;
}

function signWidth(sign: string): number {
  if (/[ijl.,:;'|!()[\]ftrI ]/.test(sign)) return 0.39;
  if (/[a-z0-9−×%+=<>_-]/.test(sign)) return 0.63;
  return eastAsianWidth(sign.codePointAt(0) ?? 32) === 2 ? 1.05 : 0.75;
}

/** The beginning of a text that is no wider than so many pixels. */
export function fitted(text: string, width: number, size: number): string {
  if (textWidth(text, size) <= width) return text;
  const signs = Array.from(text.slice(0, 400));
  while (signs.length > 1 && textWidth(`${signs.join("")}…`, size) > width) signs.pop();
  return `${signs.join("").trimEnd()}…`;
}

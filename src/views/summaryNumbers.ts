/** Numbers of a table: exact where there is room, short where not; bars for shares. */
import { formatCount } from "../network/wording.js";

const units = ["", " k", " M", " G", " T", " P"];

/** 138.4 M; up to 9,999 exactly. */
export function shortCount(value: number): string {
  return value < 10_000 ? formatCount(value) : scaled(value);
}

/** 553.4 MB: decimal units. */
export function byteCount(value: number): string {
  return `${value < 1000 ? `${value} ` : scaled(value)}B`;
}

function scaled(value: number): string {
  if (!Number.isFinite(value)) return "?";
  let unit = 0;
  let rest = value;
  while (rest >= 999.95 && unit < units.length - 1) [rest, unit] = [rest / 1000, unit + 1];
  return `${rest >= 1000 ? Math.round(rest) : rest.toPrecision(4)}${units[unit] ?? ""}`;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of `share` (0 to 1) of the width, in eighths of a character; whatever is above 0 is seen. */
export function bar(share: number, width: number): string {
  if (!(share > 0)) return "";
  const steps = Math.max(1, Math.round(Math.min(share, 1) * width * 8));
  return "█".repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? "");
}

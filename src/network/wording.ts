/** How numbers and shapes read in messages and tables. */
import type { Pair, Shape } from "./network.js";

/** 25,088. Loading the number formats of the platform would cost 10 ms at every start. */
export function formatCount(value: number): string {
  return Number.isNaN(value) ? "?" : String(value).replace(/(?<!\..*)\B(?=(\d{3})+(\.|$))/g, ",");
}

/** `224x224x64`; a vector is its length; `?` for what is not known. */
export function formatShape(shape: Shape): string {
  return shape.map((n) => (Number.isNaN(n) ? "?" : String(n))).join("x");
}

/** "a map of 7x7x512", "a vector of 25,088" */
export function describeShape(shape: Shape): string {
  if (shape.length === 0) return "something unknown";
  return shape.length === 1
    ? `a vector of ${formatCount(shape[0] ?? NaN)}`
    : `a map of ${formatShape(shape)}`;
}

/** `3` or `3x5` */
export function formatPair([height, width]: Pair): string {
  return height === width ? String(height) : `${height}x${width}`;
}

/** "`a`, `b` or `c`" */
export function alternatives(words: readonly string[]): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.length < 2
    ? quoted.join("")
    : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}

export function didYouMean(word: string | null): string {
  return word === null ? "" : `; did you mean \`${word}\`?`;
}

export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Drawing from a list of numbers, which fast-check can shrink. */
import type { Pair } from "./spec.js";

/** `tfjs` leaves out groups, `ceil`, reflection, dilation beside a stride, and transposed kernels below the stride. */
export type Dialect = "all" | "tfjs";

/** A whole number from 0 up to but without `n`. */
export type Draw = (n: number) => number;

/** Goes round the list, so there is always a next number. */
export function drawFrom(numbers: readonly number[]): Draw {
  let next = 0;
  return (n) => (numbers[next++ % numbers.length] ?? 0) % n;
}

/** Two numbers from `from` on, often the same. */
export function pair(draw: Draw, n: number, from: number): Pair {
  const height = from + draw(n);
  return [height, draw(2) ? height : from + draw(n)];
}

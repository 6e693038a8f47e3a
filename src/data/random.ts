/** Draws that are pure functions of their seed: the same on every machine and engine. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** 0 … count−1 in random order (Fisher and Yates). `stream` tells draws of one seed apart, such as epochs. */
export function permutation(count: number, seed: number, stream = 0): Int32Array {
  const random = xoroshiro128plus((seed ^ Math.imul(stream, 0x9e3779b1)) | 0);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const drawn = uniformInt(random, 0, last);
    const value = order[last] ?? 0;
    order[last] = order[drawn] ?? 0;
    order[drawn] = value;
  }
  return order;
}

/** Draws one after the other. */
export interface Random {
  /** Evenly from `from` to `to`. */
  readonly between: (from: number, to: number) => number;
  /** A whole number from `from` to `to`, both among them. */
  readonly whole: (from: number, to: number) => number;
  /** From the normal distribution around 0. */
  readonly normal: (deviation: number) => number;
}

/**
 * A stream of draws of its own for each list of numbers: seed, epoch, index, what is drawn. The n-th draw is a hash of the list
 * and n, so that an engine can make the same draws of many samples at once.
 */
export function randomOf(...numbers: readonly number[]): Random {
  const key = keyOf(numbers);
  let count = 0;
  const next = () => mix(key, count++) >>> 0;
  // 24 and 16 bits: what a 32-bit float and a 32-bit product hold exactly.
  const unit = () => (next() >>> 8) / 2 ** 24;
  return {
    between: (from, to) => from + (to - from) * unit(),
    whole: (from, to) => from + Math.floor(((next() >>> 16) * (to - from + 1)) / 2 ** 16),
    normal: (deviation) =>
      // Box and Muller, 1958; 1 − unit is never 0.
      deviation * Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  };
}

/** One number of 32 bits for a list of numbers; a list goes on where another ends. */
export function keyOf(numbers: readonly number[], before = 0): number {
  return numbers.reduce(mix, before) | 0;
}

/** Two factors, an addend and two shifts. */
export const mixing = {
  factors: [0x85ebca6b, 0xc2b2ae35],
  addend: 0x9e3779b9,
  shifts: [13, 16],
} as const;

/** MurmurHash3's last step over both numbers: neighbouring seeds have nothing in common. */
function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, mixing.factors[0]) + mixing.addend;
  mixed = Math.imul(mixed ^ (mixed >>> mixing.shifts[0]), mixing.factors[1]);
  return mixed ^ (mixed >>> mixing.shifts[1]);
}

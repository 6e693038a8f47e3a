/** Draws that are pure functions of their seed: the same on every machine and engine. */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
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

/** A stream of draws of its own for each list of numbers: seed, epoch, index. */
export function randomOf(...numbers: readonly number[]): Random {
  const random = xoroshiro128plus(numbers.reduce(mix, 0));
  const unit = () => uniformFloat64(random);
  return {
    between: (from, to) => from + (to - from) * unit(),
    whole: (from, to) => uniformInt(random, from, to),
    normal: (deviation) =>
      // Box and Muller, 1958; 1 − unit is never 0.
      deviation * Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  };
}

/** MurmurHash3's last step over both numbers: neighbouring seeds have nothing in common. */
function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x85ebca6b) + 0x9e3779b9;
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

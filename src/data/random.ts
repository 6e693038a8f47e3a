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

/** Divides samples in two, each class in the same proportion, as a pure function of labels, number and seed. */
import { permutation } from "./random.js";

export interface Split {
  readonly kept: Int32Array;
  readonly taken: Int32Array;
}

/** `count` samples are taken; both parts stay in the order of the data. */
export function stratifiedSplit(labels: Int32Array, count: number, seed: number): Split {
  const groups = byClass(labels);
  const shares = shareOut(
    groups.map((group) => group.length),
    count,
  );
  const taken = new Set(groups.flatMap((group, i) => draw(group, shares[i] ?? 0, seed, i)));
  const all = Int32Array.from(labels.keys());
  return {
    kept: all.filter((index) => !taken.has(index)),
    taken: all.filter((index) => taken.has(index)),
  };
}

/** The indices of each class, in the order of the classes. */
function byClass(labels: Int32Array): readonly (readonly number[])[] {
  const classes = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const members = classes.get(label);
    if (members) members.push(index);
    else classes.set(label, [index]);
  });
  return [...classes].sort(([a], [b]) => a - b).map(([, members]) => members);
}

function draw(group: readonly number[], count: number, seed: number, stream: number): number[] {
  const order = permutation(group.length, seed, stream);
  return Array.from(order.subarray(0, count), (position) => group[position] ?? 0);
}

/** Whole numbers in the proportion of the sizes with the given sum: the largest remainders are rounded up. */
function shareOut(sizes: readonly number[], sum: number): readonly number[] {
  const total = sizes.reduce((a, b) => a + b, 0);
  const exact = sizes.map((size) => (size * sum) / total);
  const shares = exact.map(Math.floor);
  const missing = sum - shares.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}

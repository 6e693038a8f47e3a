import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { permutation } from "../../src/data/random.js";
import { slices } from "../../src/data/samples.js";
import { stratifiedSplit } from "../../src/data/split.js";

test("a permutation holds every index once and depends on seed and stream alone", () => {
  const sorted = [...permutation(1000, 7, 3)].sort((a, b) => a - b);
  assert.deepEqual(sorted, [...Array(1000).keys()]);
  assert.deepEqual(permutation(1000, 7, 3), permutation(1000, 7, 3));
  assert.notDeepEqual(permutation(1000, 7, 3), permutation(1000, 7, 4));
  assert.notDeepEqual(permutation(1000, 7, 3), permutation(1000, 8, 3));
});

test("a split takes the number that is asked for, each class in proportion", () => {
  const labels = fc.array(fc.nat(4), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(
      labels,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(),
      (all, share, seed) => {
        const count = Math.round(all.length * share);
        const { kept, taken } = stratifiedSplit(Int32Array.from(all), count, seed);
        assert.equal(taken.length, count);
        const together = [...kept, ...taken].sort((a, b) => a - b);
        assert.deepEqual(together, [...all.keys()]);
        for (const label of new Set(all)) {
          const size = all.filter((one) => one === label).length;
          const own = taken.filter((index) => all[index] === label).length;
          assert.ok(Math.abs(own - (size * count) / all.length) < 1);
        }
      },
    ),
  );
});

test("the last slice holds what is left", () => {
  const lengths = [...slices(permutation(10, 1), 4)].map((slice) => slice.length);
  assert.deepEqual(lengths, [4, 4, 2]);
});

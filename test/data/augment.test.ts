import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { augment, noAugmentation, type Augmentation } from "../../src/data/augment.js";
import { randomOf } from "../../src/data/random.js";
import { part, select, type Samples } from "../../src/data/samples.js";
import { digits } from "./files.js";

const shape = [8, 8, 1];

/** Variants of one image in some epochs. */
function variants(image: Float32Array, how: Partial<Augmentation>, count = 60, size = shape) {
  return Array.from({ length: count }, (_, epoch) => {
    const images = image.slice();
    augment(images, Int32Array.of(3), size, { ...noAugmentation, ...how }, { seed: 1, epoch });
    return images;
  });
}

const image = Float32Array.from({ length: 64 }, (_, i) => (i + 1) / 64);
const sorted = (values: Float32Array) => [...values].sort((a, b) => a - b);

test("nothing asked for, nothing done; each option alone does something within 0 to 1", () => {
  assert.ok(variants(image, {}).every((one) => one.join() === image.join()));
  const options = [{ flip: true }, { crop: 2 }, { rotate: 20 }, { color: 0.5 }, { cutout: 3 }];
  for (const how of options) {
    const all = variants(image, how);
    assert.ok(new Set(all.map((one) => one.join())).size > 1, JSON.stringify(how));
    assert.ok(all.every((one) => one.every((pixel) => pixel >= 0 && pixel <= 1)));
  }
});

test("flip: half of them, left for right", () => {
  const mirrored = Float32Array.from(image, (_, i) => image[i - (i % 8) + 7 - (i % 8)] ?? 0);
  const all = variants(image, { flip: true }, 400);
  const flipped = all.filter((one) => one.join() === mirrored.join());
  assert.ok(all.every((one) => one.join() === image.join() || one.join() === mirrored.join()));
  assert.ok(flipped.length > 150 && flipped.length < 250, String(flipped.length));
});

test("crop: whole shifts of both kinds, black at the edges", () => {
  const shifts = new Set<string>();
  for (const one of variants(image, { crop: 2 }, 400)) {
    const at = one.findIndex((pixel) => pixel > 0);
    const from = Math.round((one[at] ?? 0) * 64) - 1;
    const [down, right] = [Math.floor(from / 8) - Math.floor(at / 8), (from % 8) - (at % 8)];
    shifts.add(`${down} ${right}`);
    one.forEach((pixel, i) => {
      const [y, x] = [Math.floor(i / 8) + down, (i % 8) + right];
      const inside = y >= 0 && y < 8 && x >= 0 && x < 8;
      assert.equal(pixel, inside ? image[y * 8 + x] : 0);
    });
  }
  assert.equal(shifts.size, 25);
});

test("rotate: a turn keeps the middle and, of a disc, the whole", () => {
  const disc = Float32Array.from({ length: 225 }, (_, i) => {
    const [y, x] = [Math.floor(i / 15) - 7, (i % 15) - 7];
    return Math.max(0, 1 - Math.hypot(y, x) / 6);
  });
  for (const one of variants(disc, { rotate: 180 }, 20, [15, 15, 1])) {
    assert.equal(one[112], 1);
    one.forEach((pixel, i) => assert.ok(Math.abs(pixel - (disc[i] ?? 0)) < 0.08));
  }
});

test("cutout: a square of black, perhaps over the edge", () => {
  for (const one of variants(image, { cutout: 3 })) {
    const holes = one.filter((pixel) => pixel === 0).length;
    assert.ok([4, 6, 9].includes(holes), String(holes));
  }
});

test("color: grey stays grey, order of brightness stays; pca: one shift for all pixels", () => {
  const grey = Float32Array.from({ length: 30 }, (_, i) => 0.3 + Math.floor(i / 3) / 40);
  for (const one of variants(grey, { color: 0.2 }, 20, [2, 5, 3])) {
    for (let i = 0; i < 30; i += 3) {
      assert.ok(Math.abs((one[i] ?? 0) - (one[i + 1] ?? 0)) < 1e-6);
      if (i > 0) assert.ok((one[i] ?? 0) >= (one[i - 3] ?? 0));
    }
  }
  for (const one of variants(grey, { pca: 0.1 }, 20, [2, 5, 3])) {
    const shift = one.map((pixel, i) => pixel - (grey[i] ?? 0));
    for (let i = 3; i < 30; i++) {
      assert.ok(Math.abs((shift[i] ?? 0) - (shift[i - 3] ?? 0)) < 1e-6);
    }
  }
});

test("a variant is a function of seed, epoch and index, whatever else is in the batch", () => {
  const train: Samples = {
    ...digits,
    augmentation: { ...noAugmentation, flip: true, crop: 2, rotate: 15, color: 0.3, cutout: 2 },
  };
  const of = (index: number, epoch: number, seed = 1) =>
    select(train, Int32Array.of(index), { seed, epoch }).images;
  const batch = select(train, Int32Array.of(9, 4, 700), { seed: 1, epoch: 2 }).images;
  assert.deepEqual(batch.subarray(64, 128), of(4, 2));
  assert.notDeepEqual(of(4, 2), of(4, 3));
  assert.notDeepEqual(of(4, 2), of(4, 2, 2));
  assert.deepEqual(select(train, Int32Array.of(4)).images, digits.images.slice(256, 320));
  const half = part(train, Int32Array.of(5, 4));
  assert.deepEqual(select(half, Int32Array.of(1)).images, digits.images.slice(256, 320));
});

test("one option does not change what another draws", () => {
  const alone = variants(image, { flip: true });
  const both = variants(image, { flip: true, cutout: 1 });
  for (const [i, one] of alone.entries()) {
    const same = one.filter((pixel, at) => pixel === both[i]?.[at]).length;
    assert.ok(same >= 63);
  }
  assert.deepEqual(sorted(alone[0]!), sorted(image));
});

test("streams of draws: even, and without likeness between neighbours", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (seed, index) => {
      const [a, b] = [randomOf(seed, 1, index), randomOf(seed, 1, index + 1)];
      const draws = Array.from({ length: 500 }, () => [a.between(-1, 1), b.between(-1, 1)]);
      const mean = draws.reduce((sum, [x = 0]) => sum + x, 0) / 500;
      const product = draws.reduce((sum, [x = 0, y = 0]) => sum + x * y, 0) / 500;
      // Deviations of 0.026 and 0.015: six of them.
      assert.ok(Math.abs(mean) < 0.16 && Math.abs(product) < 0.09);
    }),
    { seed: 7, numRuns: 50 },
  );
  const normal = randomOf(5);
  const values = Array.from({ length: 4000 }, () => normal.normal(2));
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / 4000;
  assert.ok(Math.abs(variance - 4) < 0.5, String(variance));
});

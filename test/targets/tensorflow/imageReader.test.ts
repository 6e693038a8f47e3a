import { after, test } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { noAugmentation, type Augmentation } from "../../../src/data/augment.js";
import { filePath } from "../../../src/data/fileList.js";
import type { Fit } from "../../../src/data/fit.js";
import { readFolderSet } from "../../../src/data/folder.js";
import { imagenet, unchanged, type Preprocessing } from "../../../src/data/normalize.js";
import { part, select, type Samples } from "../../../src/data/samples.js";
import { mixedImages } from "../../../src/training/mixup.js";
import { openImageReader } from "../../../src/targets/tensorflow/imageReader.js";
import { temporaryFolder, write } from "../../data/files.js";
import { photographFolder } from "../../data/photographs.js";
import { exotic } from "../../data/exotic.js";
import { openNative, skip } from "./native.js";

const folder = photographFolder(temporaryFolder(), 16);
for (const [name, bytes] of Object.entries(exotic)) write(folder, `cat/${name}`, bytes);

const reader = openImageReader(openNative);
after(() => reader.dispose());
const draw = { seed: 3, epoch: 2 };

async function samplesOf(size: readonly number[], fit: Fit = "crop"): Promise<Samples> {
  return (await readFolderSet("all", folder, { size, fit, split: 1, seed: 1 })).train;
}

function streamed(
  samples: Samples,
  indices: Int32Array,
  batch = indices.length,
  wanted = samples.shape,
) {
  const { files, shape, preprocessing = null, augmentation = null } = samples;
  assert.ok(files && reader.reads(files));
  return reader.stream({ files, shape, wanted, preprocessing, augmentation, draw, indices, batch });
}

/** In bytes, the largest and the mean difference of each sample, under the name of its file. */
async function differences(samples: Samples, indices: Int32Array) {
  const images = select(samples, indices, draw).images;
  const { data } = await streamed(samples, indices).next();
  const size = images.length / indices.length;
  return Array.from(indices, (index, i) => {
    const own = images.subarray(i * size, (i + 1) * size);
    const all = own.map((value, at) => 255 * Math.abs(value - (data[i * size + at] ?? NaN)));
    const { list, members } = samples.files ?? assert.fail();
    const name = filePath(list, members[index] ?? 0);
    return { name, most: Math.max(...all), mean: all.reduce((a, b) => a + b, 0) / size };
  });
}

/** PNG, GIF and BMP but for the last bit; JPEG as far as two decoders agree on colours that lie between two pixels. */
async function assertAlike(samples: Samples, scale = 1): Promise<void> {
  const backwards = Int32Array.from(samples.labels, (_, i) => samples.labels.length - 1 - i);
  for (const { name, most, mean } of await differences(samples, backwards)) {
    const [limit, meanLimit] = name.endsWith("jpg") ? [40, 5] : [3, 0.3];
    assert.ok(most <= limit * scale && mean <= meanLimit * scale, `${name}: ${most}, ${mean}`);
  }
}

const sizes: readonly (readonly number[])[] = [
  [24, 20, 3],
  [20, 24, 1],
  [70, 80, 3],
];
for (const fit of ["crop", "letterbox", "stretch"] as const) {
  for (const size of sizes) {
    test(`the pixels of JavaScript's path: ${fit} to ${size.join("x")}`, { skip }, async () => {
      await assertAlike(await samplesOf(size, fit));
    });
  }
}

const variants: readonly Partial<Augmentation>[] = [
  { flip: true },
  { crop: 7 },
  { rotate: 25 },
  { color: 0.3 },
  { pca: 0.3 },
  { cutout: 9 },
  { flip: true, crop: 4, rotate: 10, color: 0.1, pca: 0.1, cutout: 5 },
];
for (const variant of variants) {
  test(
    `the variants of JavaScript's path: ${Object.keys(variant).join(", ")}`,
    { skip },
    async () => {
      const augmentation = { ...noAugmentation, ...variant };
      const samples = { ...(await samplesOf([24, 20, 3])), augmentation };
      await assertAlike(samples, 1.5);
      const plain = await samplesOf([24, 20, 3]);
      const all = Int32Array.from(plain.labels, (_, i) => i);
      const changed = (await streamed(samples, all).next()).data;
      assert.notDeepEqual(changed, (await streamed(plain, all).next()).data);
    },
  );
}

const normalisations: readonly (readonly [Preprocessing, number])[] = [
  [{ ...unchanged, channels: imagenet }, 5],
  [{ ...unchanged, mean: 0.5, deviation: 0.5 }, 2],
  [{ ...unchanged, image: true }, 12],
];
for (const [preprocessing, scale] of normalisations) {
  test(`normalised as JavaScript does: ${JSON.stringify(preprocessing)}`, { skip }, async () => {
    await assertAlike({ ...(await samplesOf([24, 20, 3])), preprocessing }, scale);
  });
}

test("files of the wanted size are the very bytes", { skip }, async () => {
  const same = temporaryFolder();
  for (const [name, bytes] of Object.entries(exotic)) {
    if (name.startsWith("plain"))
      for (const side of ["a", "b"]) write(same, `${side}/${name}`, bytes);
  }
  const { train } = await readFolderSet("same", same, { split: 1, seed: 1 });
  const indices = Int32Array.from(train.labels, (_, i) => i);
  const { data } = await streamed(train, indices).next();
  const bytes = (pixels: Float32Array) => pixels.map((pixel) => Math.round(255 * pixel));
  assert.deepEqual(bytes(data), bytes(select(train, indices).images));
});

test(
  "batch after batch, the last one smaller; a part knows its own files; a vector of the same values",
  { skip },
  async () => {
    const samples = part(await samplesOf([8, 8, 1]), Int32Array.of(9, 4, 2, 7, 5));
    const order = Int32Array.of(4, 0, 3, 1, 2);
    const stream = streamed(samples, order, 2, [64]);
    const shapes: (readonly number[])[] = [];
    const pixels: number[] = [];
    for (let i = 0; i < 3; i++) {
      const { shape, data } = await stream.next();
      shapes.push(shape);
      pixels.push(...data);
    }
    assert.deepEqual(shapes, [
      [2, 64],
      [2, 64],
      [1, 64],
    ]);
    const wanted = select(samples, order).images;
    assert.ok(wanted.every((value, i) => Math.abs(value - (pixels[i] ?? NaN)) < 0.15));
    await assert.rejects(stream.next(), { name: "EngineError", message: /End of sequence/ });
  },
);

test("mixed: a share of each and the rest of the next", { skip }, async () => {
  const samples = await samplesOf([8, 8, 3]);
  const indices = Int32Array.of(0, 5, 3);
  const plain = (await streamed(samples, indices).next()).data;
  const mixed = (await streamed(samples, indices).next(0.3)).data;
  const wanted = mixedImages({ shape: [3, 8, 8, 3], data: Float32Array.from(plain) }, 0.3);
  assert.ok(wanted.data.every((value, i) => Math.abs(value - (mixed[i] ?? NaN)) < 1e-6));
});

test(
  "a file that breaks after it was listed ends its batch, and the next stream is sound",
  { skip },
  async () => {
    const broken = photographFolder(temporaryFolder(), 8);
    const { train } = await readFolderSet("broken", broken, { size: [8, 8, 3], split: 1, seed: 1 });
    writeFileSync(join(broken, "cat", "0.png"), "no image any more");
    const bad = Array.from(train.labels).findIndex(
      (_, i) => filePath((train.files ?? assert.fail()).list, i) === join(broken, "cat", "0.png"),
    );
    const others = Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7].filter((index) => index !== bad));
    await assert.rejects(streamed(train, Int32Array.of(bad)).next(), { name: "EngineError" });
    assert.deepEqual((await streamed(train, others).next()).shape, [7, 8, 8, 3]);
  },
);

import { test } from "node:test";
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { readFolderSet, type FolderOptions } from "../../src/data/folder.js";
import { classCounts, pixelsOf, sampleCount, select } from "../../src/data/samples.js";
import { Problem } from "../../src/problem/problem.js";
import { webp } from "./exotic.js";
import { digitBytes, digitColour, digitLabels, jpg, png, temporaryFolder, write } from "./files.js";

const grey8 = { size: [8, 8, 1], split: 0.8, seed: 1 };
const whole = { size: [8, 8, 1], split: 1, seed: 1 };

function read(path: string, options: FolderOptions = whole) {
  return readFolderSet("pets", path, options);
}

/** The first digits, a folder for each; every third is a JPEG. */
function digitFolder(count: number): string {
  const folder = temporaryFolder();
  digitLabels(count).forEach((label, i) => {
    const [content, end] = i % 3 ? [png, "png"] : [jpg, "jpg"];
    write(folder, `${label}/${i}.${end}`, content(8, 8, digitColour(i)));
  });
  return folder;
}

test("PNG and JPEG in a folder for each class: the digits that they were made from", async () => {
  const data = await read(digitFolder(60));
  assert.deepEqual([data.shape, data.classNames.join("")], [[8, 8, 1], "0123456789"]);
  const counts = Array.from(classCounts(data.train, 10));
  const labels = digitLabels(60);
  assert.deepEqual(
    counts,
    data.classNames.map((_, digit) => labels.filter((label) => label === digit).length),
  );
  const zeros = [...labels.keys()].filter((i) => labels[i] === 0).sort(byName);
  const place = zeros.findIndex((i) => i % 3 !== 0);
  const pixels = pixelsOf(data.train, Int32Array.of(place));
  assert.deepEqual(
    Buffer.from(pixels.map((pixel) => Math.round(pixel * 255))),
    digitBytes(zeros[place] ?? 0),
  );
});

/** "10.png" comes before "2.png". */
function byName(a: number, b: number): number {
  return String(a) < String(b) ? -1 : 1;
}

test("the split is stratified, seeded, and no image is in both parts", async () => {
  const folder = digitFolder(100);
  const one = await read(folder, grey8);
  const two = await read(folder, grey8);
  const other = await read(folder, { ...grey8, seed: 2 });
  assert.deepEqual([sampleCount(one.train), sampleCount(one.test)], [80, 20]);
  const all = Int32Array.from({ length: 20 }, (_, i) => i);
  assert.deepEqual(select(one.test, all), select(two.test, all));
  assert.notDeepEqual(select(one.test, all), select(other.test, all));
  const images = (part: typeof one.train) =>
    Array.from(part.labels, (_, i) => pixelsOf(part, Int32Array.of(i)).join());
  const seen = new Set(images(one.train));
  assert.ok(images(one.test).every((image) => !seen.has(image)));
});

test("any selection, in any order and twice, gives the same pixels", async () => {
  const { train } = await read(digitFolder(20));
  const together = pixelsOf(train, Int32Array.of(7, 3, 7));
  assert.deepEqual(together.subarray(0, 64), together.subarray(128));
  assert.deepEqual(together.subarray(64, 128), pixelsOf(train, Int32Array.of(3)));
});

test("names with spaces and in other scripts, folders in folders, content before names", async () => {
  const folder = temporaryFolder();
  write(folder, "a cat/ein Bild ä.png", png(8, 8, digitColour(0)));
  write(folder, "a cat/deep/er/b.PNG", png(8, 8, digitColour(1)));
  write(folder, "собака/犬 1.jpg", png(8, 8, digitColour(2)));
  write(folder, "собака/no ending", jpg(8, 8, digitColour(3)));
  write(folder, "собака/notes.txt", "not an image, and nobody says so");
  write(folder, "собака/.DS_Store", "hidden");
  write(folder, ".cache/x.png", "hidden");
  const { classNames, train } = await read(folder);
  assert.deepEqual(classNames, ["a cat", "собака"]);
  assert.deepEqual([...train.labels], [0, 0, 1, 1]);
});

test("links: in circles they end; to files and folders they are followed", async () => {
  const folder = temporaryFolder();
  const elsewhere = temporaryFolder();
  const image = write(elsewhere, "far/1.png", png(8, 8, digitColour(0)));
  write(folder, "a/1.png", png(8, 8, digitColour(1)));
  symlinkSync(join(folder, "a"), join(folder, "a", "again"));
  symlinkSync(folder, join(folder, "a", "root"));
  symlinkSync(image, join(folder, "a", "2.png"));
  symlinkSync(join(elsewhere, "far"), join(folder, "b"));
  const { train, classNames } = await read(folder);
  assert.deepEqual(classNames, ["a", "b"]);
  assert.deepEqual([...train.labels], [0, 0, 1]);
});

/** Two classes of one image, and one file that is wrong. */
function withBad(name: string, content: Buffer | string): string {
  const folder = temporaryFolder();
  write(folder, "a/1.png", png(8, 8, digitColour(0)));
  write(folder, "a/2.png", png(8, 8, digitColour(1)));
  write(folder, "b/1.png", png(8, 8, digitColour(2)));
  write(folder, name, content);
  return folder;
}

const noise = (x: number, y: number) => [(x * 37 + y * 91) % 256, (x * y) % 256, 9] as const;
const sound = png(40, 40, noise);
const huge = Buffer.from(sound);
huge.writeUInt32BE(100_000, 16);
huge.writeUInt32BE(100_000, 20);

const bad: readonly (readonly [string, string, Buffer | string, RegExp])[] = [
  ["a text that is called PNG", "b/text.png", "no image", /b\/text\.png" is no image/],
  ["an empty file", "b/empty.jpg", "", /b\/empty\.jpg" is empty/],
  ["an enormous image", "b/huge.png", huge, /is a PNG of 100000x100000 pixels/],
  ["a cut header", "b/cut.png", sound.subarray(0, 20), /is an image cut short/],
  ["a WebP cut short", "b/a.webp", "RIFF1234WEBPVP8 ", /is an image cut short/],
  ["a TIFF", "b/a.tiff", "II*\0 and so on", /is a TIFF; expected PNG, JPEG, GIF, BMP or WebP/],
  ["an animated WebP", "b/moving.webp", webp.animated, /is a WebP with an animation/],
];

for (const [name, file, content, message] of bad) {
  test(`found before training, named or left out: ${name}`, async () => {
    const folder = withBad(file, content);
    await assert.rejects(read(folder), (error: Problem) => {
      assert.equal(error.code, "R205");
      assert.match(error.message, message);
      assert.match(error.hints.join(), /bad=skip/);
      return true;
    });
    const { train, skipped } = await read(folder, { ...whole, bad: "skip" });
    assert.equal(sampleCount(train), 3);
    assert.equal(skipped?.length, 1);
    assert.match(skipped[0] ?? "", message);
  });
}

test("damage behind the header: left out with skip, named with its batch otherwise", async () => {
  const folder = withBad("b/torn.png", sound.subarray(0, 900));
  const { train } = await read(folder);
  assert.throws(() => pixelsOf(train, Int32Array.of(0, 1, 2, 3)), {
    code: "R205",
    message: /b\/torn\.png" is a PNG but damaged/,
  });
  const sifted = await read(folder, { ...whole, bad: "skip" });
  assert.deepEqual([sampleCount(sifted.train), sifted.skipped?.length], [3, 1]);
  assert.equal(pixelsOf(sifted.train, Int32Array.of(0, 1, 2)).length, 192);
});

test("links to nowhere, to themselves, and files that may not be read", async () => {
  const folder = withBad("b/2.png", sound);
  symlinkSync(join(folder, "none.png"), join(folder, "b", "broken.png"));
  symlinkSync(join(folder, "b", "self.png"), join(folder, "b", "self.png"));
  const locked = write(folder, "b/locked.png", sound);
  chmodSync(locked, 0);
  const mayReadAll = process.getuid?.() === 0;
  await assert.rejects(read(folder), { code: "R205", message: /broken\.png" cannot be read/ });
  const { skipped } = await read(folder, { ...whole, bad: "skip" });
  assert.equal(skipped?.length, mayReadAll ? 2 : 3);
});

test("an image that goes away after it was listed is named", async () => {
  const folder = withBad("b/2.png", sound);
  const { train } = await read(folder);
  rmSync(join(folder, "b"), { recursive: true });
  assert.throws(() => pixelsOf(train, Int32Array.of(0, 1, 2, 3)), {
    code: "R205",
    message: /b\/1\.png" cannot be read: there is no such file/,
  });
});

test("no folder, no classes, one class, an empty class", async () => {
  const folder = temporaryFolder();
  await assert.rejects(read(join(folder, "none")), { code: "R201", message: /no such file/ });
  await assert.rejects(read(folder), { code: "R104", message: /holds no folders/ });
  write(folder, "a/1.png", png(8, 8, digitColour(0)));
  await assert.rejects(read(folder), { code: "R104", message: /`pets` has one class only/ });
  mkdirSync(join(folder, "b"));
  mkdirSync(join(folder, "c"));
  await assert.rejects(read(folder), { code: "R104", message: /has no images in "b", "c"/ });
});

test("without a size the images need one; three channels unless one is asked for", async () => {
  const folder = withBad("b/2.png", png(8, 8, digitColour(4)));
  const { shape } = await read(folder, { split: 1, seed: 1 });
  assert.deepEqual(shape, [8, 8, 3]);
  write(folder, "b/3.png", sound);
  await assert.rejects(read(folder, { split: 1, seed: 1 }), {
    code: "R102",
    message: /different sizes, such as 8x8 and 40x40/,
  });
  assert.deepEqual((await read(folder, { ...whole, size: [5, 7] })).shape, [5, 7, 3]);
  assert.deepEqual((await read(folder, { ...whole, size: [6] })).shape, [6, 6, 3]);
  await assert.rejects(read(folder, { ...whole, size: [5, 7, 2] }), { code: "R102" });
});

test("a signal stops the looking", async () => {
  const folder = withBad("b/2.png", sound);
  await assert.rejects(readFolderSet("pets", folder, whole, { signal: AbortSignal.abort() }), {
    code: "R304",
  });
});

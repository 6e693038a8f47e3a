import { after, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { readImage, type Image } from "../../src/data/image.js";
import { resize, toGrey } from "../../src/data/resize.js";
import { exotic, webp } from "./exotic.js";

const folder = mkdtempSync(join(tmpdir(), "convscript-image-"));
after(() => rmSync(folder, { recursive: true }));

type Colour = readonly [red: number, green: number, blue: number, opacity: number];

function pixels(width: number, height: number, colour: (x: number, y: number) => Colour): Buffer {
  return Buffer.from(
    Array.from({ length: width * height }, (_, i) => [
      ...colour(i % width, Math.floor(i / width)),
    ]).flat(),
  );
}

function file(name: string, content: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function pngFile(
  name: string,
  width: number,
  height: number,
  colour: (x: number, y: number) => Colour,
) {
  const png = new PNG({ width, height });
  png.data = pixels(width, height, colour);
  return file(name, PNG.sync.write(png));
}

test("a PNG: its pixels exactly; what is transparent is white", async () => {
  const path = pngFile("a.png", 2, 1, (x) => (x === 0 ? [255, 0, 51, 255] : [0, 0, 0, 0]));
  const { width, height, channels, data } = await readImage(path);
  assert.deepEqual([width, height, channels], [2, 1, 3]);
  assert.deepEqual(
    [...data].map((value) => Math.round(value * 255)),
    [255, 0, 51, 255, 255, 255],
  );
});

test("a JPEG: its pixels to rounding", async () => {
  const data = pixels(16, 16, () => [200, 100, 50, 255]);
  const path = file("a.jpg", jpeg.encode({ width: 16, height: 16, data }, 95).data);
  const image = await readImage(path);
  const [red = 0, green = 0, blue = 0] = image.data;
  assert.ok(Math.abs(red - 200 / 255) < 0.02);
  assert.ok(Math.abs(green - 100 / 255) < 0.02);
  assert.ok(Math.abs(blue - 50 / 255) < 0.02);
});

test("what is no image, and a damaged one, are refused by name", async () => {
  const whole = pngFile("whole.png", 9, 9, () => [1, 2, 3, 255]);
  const { data } = await readImage(whole);
  assert.equal(data.length, 243);
  const bytes = PNG.sync.write(new PNG({ width: 30, height: 30 }));
  const huge = Buffer.from(bytes);
  huge.writeUInt32BE(2 ** 31, 16);
  const bad = [
    [file("text.png", Buffer.from("no image")), /no image that is known; expected PNG, JPEG/],
    [file("empty.png", Buffer.alloc(0)), /is empty/],
    [file("a.webp", Buffer.from("RIFF1234WEBPVP8 ")), /it is cut short/],
    [file("torn.webp", webp.lossless.subarray(0, 60)), /is a WebP but damaged/],
    [file("cut.png", bytes.subarray(0, 40)), /is a PNG but damaged/],
    [file("cut.gif", Buffer.from("GIF89a")), /cut short/],
    [file("huge.png", huge), /is a PNG of 2147483648x30 pixels, more than/],
    [file("cut.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0])), /cut short/],
    [join(folder, "none.png"), /there is no such file/],
    [folder, /it is a folder/],
  ] as const;
  for (const [path, message] of bad) {
    await assert.rejects(readImage(path), { code: "R205", message });
  }
});

function grey(width: number, height: number, value: (x: number, y: number) => number): Image {
  const data = Float32Array.from({ length: width * height }, (_, i) =>
    value(i % width, Math.floor(i / width)),
  );
  return { width, height, channels: 1, data };
}

test("resizing keeps one colour one colour, a slope a slope, and the same size as it is", () => {
  for (const [height, width] of [
    [3, 5],
    [20, 7],
    [64, 64],
  ] as const) {
    const { data } = resize(
      grey(11, 13, () => 0.25),
      height,
      width,
    );
    assert.ok(data.every((value) => Math.abs(value - 0.25) < 1e-6));
  }
  const slope = resize(
    grey(100, 4, (x) => (x + 0.5) / 100),
    4,
    10,
  );
  for (let x = 1; x < 9; x++) assert.ok(Math.abs((slope.data[x] ?? 0) - (x + 0.5) / 10) < 1e-5);
  const image = grey(4, 3, (x, y) => x + 10 * y);
  assert.deepEqual(resize(image, 3, 4).data, image.data);
});

test("a shrunk image holds something of every pixel", () => {
  const { data } = resize(
    grey(64, 64, (x, y) => (x === 31 && y === 31 ? 64 : 0)),
    8,
    8,
  );
  assert.ok(Math.abs(data.reduce((sum, value) => sum + value, 0) - 1) < 0.1);
});

test("grey is luma", () => {
  const [value = 0] = toGrey({
    height: 1,
    width: 1,
    channels: 3,
    data: Float32Array.of(1, 0, 0),
  }).data;
  assert.ok(Math.abs(value - 0.299) < 1e-6);
});

test("WebP: lossless and with opacity the pixels of the PNG that it was made of, lossy to rounding", async () => {
  const read = async (name: string, content: Buffer | undefined) =>
    readImage(file(name, content ?? assert.fail()));
  const plain = await read("plain.png", exotic["plain.png"]);
  assert.deepEqual(await read("lossless.webp", webp.lossless), plain);
  assert.deepEqual(
    await read("alpha.webp", webp.alpha),
    await read("alpha.png", exotic["alpha.png"]),
  );
  const lossy = await read("lossy.webp", webp.lossy);
  const off = lossy.data.map((value, i) => Math.abs(value - (plain.data[i] ?? NaN)));
  assert.ok(off.reduce((a, b) => a + b, 0) / off.length < 0.05);
});

/** What image files may be: every kind becomes red, green and blue, upright, or is refused by its header. */
import { test } from "node:test";
import assert from "node:assert/strict";
import jpeg from "jpeg-js";
import { GifWriter } from "omggif";
import { readImage } from "../../src/data/image.js";
import { chunks } from "./pngChunks.js";
import { pixels, png, temporaryFolder, write, type Colour } from "./files.js";

const folder = temporaryFolder();
const four = (x: number, y: number): Colour =>
  y === 0 ? (x === 0 ? [255, 0, 0] : [0, 255, 0]) : x === 0 ? [0, 0, 255] : [255, 255, 255];
const fourBytes = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];

async function bytesOf(name: string, content: Buffer): Promise<readonly number[]> {
  const { data } = await readImage(write(folder, name, content));
  return Array.from(data, (pixel) => Math.round(pixel * 255));
}

test("PNG: colour, grey, grey with opacity", async () => {
  assert.deepEqual(await bytesOf("a.png", png(2, 2, four)), fourBytes);
  const grey = (x: number): Colour => [x * 85, x * 85, x * 85];
  const wanted = [0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255];
  assert.deepEqual(await bytesOf("grey.png", png(4, 1, grey, { colorType: 0 })), wanted);
  const clear = (x: number): Colour => [0, 0, 0, x === 0 ? 0 : 255];
  const greyAlpha = png(2, 1, clear, { colorType: 4, inputHasAlpha: true });
  assert.deepEqual(await bytesOf("alpha.png", greyAlpha), [255, 255, 255, 0, 0, 0]);
});

test("PNG: a palette, and 16 bits", async () => {
  const palette = chunks(
    { width: 2, height: 2, depth: 8, type: 3 },
    Buffer.from([0, 0, 1, 0, 2, 3]),
    {
      PLTE: Buffer.from(fourBytes),
    },
  );
  assert.deepEqual(await bytesOf("palette.png", palette), fourBytes);
  const deep = chunks(
    { width: 2, height: 1, depth: 16, type: 0 },
    Buffer.from([0, 0x80, 0, 0xff, 0xff]),
  );
  assert.deepEqual(await bytesOf("deep.png", deep), [128, 128, 128, 255, 255, 255]);
});

test("GIF: the first picture; what it leaves out is white", async () => {
  const bytes = Buffer.alloc(1024);
  const palette = [0xff0000, 0x00ff00, 0x0000ff, 0xffffff];
  const gif = new GifWriter(bytes, 2, 2, { palette });
  gif.addFrame(0, 0, 2, 1, [0, 1]);
  gif.addFrame(0, 0, 2, 2, [3, 3, 3, 3]);
  const content = bytes.subarray(0, gif.end());
  const wanted = [...fourBytes.slice(0, 6), 255, 255, 255, 255, 255, 255];
  assert.deepEqual(await bytesOf("a.gif", content), wanted);
  await assert.rejects(bytesOf("cut.gif", content.subarray(0, 30)), {
    code: "R205",
    message: /is a GIF but damaged/,
  });
});

interface Bmp {
  readonly bits: number;
  readonly height?: number;
  readonly compression?: number;
  /** Masks, then the palette, as bytes. */
  readonly tables?: readonly number[];
}

/** Two columns. Rows are given as they are stored, four bytes long or a multiple of it. */
function bmp({ bits, height = 2, compression = 0, tables = [] }: Bmp, rows: readonly number[]) {
  const header = Buffer.alloc(54);
  header.write("BM");
  header.writeUInt32LE(54 + tables.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(2, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  return Buffer.concat([header, Buffer.from(tables), Buffer.from(rows)]);
}

/** Blue, green, red, nothing. */
const bmpPalette = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0];

test("BMP: every depth; rows from below or from above", async () => {
  const lower = [255, 0, 0, 255, 255, 255, 0, 0];
  const upper = [0, 0, 255, 0, 255, 0, 0, 0];
  const green565 = [0, 0xf8, 0, 0, 0xe0, 0x07, 0, 0, 0x1f, 0, 0, 0];
  const files = [
    bmp({ bits: 24 }, [...lower, ...upper]),
    bmp({ bits: 24, height: -2 }, [...upper, ...lower]),
    bmp({ bits: 32 }, [255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 0, 0, 255, 0, 0]),
    bmp({ bits: 16 }, [0x1f, 0, 0xff, 0x7f, 0, 0x7c, 0xe0, 0x03]),
    bmp({ bits: 16, compression: 3, tables: green565 }, [0x1f, 0, 0xff, 0xff, 0, 0xf8, 0xe0, 0x07]),
    bmp({ bits: 8, tables: bmpPalette }, [2, 3, 0, 0, 0, 1, 0, 0]),
    bmp({ bits: 4, tables: bmpPalette }, [0x23, 0, 0, 0, 0x01, 0, 0, 0]),
  ];
  for (const [i, content] of files.entries()) {
    const whole = Buffer.concat([content, Buffer.alloc(16)]);
    assert.deepEqual(await bytesOf(`${i}.bmp`, whole), fourBytes, `file ${i}`);
  }
  const black = bmp({ bits: 1, tables: bmpPalette.slice(0, 8) }, [0x40, 0, 0, 0, 0x80, 0, 0, 0]);
  assert.deepEqual(
    await bytesOf("1.bmp", Buffer.concat([black, Buffer.alloc(8)])),
    [0, 255, 0, 255, 0, 0, 255, 0, 0, 0, 255, 0],
  );
});

test("BMP: cut short, compressed, without a colour", async () => {
  const rows = new Array<number>(16).fill(9);
  const cases = [
    [bmp({ bits: 24, height: 9 }, rows), /damaged: it is cut short/],
    [bmp({ bits: 8, compression: 1 }, rows), /is a BMP with compression/],
    [bmp({ bits: 8, tables: bmpPalette }, rows), /it has no colour 9/],
    [bmp({ bits: 7 }, rows), /of 7 bits/],
    [bmp({ bits: 24, height: 0 }, rows), /it is 2x0/],
    [bmp({ bits: 24 }, rows).subarray(0, 60), /cut short/],
  ] as const;
  for (const [content, message] of cases) {
    await assert.rejects(bytesOf("bad.bmp", content), { code: "R205", message });
  }
});

const jpgOf = (width: number, height: number, colour: (x: number, y: number) => Colour) =>
  jpeg.encode({ width, height, data: pixels(width, height, colour) }, 95).data;

/** 16x8, of four colours: which corner is where tells how the image lies. */
const corners = (x: number, y: number): Colour => four(x < 8 ? 0 : 1, y < 4 ? 0 : 1);

function exif(orientation: number, little: boolean): Buffer {
  const tiff = Buffer.alloc(26);
  const short = (value: number, at: number) =>
    little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  tiff.write(little ? "II" : "MM");
  short(42, 2);
  long(8, 4);
  short(1, 8);
  short(0x0112, 10);
  short(3, 12);
  long(1, 14);
  short(orientation, 18);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, body.length + 2]);
  return Buffer.concat([head, body]);
}

/** Where the stored corners red, green, blue, white are seen: above left, above right, below left, below right. */
const seen: readonly string[] = ["RGBW", "GRWB", "WBGR", "BWRG", "RBGW", "BRWG", "WGBR", "GWRB"];

test("JPEG: all eight orientations of EXIF, in both byte orders", async () => {
  const stored = jpgOf(16, 8, corners);
  for (const [i, wanted] of seen.entries()) {
    const turned = Buffer.concat([
      stored.subarray(0, 2),
      exif(i + 1, i % 2 === 0),
      stored.subarray(2),
    ]);
    const image = await readImage(write(folder, "turned.jpg", turned));
    assert.deepEqual([image.width, image.height], i < 4 ? [16, 8] : [8, 16]);
    const letter = (x: number, y: number) => {
      const at = (y * image.width + x) * 3;
      const [red = 0, green = 0, blue = 0] = image.data.subarray(at, at + 3);
      return red > 0.5 ? (green > 0.5 ? "W" : "R") : green > 0.5 ? "G" : blue > 0.5 ? "B" : "-";
    };
    const [right, below] = [image.width - 2, image.height - 2];
    assert.equal(letter(1, 1) + letter(right, 1) + letter(1, below) + letter(right, below), wanted);
  }
});

test("JPEG: one that is cut short", async () => {
  const large = jpgOf(64, 64, (x, y) => [(x * 37 + y * 91) % 256, (x * y) % 256, 9]);
  await assert.rejects(bytesOf("cut.jpg", large.subarray(0, large.length / 2)), { code: "R205" });
});

function withFrame(marker: number, body: readonly number[]): Buffer {
  return Buffer.from([0xff, 0xd8, 0xff, marker, 0, body.length + 2, ...body]);
}

test("JPEG: what cannot be read is refused by its header, with a way out", async () => {
  const cmyk = [8, 0, 9, 0, 9, 4, 1, 17, 0, 2, 17, 0, 3, 17, 0, 4, 17, 0];
  const cases = [
    [withFrame(0xc0, cmyk), /is a JPEG in CMYK; expected grey or RGB: save it in RGB/],
    [withFrame(0xc0, [12, 0, 9, 0, 9, 3, 0, 0]), /is a JPEG of 12 bits; expected 8/],
    [withFrame(0xc3, [8, 0, 9, 0, 9, 3, 0, 0]), /is a JPEG with lossless/],
    [withFrame(0xc9, [8, 0, 9, 0, 9, 3, 0, 0]), /is a JPEG with arithmetic coding/],
    [withFrame(0xc0, [8, 255, 255, 255, 255, 3, 0, 0]), /of 65535x65535 pixels, more than/],
    [withFrame(0xc0, [8, 0, 0, 0, 9, 3, 0, 0]), /damaged: it is 9x0/],
    [withFrame(0xda, [0, 0]), /damaged: it has no frame/],
    [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2, 7, 7, 7, 7]), /segments do not follow/],
  ] as const;
  for (const [content, message] of cases) {
    await assert.rejects(bytesOf("bad.jpg", content), { code: "R205", message });
  }
});

import { test } from "node:test";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readCsvSet, type CsvOptions } from "../../src/data/csv.js";
import { digitBytes, digitLabels, digits, temporaryFolder, write } from "./files.js";

const folder = temporaryFolder();

function read(text: string | Buffer, options: Partial<CsvOptions> = {}) {
  const path = write(folder, "table.csv", text);
  return readCsvSet("t", { path, about: "path" }, { split: 1, seed: 1, ...options });
}

const rows = digitLabels(40).map((label, i) => [label, ...digitBytes(i)].join(","));

test("digits in a table: plain, with a header, gzip, Windows' line ends, semicolons", async () => {
  const header = ["label", ...Array.from({ length: 64 }, (_, i) => `pixel${i}`)].join(",");
  const plain = await read(rows.join("\n"));
  assert.deepEqual([plain.shape, plain.classNames.length], [[8, 8, 1], 10]);
  assert.deepEqual([...plain.train.labels], digitLabels(40));
  assert.deepEqual(
    plain.train.images.map((pixel) => Math.round(pixel * 16)),
    digits.images.slice(0, 40 * 64).map((pixel) => pixel * 16),
  );
  const text = [header, ...rows, ""].join("\r\n");
  for (const other of [text, gzipSync(text), text.replaceAll(",", ";")]) {
    const { train } = await read(other);
    assert.deepEqual([train.labels, train.images], [plain.train.labels, plain.train.images]);
  }
});

test("labels may be names, in quotes and in any language", async () => {
  const { classNames, train } = await read('猫,0,1,2,3\n"a ""dog""",3,2,1,255\n猫,9,9,9,9\n');
  assert.deepEqual(classNames, ['a "dog"', "猫"]);
  assert.deepEqual([...train.labels], [1, 0, 1]);
});

test("pixels from 0 to 1 stay as they are", async () => {
  const { train } = await read("0,0,0.5,1,1e-1\n1,1,1,0,0");
  assert.deepEqual(train.images, Float32Array.of(0, 0.5, 1, 0.1, 1, 1, 0, 0));
});

test("the size of an image", async () => {
  const text = "0,1,2,3,4,5,6\n1,6,5,4,3,2,1";
  assert.deepEqual((await read(text)).shape, [6]);
  assert.deepEqual((await read(text, { size: [2, 3] })).shape, [2, 3, 1]);
  assert.deepEqual((await read(text, { size: [1, 2] })).shape, [1, 2, 3]);
  await assert.rejects(read(text, { size: [4, 4] }), {
    code: "R206",
    message: /has 6 values a row; `size=4x4` takes 16, or 48 in colour/,
  });
});

const bad: readonly (readonly [string, string, RegExp])[] = [
  ["empty", "", /holds no rows/],
  ["a header alone", "label,a,b", /holds no rows/],
  ["a label alone", "1\n2", /has no values in line 1/],
  ["no label", "0,1\n,2", /has no label in line 2/],
  ["fewer values", "0,1,2\n1,3", /has 1 values in line 2; those before have 2/],
  ["a word", "0,1,2\n1,3,black", /has `black` in line 2, column 3; expected a pixel/],
  ["nothing", "0,1,2\n1,,3", /has nothing in line 2, column 2/],
  ["not a number", "0,1,2\n1,nan,3", /has `nan` in line 2/],
  ["infinite", "0,1,2\n1,1e999,3", /has `1e999` in line 2/],
  ["too bright", "0,1,2\n1,256,3", /has `256` in line 2/],
  ["negative", "0,1,2\n1,-1,3", /has `-1` in line 2/],
  ["a negative label", "0,1,2\n-1,1,3", /the label -1 in row 2; expected a class number from 0/],
  ["half a label", "0,1,2\n0.5,1,3", /the label 0.5 in row 2/],
  ["a label that is a value", "0,1,2\n1000000,1,3", /the label 1000000 in row 2/],
];

for (const [name, text, message] of bad) {
  test(`refused with its line: ${name}`, async () => {
    await assert.rejects(read(text), { code: "R206", message });
  });
}

test("one class", async () => {
  await assert.rejects(read("7,1\n7,2"), { code: "R104", message: /one class only: all its 2/ });
});

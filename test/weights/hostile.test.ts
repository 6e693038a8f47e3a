import { after, test } from "node:test";
import assert from "node:assert/strict";
import { rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { formatHeader, parseHeader } from "../../src/weights/header.js";
import { writeWeights } from "../../src/weights/write.js";
import { countingWeights, file, folder, network, read, reader } from "./weightFile.js";

after(() => rmSync(folder, { recursive: true }));

const tiny = network("input 2 | fc-1", "tiny");
const data = new Uint8Array(12);
const bias = `"fc1/bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}`;
const kernel = `"fc1/kernel":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}`;

const hostile: readonly (readonly [string, string | Buffer, RegExp, bigint?])[] = [
  ["not JSON", "{abc", /its header is not JSON/],
  ["a list", "[]", /its header is not a table/],
  ["not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), /its header is not UTF-8/],
  [
    "a huge header",
    `{${kernel},${bias}}`,
    /its header would have 11529215046068\d+ bytes/,
    1n << 60n,
  ],
  ["a long header", `{${kernel},${bias}}`, /its header would have/, 200n],
  ["twice", `{${kernel},${bias},${bias}}`, /`fc1\/bias` twice/],
  ["twice inside", `{"fc1/bias":{"dtype":"F32","dtype":"F64"}}`, /`dtype` twice/],
  ["twice, escaped", `{"a":1,"\\u0061":2}`, /`a` twice/],
  [
    "another type",
    `{${kernel.replace("F32", "F16")},${bias}}`,
    /`fc1\/kernel` is of type "F16"; expected "F32"/,
  ],
  [
    "a negative shape",
    `{${kernel.replace("[2,1]", "[-2,-1]")},${bias}}`,
    /has the shape \[-2,-1\]/,
  ],
  ["a fraction", `{${kernel.replace("[2,1]", "[0.5,4]")},${bias}}`, /has the shape/],
  [
    "a shape beyond all",
    `{${kernel.replace("[2,1]", "[9007199254740991,9007199254740991]")},${bias}}`,
    /but has 8/,
  ],
  ["no shape", `{${kernel.replace('"shape":[2,1],', "")},${bias}}`, /has the shape undefined/],
  ["negative offsets", `{${kernel.replace("[0,8]", "[-8,0]")},${bias}}`, /has the offsets/],
  [
    "offsets turned round",
    `{${kernel.replace("[0,8]", "[8,0]")},${bias}}`,
    /2x1, 8 bytes, but has -8/,
  ],
  ["overlap", `{${kernel},${bias.replace("[8,12]", "[4,8]")}}`, /overlaps another tensor/],
  [
    "a hole",
    `{${kernel},${bias.replace("[8,12]", "[12,16]")}}`,
    /nothing is said of the bytes before `fc1\/bias`/,
  ],
  ["bytes behind", `{${kernel}}`, /4 bytes follow the last tensor/],
  ["no table", `{"fc1/kernel":7}`, /`fc1\/kernel` is no table/],
  ["metadata of numbers", `{"__metadata__":{"a":1}}`, /a value that is no text/],
  ["nothing", `{}`, /12 bytes follow/],
];

for (const [name, header, message, length] of hostile) {
  test(`a hostile file: ${name}`, async () => {
    const path = file("hostile", header, data, length);
    await assert.rejects(read(path, tiny), { code: "R202", message });
  });
}

test("a name out of JavaScript's own is a name like any other", async () => {
  const path = file(
    "proto",
    `{${kernel},"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}`,
    data,
  );
  await assert.rejects(read(path, tiny), { code: "R203" });
});

test("a file cut short anywhere is refused", async () => {
  const path = join(folder, "cut");
  const size = await writeWeights(
    path,
    tiny,
    { network: "tiny", classNames: null, preprocessing: null },
    reader(countingWeights(tiny)),
  );
  for (let length = size - 1; length >= 0; length -= 7) {
    truncateSync(path, length);
    await assert.rejects(read(path, tiny), { code: "R202" });
  }
  writeFileSync(path, "");
  await assert.rejects(read(path, tiny), { code: "R202", message: /it has 0 bytes/ });
  await assert.rejects(read(folder, tiny), { message: /it is not a file|it is a folder/ });
  await assert.rejects(read(join(folder, "none"), tiny), { code: "R201", message: /no such file/ });
});

test("any header of any bytes is an answer, never an exception", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.nat(1000), (text, bytes) => {
      const header = parseHeader(text, bytes);
      assert.ok(typeof header === "string" || header.entries.length >= 0);
    }),
  );
});

test("any header that is written is read back", () => {
  const names = fc.uniqueArray(
    fc.string().filter((name) => name !== "__metadata__"),
    { maxLength: 5 },
  );
  const shapes = fc.array(fc.array(fc.nat(9), { maxLength: 4 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(names, shapes, fc.dictionary(fc.string(), fc.string()), (all, sizes, metadata) => {
      const tensors = all.map((name, i) => {
        const shape = sizes[i] ?? [];
        return { name, shape, values: shape.reduce((product, n) => product * n, 1) };
      });
      const bytes = formatHeader(tensors, metadata);
      const total = tensors.reduce((sum, { values }) => sum + values * 4, 0);
      const header = parseHeader(bytes.toString("utf8", 8), total);
      assert.ok(typeof header !== "string");
      const wanted = new Map(tensors.map(({ name, shape }) => [name, shape]));
      assert.deepEqual(new Map(header.entries.map(({ name, shape }) => [name, shape])), wanted);
      assert.deepEqual(header.metadata, new Map(Object.entries(metadata)));
    }),
  );
});

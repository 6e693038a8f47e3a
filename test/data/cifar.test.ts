import { test } from "node:test";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readCifar, type CifarFormat } from "../../src/data/cifar.js";
import { pixelsOf } from "../../src/data/samples.js";
import { cifarRecord, tarGz, temporaryFolder, write } from "./files.js";

const folder = temporaryFolder();
const ten: CifarFormat = {
  train: ["data_batch_1.bin", "data_batch_2.bin"],
  test: ["test_batch.bin"],
  labelBytes: 1,
  classes: 10,
};
const record = (...labels: number[]) => cifarRecord(labels, (y, x, c) => (y * 7 + x * 3 + c) % 256);
const files = {
  "cifar-10-batches-bin/batches.meta.txt": Buffer.from("airplane\n"),
  "cifar-10-batches-bin/data_batch_2.bin": record(9),
  "cifar-10-batches-bin/data_batch_1.bin": Buffer.concat([record(3), record(0)]),
  "cifar-10-batches-bin/test_batch.bin": record(5),
};

function read(content: Buffer, format = ten) {
  return readCifar({ path: write(folder, "cifar.tar.gz", content), about: "set" }, format);
}

test("CIFAR-10: batches in their order, planes become pixels", async () => {
  const { train, test: tests } = await read(tarGz(files));
  assert.deepEqual([[...train.labels], [...tests.labels]], [[3, 0, 9], [5]]);
  const image = pixelsOf(train, Int32Array.of(2));
  const at = (y: number, x: number, c: number) =>
    Math.round((image[(y * 32 + x) * 3 + c] ?? 0) * 255);
  for (const [y, x, c] of [
    [0, 0, 0],
    [0, 0, 2],
    [31, 31, 1],
    [4, 17, 2],
  ] as const) {
    assert.equal(at(y, x, c), (y * 7 + x * 3 + c) % 256);
  }
});

test("CIFAR-100: the fine label is the second", async () => {
  const format = { train: ["train.bin"], test: ["test.bin"], labelBytes: 2, classes: 100 };
  const archive = tarGz({ "a/train.bin": record(19, 99), "a/test.bin": record(0, 42) });
  const { train, test: tests } = await read(archive, format);
  assert.deepEqual([[...train.labels], [...tests.labels]], [[99], [42]]);
});

const last = "cifar-10-batches-bin/test_batch.bin";
const bad: readonly (readonly [string, Buffer, RegExp])[] = [
  ["no tar", gzipSync("text"), /is no tar archive/],
  ["a file is missing", tarGz({ [last]: record(1) }), /holds no data_batch_1\.bin/],
  ["an empty file", tarGz({ ...files, [last]: Buffer.alloc(0) }), /has an empty test_batch\.bin/],
  ["half a record", tarGz({ ...files, [last]: Buffer.alloc(3072) }), /no multiple of 3073/],
  [
    "label",
    tarGz({ ...files, [last]: record(10) }),
    /label 10 in record 0 of test_batch.bin; expected 0 to 9/,
  ],
  ["cut", tarGz(files).subarray(0, 500), /is gzip but cut short/],
];

for (const [name, content, message] of bad) {
  test(`refused by name: ${name}`, async () => {
    await assert.rejects(read(content), { code: "R206", message });
  });
}

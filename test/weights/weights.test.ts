import { after, test } from "node:test";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withWeights } from "../../src/weights/read.js";
import { writeWeights } from "../../src/weights/write.js";
import { countingWeights, folder, network, read, reader, small } from "./weightFile.js";

after(() => rmSync(folder, { recursive: true }));

const manifest = {
  network: "small",
  classNames: ["a", "b", "c"],
  preprocessing: { mean: 0.5, deviation: 0.25 },
};

test("what is written is read, with its manifest", async () => {
  const path = join(folder, "a.safetensors");
  const weights = countingWeights(small);
  const bytes = await writeWeights(path, small, manifest, reader(weights));
  assert.equal(readFileSync(path).length, bytes);
  const got = await read(path, small);
  assert.deepEqual(got.weights, weights);
  assert.deepEqual(got.manifest, manifest);
});

test("the file is as the format says: length, JSON, then little-endian floats", async () => {
  const path = join(folder, "b.safetensors");
  await writeWeights(path, small, manifest, reader(countingWeights(small)));
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE());
  assert.equal(length % 8, 0);
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + length)) as Record<string, unknown>;
  assert.deepEqual(header["conv1_1/kernel"], {
    dtype: "F32",
    shape: [3, 3, 1, 2],
    data_offsets: [0, 72],
  });
  const { format, layout, network: name } = header["__metadata__"] as Record<string, string>;
  assert.deepEqual([format, layout, name], ["convscript", "HWIO", "small"]);
  assert.equal(bytes.readFloatLE(8 + length), 1);
  assert.equal(bytes.readFloatLE(8 + length + 4), 2);
});

test("a file that is there is replaced whole, and nothing is left beside it", async () => {
  const own = join(folder, "whole");
  mkdirSync(own);
  const path = join(own, "w.safetensors");
  writeFileSync(path, "before");
  const failing = (name: string) =>
    name.startsWith("fc")
      ? Promise.reject(new Error("engine"))
      : reader(countingWeights(small))(name);
  await assert.rejects(writeWeights(path, small, manifest, failing), /engine/);
  assert.equal(readFileSync(path, "utf8"), "before");
  await writeWeights(path, small, manifest, reader(countingWeights(small)));
  assert.deepEqual(readdirSync(own), ["w.safetensors"]);
});

test("a folder that is not there, and a folder in place of the file", async () => {
  const write = (path: string) =>
    writeWeights(path, small, manifest, reader(countingWeights(small)));
  await assert.rejects(write(join(folder, "none", "w")), {
    code: "R201",
    message: /cannot be written: there is no such file or folder/,
  });
  await assert.rejects(write(folder), { code: "R201" });
  assert.ok(!existsSync(join(folder, "none")));
});

test("weights of another network: a table of what differs, nothing written", async () => {
  const other = network("input 4x4x1 | conv3-2 bias | conv3-2 | fc-4 | softmax", "other");
  const path = join(folder, "other.safetensors");
  await writeWeights(path, other, manifest, reader(countingWeights(other)));
  await assert.rejects(read(path, small), (error: Error & { table?: string }) => {
    assert.match(error.message, /do not fit `small`: 9 differences$/);
    assert.deepEqual(
      error.table?.split("\n").map((line) => line.trim().split(/ {2,}/)),
      [
        ["in the file", "in the network"],
        ["conv1_1/gamma", "-", "2"],
        ["conv1_1/beta", "-", "2"],
        ["conv1_1/movingMean", "-", "2"],
        ["conv1_1/movingVariance", "-", "2"],
        ["fc1/kernel", "32x4", "32x3"],
        ["fc1/bias", "4", "3"],
        ["conv1_1/bias", "2", "-"],
        ["conv1_2/kernel", "3x3x2x2", "-"],
        ["conv1_2/bias", "2", "-"],
      ],
    );
    return true;
  });
});

test("weights that are not finite are refused by the tensor's name before any is written", async () => {
  for (const wrong of [NaN, Infinity, -Infinity]) {
    const weights = countingWeights(small);
    weights.get("fc1/kernel")?.fill(wrong, 5, 6);
    const path = join(folder, "wrong.safetensors");
    await writeWeights(path, small, manifest, reader(weights));
    const reading = withWeights(path, small, () => assert.fail("the weights were given out"));
    await assert.rejects(reading, { code: "R204", message: /`fc1\/kernel` has .* \(value 5\)/ });
  }
});

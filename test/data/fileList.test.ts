import { test } from "node:test";
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileCount, fileListBuilder, filePath } from "../../src/data/fileList.js";
import type { ImageHeader } from "../../src/data/imageHeader.js";

const header: ImageHeader = {
  format: "PNG",
  width: 4,
  height: 3,
  orientation: 1,
  transparent: false,
  common: true,
};
const name = (i: number) => join("ImageNet 犬", `n${String(i).padStart(7, "0")}.png`);

test("a million names: forty bytes each, every one found again", () => {
  const count = 1_000_000;
  const builder = fileListBuilder("root");
  for (let i = 0; i < count; i++) builder.add(name(i), header);
  const list = builder.whole();
  const { names, starts, orientations, transparent } = list;
  const bytes = [names, starts, orientations, transparent].map(({ buffer }) => buffer.byteLength);
  assert.ok(bytes.reduce((a, b) => a + b, 0) < 40 * count + 100, bytes.join());
  assert.equal(fileCount(list), count);
  for (let i = 0; i < count; i += 9973) assert.equal(filePath(list, i), join("root", name(i)));
  assert.equal(filePath(list, count - 1), join("root", name(count - 1)));
});

test("what the files have in common, and the first that differs", () => {
  const builder = fileListBuilder("root");
  const turned = { ...header, orientation: 6, transparent: true };
  const other = { ...header, width: 9, common: false };
  for (const [i, one] of [header, turned, other, header].entries()) builder.add(name(i), one);
  const { size, otherSize, common, orientations, transparent } = builder.whole();
  assert.deepEqual([size, otherSize, common], ["3x4", "4x3", false]);
  assert.deepEqual(
    [[...orientations], [...transparent]],
    [
      [1, 6, 1, 1],
      [0, 1, 0, 0],
    ],
  );
  const none = fileListBuilder("root").whole();
  assert.deepEqual([fileCount(none), none.size, none.otherSize], [0, null, null]);
});

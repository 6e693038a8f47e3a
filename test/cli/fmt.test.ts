import { test } from "node:test";
import assert from "node:assert/strict";
import { chmodSync, lstatSync, readFileSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { convscript, folderWith } from "./convscript.js";

const loose = "\uFEFFNET a=INPUT 8x8x3|Conv3-4\r\n|FC-10|soft-max # end\r\n";
const formed = "net a = input 8x8x3 | conv3-4\n  | fc-10 | softmax # end\n";
const broken = "net a = input 8x8x3 | (conv3-4\n";

test("a file is rewritten, with its mode, and links stay links", async () => {
  const folder = folderWith({ "loose.conv": loose, "formed.conv": formed });
  const path = join(folder, "loose.conv");
  chmodSync(path, 0o640);
  symlinkSync("loose.conv", join(folder, "link.conv"));
  const { code, stdout } = await convscript(["fmt", "link.conv", "formed.conv"], { cwd: folder });
  assert.deepEqual([code, stdout], [0, "link.conv: formatted\n"]);
  assert.equal(readFileSync(path, "utf8"), formed);
  assert.equal(statSync(path).mode & 0o777, 0o640);
  assert.ok(lstatSync(join(folder, "link.conv")).isSymbolicLink());
  assert.deepEqual(readdirSync(folder).sort(), ["formed.conv", "link.conv", "loose.conv"]);
});

test("a text with errors stays as it is; the others are written", async () => {
  const folder = folderWith({ "broken.conv": broken, "loose.conv": loose });
  const { code, stderr } = await convscript(["fmt", "broken.conv", "loose.conv"], { cwd: folder });
  assert.equal(code, 1);
  assert.match(stderr, /^error C102: /);
  assert.equal(readFileSync(join(folder, "broken.conv"), "utf8"), broken);
  assert.equal(readFileSync(join(folder, "loose.conv"), "utf8"), formed);
});

test("--check writes nothing and names what would change", async () => {
  const folder = folderWith({ "loose.conv": loose, "formed.conv": formed });
  const args = ["fmt", "--check", "loose.conv", "formed.conv"];
  const { code, stdout, stderr } = await convscript(args, { cwd: folder });
  assert.deepEqual([code, stdout, stderr], [1, "loose.conv\n", "1 text would change\n"]);
  assert.equal(readFileSync(join(folder, "loose.conv"), "utf8"), loose);
});

test("standard input to standard output, what is implied written out", async () => {
  const { code, stdout } = await convscript(["fmt", "-", "--explicit"], { stdin: loose });
  assert.deepEqual(
    [code, stdout],
    [0, "net a = input 8x8x3 | conv3-4 relu\n  | fc-10 linear | softmax # end\n"],
  );
});

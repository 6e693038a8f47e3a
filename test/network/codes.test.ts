import { test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codes } from "../../src/language/codes.js";
import { diskFiles } from "../../src/network/files.js";
import { check } from "../../src/network/check.js";
import { classicNetworks } from "../../src/network/classics.js";
import { sourceOf } from "../../src/language/source.js";
import { packageRoot } from "../../src/packageRoot.js";

const cases = readdirSync(join(packageRoot, "test"), { recursive: true, encoding: "utf8" })
  .filter((file) => /cases.*\.txt$|\.test\.ts$/.test(file))
  .map((file) => readFileSync(join(packageRoot, "test", file), "utf8"))
  .join("\n");

test("every code has a case", () => {
  const missing = Object.keys(codes).filter(
    (code) => !new RegExp(`(error|warning) ${code} `).test(cases),
  );
  assert.deepEqual(missing, []);
});

test("the hint for a forgotten use names the libraries as they are", () => {
  const files = diskFiles();
  const written = files.libraries.map((library) => {
    const { networks } = check(files.library(library)).value;
    return [library, networks.map((network) => network.name).sort()];
  });
  const named = Object.entries(classicNetworks).map(([library, names]) => [
    library,
    [...names].sort(),
  ]);
  assert.deepEqual(Object.fromEntries(named), Object.fromEntries(written));
});

/** Files that exist only here. */
function filesOf(texts: Readonly<Record<string, string>>): ReturnType<typeof diskFiles> {
  const read = (path: string) => {
    const text = texts[path];
    return text === undefined ? { problem: "there is no such file" } : sourceOf(path, text);
  };
  return { ...diskFiles(), read };
}

function firstErrors(
  text: string,
  texts: Readonly<Record<string, string>> = {},
): readonly string[] {
  const { diagnostics } = check(sourceOf("main.conv", text), { files: filesOf(texts) });
  return diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

test("files that use each other end in an error", () => {
  const texts = { "main.conv": 'use "other.conv"', "other.conv": 'use "main.conv"' };
  assert.deepEqual(firstErrors('use "other.conv"', texts), [
    'error C316 "main.conv" uses this text, which uses it',
  ]);
});

test("a file brings its names, and its errors", () => {
  const texts = {
    "nets.conv": "net small = input 8x8x3 | conv3-8 | gap\nnet bad = input 8x8x3 | conv3",
  };
  assert.deepEqual(firstErrors('use "nets.conv"\nnet a = small | fc-10', texts), [
    "error C409 `conv` needs its filters, as in `conv3-64`",
  ]);
});

test("calls nested too deep", () => {
  const blocks = Array.from(
    { length: 101 },
    (_, i) => `block b${i + 1} = ${i === 0 ? "conv3-8" : `b${i}`}`,
  );
  assert.deepEqual(firstErrors(`${blocks.join("\n")}\nnet a = input 8x8x3 | b101 | gap | fc-10`), [
    "error C318 blocks and networks use each other at most 100 levels deep",
  ]);
});

test("a library and a file bring in what they define, not what they use", () => {
  const texts = { "own.conv": "use vgg\nnet mine = vggD upto=pool1 | gap | fc-10" };
  assert.deepEqual(
    firstErrors(
      'use "own.conv"\nuse fcn\nnet a = mine upto=gap1 | fc-3\nnet b = vggD | fc-3',
      texts,
    ),
    ["error C301 there is no stage, block or network `vggD`"],
  );
});

test("a network is complete exactly where nothing it is made of has errors", () => {
  const complete = (text: string) =>
    check(sourceOf("main.conv", text)).value.networks.map((network) => network.complete);
  assert.deepEqual(complete("net a = input 8x8x3 | conv3-4 x2 relu | gap"), [false]);
  assert.deepEqual(complete("net a = input 8x8x3 | conv3_4 | gap\nnet b = a | fc-3"), [
    false,
    false,
  ]);
  assert.deepEqual(
    complete("block c(p) = conv3-4 | dropout 0.{p}\nnet a = input 8x8x3 | c(3) | gap"),
    [false],
  );
  assert.deepEqual(complete("net a = input 8x8x3 | gap\nnet b = input 8x8x3 | maxpool9 | gap"), [
    true,
    false,
  ]);
});

import { test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorOf, openBench, plainText, ts } from "./cells.js";

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const packages = {
  "node_modules/modern/package.json": `{"type":"module","exports":{"import":"./main.js"}}`,
  "node_modules/modern/main.js": `await null; export default "esm"; export const seven = 7; export let count = 0; export function more() { count++; }`,
  "node_modules/older/package.json": `{"main":"main.js"}`,
  "node_modules/older/main.js": `exports.eight = 8;`,
  "node_modules/mixed/package.json": `{"type":"module","main":"./main.js"}`,
  "node_modules/mixed/main.js": `export const nine = 9;`,
  "local.mjs": `export const ten = 10; export default class Local {}`,
  "settings.json": `{"rate":0.1}`,
  "plain.js": `module.exports = { from: __filename.split(/[\\\\/]/).pop() };`,
};

const load = (...names: string[]) =>
  `await __convscriptLoad(${names.map((name) => `["${name}", null]`).join(", ")});`;

test("packages of both kinds, files and JSON from the notebook's folder", async (t) => {
  const bench = await openBench(t);
  write(bench.folder, packages);
  const cell = ts(`${load("modern", "older", "mixed", "./local.mjs", "node:path")}
    const modern = require("modern"), older = require("older"), mixed = require("mixed");
    const local = require("./local.mjs"), settings = require("./settings.json"), plain = require("./plain.js");
    modern.more();
    exports.last = [modern.__esModule, modern.default, modern.seven, modern.count, older.eight, mixed.nine, local.ten, settings.rate, plain.from];`);
  assert.equal(
    plainText(await bench.run(cell)),
    "[ true, 'esm', 7, 1, 8, 9, 10, 0.1, 'plain.js' ]",
  );
});

test("`import()` of both kinds", async (t) => {
  const bench = await openBench(t);
  write(bench.folder, packages);
  const cell =
    ts(`const all = await Promise.all(["modern", "older", "./local.mjs", "node:os", "convscript"].map((name) => __convscriptImport(name, null)));
    exports.last = [all[0].default, all[1].eight, all[2].ten, typeof all[3].cpus, all[4].net === net];`);
  assert.equal(plainText(await bench.run(cell)), "[ 'esm', 8, 10, 'function', true ]");
});

test("JSON is read anew, what is missing is an error", async (t) => {
  const bench = await openBench(t);
  write(bench.folder, packages);
  const read = "exports.last = require('./settings.json').rate;";
  assert.equal(plainText(await bench.run(ts(read))), "0.1");
  write(bench.folder, { "settings.json": `{"rate":0.2}` });
  assert.equal(plainText(await bench.run(ts(read))), "0.2");
  const missing = await bench.run(ts(`${load("nowhere")} require("nowhere");`));
  assert.match(errorOf(missing), /Cannot find module 'nowhere'/);
});

test("a package that throws while it loads is the cell's error", async (t) => {
  const bench = await openBench(t);
  write(bench.folder, { "broken.mjs": `throw new TypeError("broken inside");` });
  assert.equal(errorOf(await bench.run(ts(load("./broken.mjs")))), "TypeError: broken inside");
});

test("local TypeScript files: compiled, in a circle, and again when they have changed", async (t) => {
  const bench = await openBench(t);
  const file = (name: string, data: string) => ({ path: join(bench.folder, name), data });
  const a = file("a.js", `exports.a = 1; exports.sum = () => exports.a + require("./lib/b").b;`);
  const b = file(
    "lib/b.js",
    `const a = require("../a"); exports.b = 10; exports.back = () => a.a;`,
  );
  const use = `const { sum } = require("./a"); exports.last = [sum(), require("./lib/b.ts").back()];`;
  assert.equal(plainText(await bench.run(ts(use, { sideOutputs: [a, b] }))), "[ 11, 1 ]");
  const changed = file("lib/b.js", b.data.replace("10", "20"));
  assert.equal(plainText(await bench.run(ts(use, { sideOutputs: [changed] }))), "[ 21, 1 ]");
});

test("`convscript` is this package, with the functions that cells have", async (t) => {
  const bench = await openBench(t);
  const cell = ts(`const own = require("convscript");
    exports.last = ["net", "data", "train", "test", "predict", "save", "load", "engine"].map((name) => typeof own[name] === "function" && own[name] === globalThis[name]);`);
  assert.equal(
    plainText(await bench.run(cell)),
    `[\n  true, true, true,\n  true, true, true,\n  true, true\n]`,
  );
});

test("TensorFlow.js is there where the folder has none, and says nothing of itself", async (t) => {
  const bench = await openBench(t);
  const sum = "exports.last = tf.sum(tf.tensor([1, 2])).arraySync();";
  const required = await bench.run(ts(`const tf = require("@tensorflow/tfjs"); ${sum}`));
  assert.equal(plainText(required), "3");
  assert.equal(required.stderr, "");
});

test("a module, a package and a TypeScript file that import `convscript` have the functions that cells have", async (t) => {
  const bench = await openBench(t);
  const names = "net, data, train, trainEvents, test, predict, show, save, load, ConvScriptError";
  const file = `import { ${names} } from "convscript"; export const all = { ${names} };`;
  write(bench.folder, {
    "own.mjs": file,
    "node_modules/lib/package.json": `{"type":"module","main":"main.js"}`,
    "node_modules/lib/main.js": file,
  });
  const local = {
    path: join(bench.folder, "own.js"),
    data: `exports.all = require("convscript");`,
  };
  const cell = ts(
    `${load("./own.mjs", "lib")}
    const of = (all) => "${names}".split(", ").filter((name) => all[name] === require("convscript")[name]).length;
    exports.last = ["./own.mjs", "lib", "./own.ts"].map((name) => of(require(name).all));`,
    { sideOutputs: [local] },
  );
  assert.equal(plainText(await bench.run(cell)), "[ 10, 10, 10 ]");
});

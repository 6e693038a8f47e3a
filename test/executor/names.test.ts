import { test } from "node:test";
import assert from "node:assert/strict";
import { check as checkText } from "../../src/network/check.js";
import { sourceOf } from "../../src/language/source.js";
import { conv, errorOf, openBench, plainText, ts, type Ran } from "./cells.js";

const networks = ({ done }: Ran) => done.names.networks.map(({ name }) => name);

test("the weights are the same in both languages, not copies", async (t) => {
  const bench = await openBench(t);
  await bench.run(conv("net mini = input 8x8x1 | conv3-4 | fc-10 | softmax\ndata digits"));
  await bench.run(
    ts(
      "await train(exports.mini, exports.digits, { epochs: 1, seed: 1 }); exports.alias = exports.mini;",
    ),
  );
  const code = "exports.last = [exports.mini.history.loss.length, exports.alias === exports.mini];";
  assert.equal(plainText(await bench.run(ts(code))), "[ 1, true ]");
  await bench.run(conv("train alias on digits epochs=1"));
  assert.equal(plainText(await bench.run(ts(code))), "[ 2, true ]");
});

test("the latest meaning of a name counts in both languages", async (t) => {
  const bench = await openBench(t);
  await bench.run(conv("net a = input 8x8x1 | fc-10 | softmax"));
  assert.deepEqual(networks(await bench.run(ts("exports.a = 5;"))), []);
  assert.match(errorOf(await bench.run(conv("show a"))), /^ConvScriptError: C/);
  const again = await bench.run(ts("exports.a = net`input 8x8x1 | conv3-2 | fc-10 | softmax`; "));
  assert.deepEqual(networks(again), ["a"]);
  assert.equal(plainText(await bench.run(ts("exports.last = exports.a.name;"))), "a");
  const third = await bench.run(conv("net a = input 8x8x1 | fc-20 | fc-10 | softmax"));
  assert.deepEqual(networks(third), ["a"]);
  assert.equal(plainText(await bench.run(ts("exports.last = exports.a.layers.length;"))), "4");
});

test("a network that TypeScript holds outlives its name", async (t) => {
  const bench = await openBench(t);
  await bench.run(conv("net a = input 8x8x1 | fc-10 | softmax\ndata digits"));
  await bench.run(
    ts("exports.held = [exports.a]; await train(exports.a, exports.digits, { epochs: 1 });"),
  );
  await bench.run(conv("net a = input 8x8x1 | fc-12 | fc-10 | softmax"));
  const ran = await bench.run(
    ts("exports.last = (await predict(exports.held[0], new Float32Array(64))).length;"),
  );
  assert.equal(plainText(ran), "5");
});

test("names hold texts that are complete in themselves", async (t) => {
  const bench = await openBench(t);
  await bench.run(conv("block b(c) = conv3-{c} bn\nnet stem = input 8x8x1 | b(4)"));
  const ran = await bench.run(conv("net whole = stem | b(8) | fc-10 | softmax"));
  assert.deepEqual(networks(ran), ["stem", "whole"]);
  for (const { text } of ran.done.names.networks) {
    const { diagnostics } = checkText(sourceOf("name", text));
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity === "error"),
      [],
      text,
    );
  }
});

test("networks of a library are there in TypeScript", async (t) => {
  const bench = await openBench(t);
  await bench.run(conv("use vgg"));
  const ran = await bench.run(ts("exports.last = exports.vggD.totals.params;"));
  assert.equal(plainText(ran), "138357544");
});

test("a cell that stops half-way leaves the names of what it has done", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(
    conv(
      `net a = input 8x8x1 | fc-10 | softmax\nload a from "nowhere.safetensors"\nnet b = input 8x8x1 | fc-10 | softmax`,
    ),
  );
  assert.match(errorOf(ran), /^ConvScriptError: R2/);
  assert.deepEqual(networks(ran), ["a"]);
  assert.match(errorOf(await bench.run(conv("show b"))), /^ConvScriptError: C/);
});

test("errors of the text have carets and run nothing", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(conv("net a = input 8x8x1 | convv3-4"));
  const { outcome } = ran.done;
  assert.ok(outcome.status === "error" && outcome.traceback.join("\n").includes("^"));
  assert.deepEqual(networks(ran), []);
});

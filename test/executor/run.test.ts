import { test } from "node:test";
import assert from "node:assert/strict";
import { conv, errorOf, openBench, plainText, ts } from "./cells.js";

test("a value, a promise and nothing", async (t) => {
  const bench = await openBench(t);
  assert.equal(plainText(await bench.run(ts("exports.last = 1 + 1;"))), "2");
  assert.equal(
    plainText(await bench.run(ts("exports.last = Promise.resolve([1, 2]);"))),
    "[ 1, 2 ]",
  );
  const none = await bench.run(ts("exports.last = undefined;"));
  assert.equal(none.result, undefined);
  assert.deepEqual(none.done.outcome, { status: "ok" });
});

test("names are there in later cells and can be defined again", async (t) => {
  const bench = await openBench(t);
  await bench.run(ts("const x = 1; exports.x = x;"));
  await bench.run(ts("const x = exports.x + 1; exports.x = x;"));
  assert.equal(plainText(await bench.run(ts("await null; exports.last = exports.x;"))), "2");
});

test("1,000 quick cells, sent at once, end in their order", async (t) => {
  const bench = await openBench(t);
  const sent = Array.from({ length: 1000 }, (_, i) => bench.begin(ts(`exports.last = ${i};`)));
  await bench.ended(1000);
  const ends = bench.messages.flatMap((one) => (one.kind === "done" ? [one.execution] : []));
  assert.deepEqual(ends, sent);
  assert.equal(plainText(await bench.ended(777)), "776");
});

test("what is thrown is an error with the user's lines only", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(
    ts("function f() { throw new RangeError('too far'); }\n\nf();", { id: 77 }),
  );
  assert.equal(errorOf(ran), "RangeError: too far");
  const { outcome } = ran.done;
  const traceback = outcome.status === "error" ? outcome.traceback.join("\n") : "";
  assert.match(traceback, /cell-77:1/);
  assert.match(traceback, /cell-77:3/);
  assert.doesNotMatch(traceback, /node:|executor/);
});

test("a network defined in one language is a value in the other", async (t) => {
  const bench = await openBench(t);
  const first = await bench.run(conv("net mini = input 8x8x1 | conv3-4 | fc-10 | softmax"));
  assert.deepEqual(first.done.outcome, { status: "ok" });
  assert.equal(plainText(await bench.run(ts("exports.last = exports.mini.layers.length;"))), "4");
  await bench.run(ts("exports.reader = net`input 8x8x1 | fc-10 | softmax`;"));
  const used = await bench.run(conv("data digits\ntest reader on digits"));
  assert.deepEqual(used.done.outcome, { status: "ok" });
  assert.deepEqual(
    used.done.names.networks.map(({ name }) => name),
    ["mini", "reader"],
  );
  assert.match(used.done.names.networks[1]?.text ?? "", /^net reader = /);
  assert.deepEqual(used.done.names.data, ["digits"]);
  assert.equal(
    plainText(await bench.run(ts("exports.last = exports.digits.classNames.length;"))),
    "10",
  );
});

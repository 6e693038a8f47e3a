import { test } from "node:test";
import assert from "node:assert/strict";
import { conv, errorOf, openBench, plainText, ts } from "./cells.js";

const harmful = {
  "deletes globals":
    "for (const name of ['console', 'process', 'Promise', 'require', 'JSON', 'Symbol', 'Object', 'Array', 'setTimeout', 'Buffer', 'Error', 'net', 'display', '__convscriptStop']) delete globalThis[name];",
  "replaces JSON": "globalThis.JSON = { stringify: () => 'x', parse: () => 1 };",
  "freezes prototypes":
    "for (const kind of [Object, Array, Function, Promise, Error, Map]) Object.freeze(kind.prototype);",
  "freezes the global object": "Object.freeze(globalThis);",
  "recurses without end": "function f() { return f() + 1; } f();",
  "removes all listeners":
    "process.removeAllListeners(); setTimeout(() => { throw new Error('x'); }, 5); await new Promise((r) => setTimeout(r, 30));",
  "throws something odd": "throw { get message() { throw 1; } };",
  "throws a proxy":
    "throw new Proxy({}, { get() { throw new Error('trap'); }, getPrototypeOf() { throw new Error('trap'); } });",
  "throws null": "throw null;",
  "has an error with odd parts":
    "throw Object.assign(new Error('x'), { name: 5, stack: 7, message: {} });",
  "rejects for ever": "for (let i = 0; i < 50; i++) Promise.reject(new Error(String(i)));",
};

for (const [name, code] of Object.entries(harmful)) {
  test(`a cell that ${name} ends, and the next ones run`, async (t) => {
    const bench = await openBench(t);
    await bench.run(ts(code));
    const next = await bench.run(
      ts(
        "console.log(JSON.parse('[1]').length); await null; exports.last = typeof Symbol.iterator;",
      ),
    );
    assert.deepEqual(next.done.outcome.status, "ok", errorOf(next));
    if (name !== "replaces JSON") assert.equal(next.stdout.at(-2), "1");
    assert.equal(plainText(next), "symbol");
    const network = await bench.run(conv("net a = input 8x8x1 | fc-10 | softmax"));
    assert.equal(network.done.outcome.status, "ok", errorOf(network));
  });
}

test("a cell that closes the channel of its process loses the process, which is told", async (t) => {
  const bench = await openBench(t);
  await bench.run(ts("require('fs').closeSync(3);"));
  const next = await bench.run(ts("exports.last = 1;"));
  assert.match(errorOf(next), /^ExecutorDied: .*closed its channel/);
  assert.equal(plainText(await bench.run(ts("exports.last = 1;"))), "1");
});

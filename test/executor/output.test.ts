import { test } from "node:test";
import assert from "node:assert/strict";
import { openBench, plainText, sleep, ts } from "./cells.js";

test("text of JavaScript and of other programs, both streams and displays keep their order", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(
    ts(`
    const { execSync } = require("child_process");
    const { writeSync } = require("fs");
    console.log("a");
    execSync("echo b", { stdio: "inherit" });
    console.error("c");
    display("d");
    process.stdout.write("e");
    writeSync(1, "f\\n");
    console.info("g");
  `),
  );
  const seen = ran.messages.flatMap((one) => {
    if (one.kind === "stream") return [`${one.name} ${one.text}`];
    return one.kind === "display" ? [`display ${String(one.data["text/plain"])}`] : [];
  });
  const joined = seen.reduce<string[]>((all, text) => {
    const before = all.at(-1) ?? "";
    const same = before.startsWith("stdout") && text.startsWith("stdout");
    return same ? [...all.slice(0, -1), before + text.slice(7)] : [...all, text];
  }, []);
  assert.deepEqual(joined, ["stdout a\nb\n", "stderr c\n", "display d", "stdout ef\ng\n"]);
});

test("100,000 lines arrive in order, then the end", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(ts("for (let i = 0; i < 100000; i++) console.log(i);"));
  const lines = ran.stdout.split("\n");
  assert.equal(lines.length, 100_001);
  assert.ok(lines.slice(0, -1).every((line, i) => line === String(i)));
  assert.equal(ran.messages.at(-1)?.kind, "done");
});

test("both streams in turn, 20,000 times", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(
    ts("for (let i = 0; i < 20000; i++) { console.log(i); console.error(i); }"),
  );
  const text = ran.messages.flatMap((one) => (one.kind === "stream" ? [one.text] : [])).join("");
  const expected = Array.from({ length: 20_000 }, (_, i) => `${i}\n${i}\n`).join("");
  assert.ok(text === expected);
});

test("a line of 1 MB and a display of 20 MB", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(
    ts("console.log('x'.repeat(1e6)); display.html('y'.repeat(2e7)); console.log('z');"),
  );
  assert.equal(ran.stdout, `${"x".repeat(1e6)}\nz\n`);
  const display = ran.messages.find((one) => one.kind === "display");
  assert.equal(String(display?.data["text/html"]).length, 2e7);
});

test("characters cut in two are whole, bytes that are no text do no harm", async (t) => {
  const bench = await openBench(t);
  const split = await bench.run(
    ts("for (const byte of Buffer.from('añ€😀\\n')) process.stdout.write(Buffer.from([byte]));"),
  );
  assert.equal(split.stdout, "añ€😀\n");
  const garbage = await bench.run(
    ts(`
    const bytes = Buffer.alloc(300000, 0);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 7919) % 251 < 100 ? i % 3 : i % 256;
    process.stdout.write(bytes);
    console.log("\\u0000\\u0001 e5; \\ud800 end");
    console.error("after");
  `),
  );
  assert.match(garbage.stdout, /\u0000\u0001 e5; \ufffd end\n$/);
  assert.equal(garbage.stderr, "after\n");
});

test("output of timers, promises and ticks belongs to the cell that began them", async (t) => {
  const bench = await openBench(t);
  const first = bench.begin(
    ts(`
    exports.later = (text) => setTimeout(() => console.log(text), 0);
    setTimeout(() => console.log("timer"), 60);
    (async () => { await new Promise((r) => setTimeout(r, 70)); console.log("promise"); })();
    setTimeout(() => process.nextTick(() => console.log("tick")), 80);
    const every = setInterval(() => { console.error("interval"); clearInterval(every); }, 90);
  `),
  );
  await bench.ended(first);
  const second = await bench.run(
    ts("exports.later('mine'); await new Promise((r) => setTimeout(r, 200)); console.log('here');"),
  );
  assert.equal(second.stdout, "mine\nhere\n");
  const early = await bench.ended(first);
  assert.equal(early.stdout, "timer\npromise\ntick\n");
  assert.equal(early.stderr, "interval\n");
});

test("a program that a cell leaves running writes under the cell that runs", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(
    ts(`
    const { spawn } = require("child_process");
    const child = spawn("sh", ["-c", "echo one; echo two >&2; echo three"], { stdio: "inherit" });
    await new Promise((resolve) => child.on("exit", resolve));
  `),
  );
  assert.equal(ran.stdout, "one\nthree\n");
  assert.equal(ran.stderr, "two\n");
});

const closers = {
  "process.stdout.end": "process.stdout.end('bye\\n'); process.stderr.end();",
  "process.stdout.destroy": "process.stdout.destroy(); process.stderr.destroy();",
  "process.stdout.cork": "process.stdout.cork(); process.stdout.write('held');",
  "closing the file": "require('fs').closeSync(1); require('fs').closeSync(2);",
  "a file in its place":
    "const fs = require('fs'); fs.closeSync(1); exports.file = fs.openSync('taken.txt', 'w');",
};

for (const [name, code] of Object.entries(closers)) {
  test(`the next cell prints after ${name}`, async (t) => {
    const bench = await openBench(t);
    assert.deepEqual((await bench.run(ts(code))).done.outcome, { status: "ok" });
    const next = await bench.run(ts("console.log('out'); console.error('err'); exports.last = 3;"));
    assert.equal(next.stdout, "out\n");
    assert.equal(next.stderr, "err\n");
    assert.equal(plainText(next), "3");
    assert.deepEqual(bench.deaths, []);
  });
}

test("silent cells print but show nothing", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(ts("console.log('said'); display(1); exports.last = 2;"), {
    silent: true,
  });
  assert.deepEqual(
    ran.messages.map(({ kind }) => kind),
    ["stream", "done"],
  );
});

test("uncaught errors are told under their cell and nothing dies", async (t) => {
  const bench = await openBench(t);
  const first = bench.begin(
    ts("setTimeout(() => { throw new Error('late'); }, 20); Promise.reject(new Error('lost'));"),
  );
  await bench.ended(first);
  await bench.run(ts("await new Promise((r) => setTimeout(r, 80));"));
  await sleep(0);
  const { stderr } = await bench.ended(first);
  assert.match(stderr, /Error.*: lost/);
  assert.match(stderr, /Error.*: late/);
  assert.deepEqual(bench.deaths, []);
});

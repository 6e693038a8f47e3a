import { test } from "node:test";
import assert from "node:assert/strict";
import { check, conv, errorOf, openBench, plainText, sleep, ts, type Bench } from "./cells.js";

const interrupted = "Interrupted: the cell was interrupted; what it has made so far is kept";

async function interruptAfter(bench: Bench, execution: number, ms: number) {
  await sleep(ms);
  await bench.executor.interrupt();
  return bench.ended(execution);
}

/** Each runs for ever. */
const endless = {
  "a loop with its checks": `for (;;) { ${check} }`,
  "a loop of a library, without checks": "for (;;) {}",
  "a loop behind an await": "await null; for (;;) {}",
  "microtasks without end": "for (;;) await null;",
  "a promise that is never settled": "await new Promise(() => {});",
  "a loop that waits each round": `for (;;) { ${check} await new Promise((r) => setTimeout(r, 5)); }`,
  "a loop that catches everything": `for (;;) { ${check} try { for (;;) { ${check} } } catch {} }`,
  "a regular expression": "/^(a+)+$/.test('a'.repeat(60) + 'b');",
  "a wait of the thread": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
  "a loop in a timer": "await new Promise(() => setTimeout(() => { for (;;) {} }, 1));",
};

for (const [name, code] of Object.entries(endless)) {
  test(`${name} is interrupted and state is kept`, async (t) => {
    const bench = await openBench(t);
    await bench.run(ts("exports.kept = 41;"));
    const ran = await interruptAfter(bench, bench.begin(ts(code)), 100);
    assert.equal(errorOf(ran), interrupted);
    const next = await bench.run(
      ts(`for (let i = 0; i < 9; i++) { ${check} } exports.last = exports.kept;`),
    );
    assert.equal(plainText(next), "41");
    assert.deepEqual(bench.deaths, []);
  });
}

test("`finally` runs where a loop has its checks", async (t) => {
  const bench = await openBench(t);
  await bench.run(ts("exports.steps = [];"));
  const cell = ts(`try { for (;;) { ${check} } } finally { exports.steps.push("left"); }`);
  await interruptAfter(bench, bench.begin(cell), 100);
  assert.equal(plainText(await bench.run(ts("exports.last = exports.steps;"))), "[ 'left' ]");
});

test("an interrupt that comes at once, and one when nothing runs", async (t) => {
  const bench = await openBench(t);
  await bench.executor.interrupt();
  assert.equal(plainText(await bench.run(ts("exports.last = 1;"))), "1");
  const execution = bench.begin(ts(`for (;;) { ${check} }`));
  await bench.executor.interrupt();
  assert.equal(errorOf(await bench.ended(execution)), interrupted);
});

test("an interrupt while the process loads what cells need: the first cell runs", async (t) => {
  for (const wait of [0, 60, 120, 180, 240]) {
    const bench = await openBench(t);
    await sleep(wait);
    await bench.executor.interrupt();
    assert.equal(plainText(await bench.run(ts("exports.last = 1;"))), "1");
  }
});

test("a loop in a timer of a cell that has ended", async (t) => {
  const bench = await openBench(t);
  await bench.run(ts("setTimeout(() => { for (;;) {} }, 1);"));
  await sleep(100);
  await bench.executor.interrupt();
  assert.equal(plainText(await bench.run(ts("exports.last = 2;"))), "2");
});

/** An interrupt may come between any two of its writes. */
const printing = {
  "prints to both streams": "for (;;) { console.log('out'); console.error('err'); }",
  "displays and prints": "for (let i = 0; ; i++) { display(i); console.log(i); }",
  "prints between awaits": "for (;;) { console.log('a'); await null; console.error('b'); }",
};

for (const [name, code] of Object.entries(printing)) {
  test(`a cell that ${name} for ever is interrupted, and the next one prints`, async (t) => {
    const bench = await openBench(t);
    await bench.run(ts("1;"));
    for (let round = 0; round < 8; round++) {
      const ran = await interruptAfter(bench, bench.begin(ts(code)), round * 7);
      assert.equal(errorOf(ran), interrupted);
      const next = await bench.run(ts("console.log('one'); display(2); console.error('three');"));
      assert.deepEqual(
        next.messages.map(({ kind }) => kind),
        ["stream", "display", "stream", "done"],
      );
    }
    assert.deepEqual(bench.deaths, []);
  });
}

test("50 interrupts at random moments: each cell ends once and the next one runs", async (t) => {
  const bench = await openBench(t);
  const codes = Object.entries(endless).filter(([name]) => !/regular|thread|timer/.test(name));
  let seed = 7;
  const random = (below: number) => (seed = (seed * 16807) % 2147483647) % below;
  for (let round = 0; round < 50; round++) {
    const code = codes[random(codes.length)]?.[1] ?? "";
    const ran = await interruptAfter(bench, bench.begin(ts(code)), random(60));
    assert.equal(errorOf(ran), interrupted);
    const next = await bench.run(ts(`await null; exports.last = ${round};`));
    assert.equal(plainText(next), String(round));
  }
  assert.deepEqual(bench.deaths, []);
  const ends = bench.messages.filter(({ kind }) => kind === "done");
  assert.equal(ends.length, 100);
});

const network = "net mini = input 8x8x1 | conv3-8 | maxpool2 | fc-10 | softmax";

test("a training stops at its next step; weights and history are kept", async (t) => {
  const bench = await openBench(t);
  await bench.run(conv(`${network}\ndata digits`));
  for (const wait of [400, 150, 30]) {
    const execution = bench.begin(conv("train mini on digits epochs=500 batch=100"));
    await bench.message((one) => one.kind === "display" && one.execution === execution);
    const ran = await interruptAfter(bench, execution, wait);
    assert.match(errorOf(ran), /^ConvScriptError: R304: interrupted after step [1-9]/);
  }
  const loss = await bench.run(
    ts("exports.last = (await predict(exports.mini, new Float32Array(64))).length;"),
  );
  assert.equal(plainText(loss), "5");
  const more = await bench.run(conv("train mini on digits epochs=1 batch=100"));
  assert.deepEqual(more.done.outcome, { status: "ok" });
  const history = await bench.run(ts("exports.last = exports.mini.history.loss.length > 0;"));
  assert.equal(plainText(history), "true");
  assert.deepEqual(bench.deaths, []);
});

test("`train` of a TypeScript cell ends its cell", async (t) => {
  const bench = await openBench(t);
  await bench.run(ts("exports.mini = net`input 8x8x1 | conv3-8 | fc-10 | softmax`;"));
  const cell = ts(
    "const digits = await data('digits'); console.log('go'); await train(exports.mini, digits, { epochs: 500, batch: 100 }); exports.after = true;",
  );
  const execution = bench.begin(cell);
  await bench.message((one) => one.kind === "stream" && one.text.includes("go"));
  const ran = await interruptAfter(bench, execution, 500);
  assert.match(errorOf(ran), /^ConvScriptError: R304: interrupted after step \d+/);
  assert.equal(plainText(await bench.run(ts("exports.last = 'after' in exports;"))), "false");
});

test("events of a training end where it is interrupted", async (t) => {
  const bench = await openBench(t);
  const cell = ts(`const mini = net\`input 8x8x1 | fc-10 | softmax\`; exports.kinds = [];
    for await (const { kind } of trainEvents(mini, data("digits"), { epochs: 5000 })) { ${check} exports.kinds.push(kind); if (kind === "begin") console.log("go"); }`);
  const execution = bench.begin(cell);
  await bench.message((one) => one.kind === "stream" && one.text.includes("go"));
  assert.equal(errorOf(await interruptAfter(bench, execution, 200)), interrupted);
  const kinds = await bench.run(ts("exports.last = exports.kinds.slice(0, 2).join();"));
  assert.equal(plainText(kinds), "begin,step");
});

test("a native call that cannot be interrupted ends by itself, with state kept", async (t) => {
  const bench = await openBench(t);
  await bench.run(ts("exports.kept = 5;"));
  const execution = bench.begin(ts("require('child_process').execSync('sleep 2.5'); for (;;) {}"));
  const ran = await interruptAfter(bench, execution, 100);
  assert.equal(errorOf(ran), interrupted);
  assert.match(ran.stderr, /cannot be interrupted/);
  assert.equal(plainText(await bench.run(ts("exports.last = exports.kept;"))), "5");
});

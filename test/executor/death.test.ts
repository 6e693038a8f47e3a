import { test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { openExecutor } from "../../src/executor/openExecutor.js";
import { errorOf, openBench, plainText, sleep, ts } from "./cells.js";

const deadly = {
  "process.exit(3)": [
    "console.log('last words'); process.exit(3);",
    /^ExecutorDied: .*exit code 3.*names and weights are gone/,
  ],
  "process.abort()": ["console.log('last words'); process.abort();", /^ExecutorDied: .*SIGABRT/],
  "kill -9": [
    "console.log('last words'); process.kill(process.pid, 'SIGKILL');",
    /^ExecutorDied: .*killed \(SIGKILL\)/,
  ],
  "out of memory": [
    "console.log('last words'); const all = []; for (;;) all.push(new Array(1000).fill(all.length));",
    /^ExecutorDied: .*ran out of memory/,
  ],
} as const;

/** For the processes that the tests start: memory is soon full. */
process.env["NODE_OPTIONS"] = "--max-old-space-size=100";

for (const [name, [code, message]] of Object.entries(deadly)) {
  test(`${name} ends the cell with what happened, and a new process is there`, async (t) => {
    const bench = await openBench(t);
    const ran = await bench.run(ts(code));
    assert.match(errorOf(ran), message);
    assert.equal(ran.stdout, "last words\n");
    assert.equal(plainText(await bench.run(ts("exports.last = typeof exports.x;"))), "undefined");
    assert.equal(bench.deaths.length, 1);
  });
}

test("20 kills: each time the next cell runs", async (t) => {
  const bench = await openBench(t);
  for (let round = 0; round < 20; round++) {
    const pid = Number(plainText(await bench.run(ts("exports.last = process.pid;"))));
    const execution = bench.begin(ts(round % 2 ? "for (;;) {}" : "await new Promise(() => {});"));
    await sleep(round * 3);
    process.kill(pid, "SIGKILL");
    assert.match(errorOf(await bench.ended(execution)), /^ExecutorDied/);
    assert.equal(isAlive(pid), false);
  }
  assert.equal(bench.deaths.length, 20);
  assert.equal(plainText(await bench.run(ts("exports.last = 1;"))), "1");
});

test("a restart forgets names and ends what runs", async (t) => {
  const bench = await openBench(t);
  await bench.run(ts("exports.x = 1;"));
  const execution = bench.begin(ts("for (;;) {}"));
  const waiting = bench.begin(ts("exports.last = 1;"));
  await bench.executor.restart();
  assert.match(errorOf(await bench.ended(execution)), /restarted/);
  assert.match(errorOf(await bench.ended(waiting)), /restarted/);
  assert.equal(plainText(await bench.run(ts("exports.last = 'x' in exports;"))), "false");
  assert.deepEqual(bench.deaths, []);
});

test("programs that cells have started end with the process", async (t) => {
  const bench = await openBench(t);
  const start =
    "exports.last = require('child_process').spawn('sleep', ['1000'], { stdio: 'inherit' }).pid;";
  const pid = Number(plainText(await bench.run(ts(start))));
  assert.equal(isAlive(pid), true);
  await bench.executor.restart();
  assert.equal(await isGone(pid), true);
});

test("a cell that is sent after the end is answered", async (t) => {
  const bench = await openBench(t);
  await bench.executor.close();
  assert.match(errorOf(await bench.run(ts("exports.last = 1;"))), /closed/);
});

test("a folder that is not there is told", async () => {
  const options = { folder: "/nowhere/at/all", onMessage: () => {}, onDeath: () => {} };
  await assert.rejects(openExecutor(options), /cannot start/);
});

const parent = `
  const { openExecutor } = await import(process.argv[1]);
  const cell = (javascript) => ({ language: "typescript", id: 1, javascript, awaits: false, lastExpression: null, sideOutputs: [], declares: [] });
  const executor = await openExecutor({ folder: process.cwd(), onDeath: () => {},
    onMessage: (one) => { if (one.kind === "stream") console.log(one.text); } });
  executor.send({ kind: "run", execution: 1, silent: false, allowStdin: false, expressions: {}, cell: cell(
    "console.log(process.pid + ' ' + require('child_process').spawn('sleep', ['1000']).pid); for (;;) {}") });
`;

test("nothing is left when the parent is killed, whatever the cell does", async () => {
  const module = new URL("../../src/executor/openExecutor.js", import.meta.url).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", parent, module]);
  const [bytes] = (await once(child.stdout, "data")) as [Buffer];
  const pids = bytes.toString().trim().split(" ").map(Number);
  assert.deepEqual(pids.map(isAlive), [true, true]);
  child.kill("SIGKILL");
  for (const pid of pids) assert.equal(await isGone(pid), true);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

/** In a container nobody may collect the dead. */
function isZombie(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && /\) Z /.test(readFileSync(file, "utf8"));
}

async function isGone(pid: number): Promise<boolean> {
  for (let round = 0; round < 100; round++) {
    if (!isAlive(pid)) return true;
    await sleep(50);
  }
  return false;
}

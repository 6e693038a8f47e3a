import { test, type TestContext } from "node:test";
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHistory, type History } from "../../../src/kernel/history/history.js";
import { globMatcher } from "../../../src/kernel/history/glob.js";
import { open, type Deed } from "./fakes.js";

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "history-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "history");
}

function fail(error: unknown): never {
  throw error;
}

/** A run of a kernel that has ended. */
async function past(folder: string, inputs: readonly string[]): Promise<void> {
  const history = openHistory(folder, fail);
  inputs.forEach((input, index) => history.add(index + 1, input));
  await history.written();
}

async function inputs(asked: ReturnType<History["ask"]>): Promise<readonly string[]> {
  return (await asked).map(({ session, line, input }) => `${session}.${line} ${input}`);
}

test("tail, range and search over this run and earlier ones", async (t) => {
  const folder = temporary(t);
  await past(folder, ["one", "two"]);
  await past(folder, ["three"]);
  const history = openHistory(folder, fail);
  const range = { kind: "range", start: 1, stop: null } as const;
  assert.deepEqual(await inputs(history.ask({ ...range, session: 0 })), []);
  assert.deepEqual(await inputs(history.ask({ ...range, session: -1 })), ["2.1 three"]);
  history.add(1, "four");
  history.add(2, "two");
  const all = ["1.1 one", "1.2 two", "2.1 three", "3.1 four", "3.2 two"];
  assert.deepEqual(await inputs(history.ask({ kind: "tail", count: 99 })), all);
  assert.deepEqual(await inputs(history.ask({ kind: "tail", count: 2 })), all.slice(-2));
  assert.deepEqual(await inputs(history.ask({ kind: "tail", count: 0 })), []);
  const session = async (number: number) => inputs(history.ask({ ...range, session: number }));
  assert.deepEqual(await session(0), ["3.1 four", "3.2 two"]);
  assert.deepEqual(await session(-1), ["2.1 three"]);
  assert.deepEqual(await session(-2), ["1.1 one", "1.2 two"]);
  assert.deepEqual(await session(-3), []);
  assert.deepEqual(await session(1), ["1.1 one", "1.2 two"]);
  assert.deepEqual(await inputs(history.ask({ ...range, session: 1, stop: 2 })), ["1.1 one"]);
  assert.deepEqual(await inputs(history.ask({ ...range, session: 1, start: 2 })), ["1.2 two"]);
  const search = { kind: "search", pattern: "t*", count: null, unique: false } as const;
  assert.deepEqual(await inputs(history.ask(search)), ["1.2 two", "2.1 three", "3.2 two"]);
  const unique = { ...search, unique: true };
  assert.deepEqual(await inputs(history.ask(unique)), ["2.1 three", "3.2 two"]);
  assert.deepEqual(await inputs(history.ask({ ...search, count: 1 })), ["3.2 two"]);
});

test("results are kept with their cells, cut where they are long", async (t) => {
  const folder = temporary(t);
  const history = openHistory(folder, fail);
  history.add(1, "1 + 1");
  history.setOutput(1, "2");
  history.add(2, "let a");
  history.add(3, "'x'.repeat(1e5)");
  history.setOutput(3, "x".repeat(1e5));
  history.setOutput(9, "of no cell");
  await history.written();
  const outputs = async (one: History) =>
    (await one.ask({ kind: "tail", count: 9 })).map(({ output }) => output);
  const expected = ["2", null, `${"x".repeat(1e4)}…`];
  assert.deepEqual(await outputs(history), expected);
  assert.deepEqual(await outputs(openHistory(folder, fail)), expected);
});

test("kernels at once have a number each, and none loses a cell", async (t) => {
  const folder = temporary(t);
  const kernels = Array.from({ length: 5 }, () => openHistory(folder, fail));
  for (let line = 1; line <= 20; line += 1)
    for (const [index, kernel] of kernels.entries()) kernel.add(line, `${index}`);
  await Promise.all(kernels.map((kernel) => kernel.written()));
  const found = await inputs(openHistory(folder, fail).ask({ kind: "tail", count: 1000 }));
  const expected = kernels.flatMap((_, index) =>
    Array.from({ length: 20 }, (_, line) => `${index + 1}.${line + 1} ${index}`),
  );
  assert.deepEqual(found, expected);
});

test("files are private; what is damaged costs only itself", async (t) => {
  const folder = temporary(t);
  await past(folder, ["one", "two"]);
  const file = join(folder, "1.jsonl");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  appendFileSync(file, '{"line":9}\nnull\n{"line":3,"input":"thr');
  writeFileSync(join(folder, "2.jsonl"), Buffer.from([0, 255, 10, 123]));
  const history = openHistory(folder, fail);
  assert.deepEqual(await inputs(history.ask({ kind: "tail", count: 9 })), ["1.1 one", "1.2 two"]);
  history.add(1, "three");
  assert.equal((await inputs(history.ask({ kind: "tail", count: 1 })))[0], "3.1 three");
});

test("what a run keeps is bounded, and the newest stays", async (t) => {
  const folder = temporary(t);
  const history = openHistory(folder, fail);
  for (let line = 1; line <= 60; line += 1) history.add(line, `${line} ${"x".repeat(1e5)}`);
  history.add(61, "x".repeat(2e6));
  await history.written();
  assert.ok(statSync(join(folder, "1.jsonl")).size < 2.5e6);
  const [last] = await openHistory(folder, fail).ask({ kind: "tail", count: 1 });
  assert.equal(last?.line, 60);
  assert.deepEqual(readdirSync(folder), ["1.jsonl"]);
});

test("what all runs keep is bounded, and the newest stay", async (t) => {
  const folder = temporary(t);
  for (let run = 0; run < 12; run += 1) await past(folder, ["x".repeat(9e5)]);
  await past(folder, ["last"]);
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  assert.ok(sizes.reduce((sum, size) => sum + size) < 9e6);
  const [last] = await openHistory(folder, fail).ask({ kind: "tail", count: 1 });
  assert.deepEqual([last?.session, last?.input], [13, "last"]);
});

test("a folder that cannot be made: this run's cells are kept in memory", async (t) => {
  const folder = temporary(t);
  writeFileSync(folder, "a file is in the way");
  const errors: unknown[] = [];
  const history = openHistory(folder, (error) => errors.push(error));
  history.add(1, "one");
  assert.deepEqual(await inputs(history.ask({ kind: "tail", count: 9 })), ["1.1 one"]);
  assert.ok(errors.length > 0);
});

test("glob: stars, question marks, sets, and no pattern takes long", () => {
  const cases: [string, string, boolean][] = [
    ["*", "", true],
    ["", "", true],
    ["", "a", false],
    ["a*c", "abbc", true],
    ["a*c", "abcb", false],
    ["a?c", "a😀c", true],
    ["[a-c]x", "bx", true],
    ["[^a-c]x", "bx", false],
    ["[^a-c]x", "dx", true],
    ["[]]", "]", true],
    ["[a", "[a", true],
    ["a.c", "abc", false],
    ["*net*train*", "const net = 1\nnet.train()", true],
  ];
  for (const [pattern, text, expected] of cases)
    assert.equal(globMatcher(pattern)(text), expected, `${pattern} on ${text}`);
  assert.equal(globMatcher("*a".repeat(20) + "b")("a".repeat(10_000)), false);
});

test("history requests: plain, and with outputs; silent and unstored cells are not in it", async (t) => {
  const one: Deed = ({ execution }, say) => {
    say({ kind: "result", execution, data: { "text/plain": "1" }, metadata: {} });
    return undefined;
  };
  const { client, execute } = await open(t, { deeds: { one } });
  await execute("one");
  await execute("one", { silent: true });
  await execute("one", { store_history: false });
  await execute("two");
  const ask = async (content: object) =>
    (await client.ask("history_request", content)).reply.content.history;
  assert.deepEqual(await ask({ hist_access_type: "tail", n: 9 }), [
    [1, 1, "one"],
    [1, 2, "two"],
  ]);
  assert.deepEqual(await ask({ hist_access_type: "range", session: 0, output: true }), [
    [1, 1, ["one", "1"]],
    [1, 2, ["two", null]],
  ]);
  const search = { hist_access_type: "search", pattern: "*o*", n: 1, unique: true };
  assert.deepEqual(await ask(search), [[1, 2, "two"]]);
});

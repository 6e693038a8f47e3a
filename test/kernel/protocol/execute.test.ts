import { test } from "node:test";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isState } from "./client.js";
import { failure, open, type Deed } from "./fakes.js";

const hello: Deed = ({ execution }, say) => {
  say({ kind: "stream", execution, name: "stdout", text: "hello\n" });
  say({ kind: "result", execution, data: { "text/plain": "7" }, metadata: { a: 1 } });
  return undefined;
};

test("a cell: busy, input, stream, result, idle, all under its request; the reply has its number", async (t) => {
  const { client, execute } = await open(t, { deeds: { hello } });
  const { reply, published } = await execute("hello");
  assert.equal(reply.type, "execute_reply");
  assert.equal(reply.content.status, "ok");
  assert.equal(reply.content.execution_count, 1);
  assert.deepEqual(reply.content.payload, []);
  assert.deepEqual(
    client.published.filter(({ parent }) => parent === reply.parent).map(({ type }) => type),
    ["status", "execute_input", "stream", "execute_result", "status"],
  );
  assert.deepEqual(
    published.map(({ content }) => content),
    [
      { code: "hello", execution_count: 1 },
      { name: "stdout", text: "hello\n" },
      { execution_count: 1, data: { "text/plain": "7" }, metadata: { a: 1 } },
    ],
  );
  assert.equal((await execute("hello")).reply.content.execution_count, 2);
});

test("an error is in the reply and published", async (t) => {
  const { execute } = await open(t, { deeds: { fail: () => failure } });
  const { reply, published } = await execute("fail");
  const error = { ename: "Error", evalue: "no", traceback: ["Error: no"] };
  assert.deepEqual(published.at(-1)?.content, error);
  assert.deepEqual({ ...reply.content, ...error, status: "error" }, reply.content);
});

test("a cell that cannot be compiled is not run", async (t) => {
  const refused = {
    language: "refused",
    name: "SyntaxError",
    message: "what",
    traceback: ["^"],
  } as const;
  const { execute, sent } = await open(t, { cells: { compile: () => Promise.resolve(refused) } });
  const { reply, published } = await execute("1 +");
  assert.equal(reply.content.ename, "SyntaxError");
  assert.deepEqual(published.at(-1)?.content, {
    ename: "SyntaxError",
    evalue: "what",
    traceback: ["^"],
  });
  assert.deepEqual(sent, []);
});

test("a fault of the service is the cell's error, and the next cell runs", async (t) => {
  let calls = 0;
  const compile = (code: string) => {
    calls += 1;
    if (calls === 1) throw new RangeError("broken");
    return Promise.resolve({ language: "conv" as const, id: 1, code });
  };
  const { execute } = await open(t, { cells: { compile } });
  assert.equal((await execute("a")).reply.content.ename, "RangeError");
  assert.equal((await execute("b")).reply.content.status, "ok");
});

test("a silent cell shows nothing and has no number", async (t) => {
  const { execute } = await open(t, { deeds: { hello, fail: () => failure } });
  const { reply, published } = await execute("hello", { silent: true });
  assert.deepEqual([published, reply.content.execution_count], [[], 0]);
  assert.deepEqual((await execute("fail", { silent: true })).published, []);
  const unstored = await execute("hello", { store_history: false });
  assert.equal(unstored.reply.content.execution_count, 0);
  assert.equal(unstored.published.length, 3);
});

test("user expressions: values, and errors of those that cannot be compiled", async (t) => {
  const { execute } = await open(t, {
    cells: {
      compile: (code) =>
        Promise.resolve(
          code === "bad"
            ? { language: "refused", name: "TypeError", message: "bad", traceback: [] }
            : { language: "conv", id: 3, code },
        ),
    },
  });
  const { reply } = await execute("a", { user_expressions: { good: "1", bad: "bad" } });
  assert.deepEqual(reply.content.user_expressions, {
    good: { status: "ok", data: { "text/plain": "3" }, metadata: {} },
    bad: { status: "error", ename: "TypeError", evalue: "bad", traceback: [] },
  });
});

test("displays: made, updated by id, cleared", async (t) => {
  const draw: Deed = ({ execution }, say) => {
    const image = { data: { "text/plain": "x" }, metadata: {} };
    say({ kind: "display", execution, displayId: "d", update: false, ...image });
    say({ kind: "display", execution, displayId: "d", update: true, ...image });
    say({ kind: "display", execution, displayId: null, update: false, ...image });
    say({ kind: "clear", execution, wait: true });
    return undefined;
  };
  const { execute } = await open(t, { deeds: { draw } });
  const { published } = await execute("draw");
  const image = { data: { "text/plain": "x" }, metadata: {} };
  assert.deepEqual(
    published.slice(1).map(({ type, content }) => [type, content]),
    [
      ["display_data", { ...image, transient: { display_id: "d" } }],
      ["update_display_data", { ...image, transient: { display_id: "d" } }],
      ["display_data", { ...image, transient: {} }],
      ["clear_output", { wait: true }],
    ],
  );
});

test("100,000 lines arrive, in order, in few messages", async (t) => {
  const count = 100_000;
  const print: Deed = async ({ execution }, say) => {
    for (let line = 0; line < count; line += 1) {
      const name = line % 1000 === 999 ? "stderr" : "stdout";
      say({ kind: "stream", execution, name, text: `${line}\n` });
      if (line % 5000 === 0) await sleep(0);
    }
    return undefined;
  };
  const { execute } = await open(t, { deeds: { print } });
  const { published } = await execute("print");
  const streams = published.filter(({ type }) => type === "stream");
  const text = streams.map(({ content }) => content.text).join("");
  assert.equal(text, Array.from({ length: count }, (_, line) => `${line}\n`).join(""));
  assert.ok(streams.length < 1000, `${streams.length} messages`);
});

test("output after a cell's end goes out under that cell", async (t) => {
  const { execute, executor, client } = await open(t, { deeds: { hello } });
  const first = await execute("hello");
  const second = await execute("hello");
  executor.onMessage({ kind: "stream", execution: 1, name: "stdout", text: "late" });
  executor.onMessage({ kind: "stream", execution: 2, name: "stdout", text: "later" });
  const late = await client.find("iopub", ({ content }) => content.text === "late");
  const later = await client.find("iopub", ({ content }) => content.text === "later");
  assert.deepEqual([late.parent, later.parent], [first.reply.parent, second.reply.parent]);
});

test("a lone surrogate is replaced: front ends in Python can send and save no such text", async (t) => {
  const print: Deed = ({ execution }, say) => {
    say({ kind: "stream", execution, name: "stdout", text: "\ud83d|😀|\\ud83d|\\\ude00" });
    return undefined;
  };
  const { execute } = await open(t, { deeds: { print } });
  const { published } = await execute("print");
  assert.equal(published.at(-1)?.content.text, "\ufffd|😀|\\ud83d|\\\ufffd");
});

test("a name with question marks opens a page", async (t) => {
  const levels: number[] = [];
  const inspect = (code: string, cursor: number, level: number) => {
    levels.push(level);
    return Promise.resolve(
      code === "net" && cursor === 3 ? { text: "a network", markdown: "*a network*" } : null,
    );
  };
  const { execute, sent } = await open(t, { cells: { inspect } });
  const page = (plain: string, markdown: string) => [
    { source: "page", data: { "text/plain": plain, "text/markdown": markdown }, start: 0 },
  ];
  for (const code of ["net?", "?net", "net??", " ??net "])
    assert.deepEqual((await execute(code)).reply.content.payload, page("a network", "*a network*"));
  assert.deepEqual(levels, [0, 0, 1, 1]);
  const unknown = "nothing is known of `nix`";
  assert.deepEqual((await execute("nix?")).reply.content.payload, page(unknown, unknown));
  assert.deepEqual(sent, []);
  await execute("// why?");
  assert.equal(sent.length, 1);
});

test("the executor dies: the cells start anew; comms are closed; without a cell, it is said on stderr", async (t) => {
  const { execute, executor, client, told } = await open(t, { deeds: { hello } });
  const { reply } = await execute("hello");
  await client.send("shell", "comm_open", { comm_id: "c", target_name: "t", data: {} });
  await client.ask("kernel_info_request", {});
  executor.onDeath("it was killed");
  const said = await client.find("iopub", ({ content }) => content.text === "it was killed\n");
  assert.equal(said.parent, reply.parent);
  await client.find("iopub", ({ type }) => type === "comm_close");
  assert.ok(told.includes("reset"));
  assert.equal((await execute("hello")).reply.content.status, "ok");
});

test("a cell that runs still is busy to all, whatever else is answered", async (t) => {
  let finish: () => void = () => undefined;
  const wait: Deed = () => new Promise((resolve) => (finish = () => resolve(undefined)));
  const { client } = await open(t, { deeds: { wait } });
  const id = await client.send("shell", "execute_request", { code: "wait" });
  await client.find("iopub", ({ type }) => type === "execute_input");
  const states = () => client.published.filter(({ type }) => type === "status");
  for (const channel of ["control", "shell"] as const) {
    const { reply } = await client.ask("kernel_info_request", {}, channel);
    await client.find(
      "iopub",
      (message) => message.parent === id && isState(message, "busy") && states().at(-1) === message,
    );
    assert.equal(reply.content.status, "ok");
  }
  finish();
  const { reply } = await client.answerTo(id);
  assert.equal(reply.content.status, "ok");
  assert.ok(isState(states().at(-1)!, "idle"));
});

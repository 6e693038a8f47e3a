import { test } from "node:test";
import assert from "node:assert/strict";
import type { CellCompletions } from "../../../src/cells/service.js";
import { open, type Deed } from "./fakes.js";

const never: Deed = () => new Promise(() => undefined);

test("kernel_info on shell and control, also while a cell runs", async (t) => {
  const { client } = await open(t, { deeds: { never } });
  await client.send("shell", "execute_request", { code: "never" });
  for (const channel of ["shell", "control"] as const) {
    const { reply } = await client.ask("kernel_info_request", {}, channel);
    assert.equal(reply.type, "kernel_info_reply");
    const { language_info: language, ...rest } = reply.content;
    assert.deepEqual(rest, {
      status: "ok",
      protocol_version: "5.5",
      implementation: "convscript",
      implementation_version: "1.2.3",
      banner: "ConvScript 1.2.3: networks in ConvScript, all else in TypeScript 5.0.0",
      help_links: [],
      debugger: false,
      supported_features: [],
    });
    assert.deepEqual(language, {
      name: "typescript",
      version: "5.0.0",
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    });
  }
});

test("completion: cursors count code points, on both sides", async (t) => {
  const asked: [string, number][] = [];
  const answer: CellCompletions = {
    start: 5,
    end: 7,
    matches: [{ text: "net", start: 5, end: 7, type: "const", signature: "net: Net" }],
  };
  const complete = (code: string, cursor: number) => {
    asked.push([code, cursor]);
    return Promise.resolve(answer);
  };
  const { client } = await open(t, { cells: { complete }, deeds: { never } });
  await client.send("shell", "execute_request", { code: "never" });
  const code = '"😀";ne';
  for (const cursor of [{ cursor_pos: 6 }, { cursor_pos: 99 }, {}]) {
    const { reply } = await client.ask("complete_request", { code, ...cursor });
    assert.deepEqual(reply.content, {
      status: "ok",
      matches: ["net"],
      cursor_start: 4,
      cursor_end: 6,
      metadata: {
        _jupyter_types_experimental: [
          { text: "net", start: 4, end: 6, type: "const", signature: "net: Net" },
        ],
      },
    });
  }
  assert.deepEqual(
    asked,
    [7, 7, 7].map((cursor) => [code, cursor]),
  );
});

test("inspect: found and not found, in code points, by level", async (t) => {
  const asked: unknown[] = [];
  const inspect = (code: string, cursor: number, level: number) => {
    asked.push([cursor, level]);
    return Promise.resolve(code.startsWith("😀") ? { text: "a", markdown: "*a*" } : null);
  };
  const { client } = await open(t, { cells: { inspect } });
  const found = await client.ask("inspect_request", {
    code: "😀a",
    cursor_pos: 1,
    detail_level: 1,
  });
  const data = { "text/plain": "a", "text/markdown": "*a*" };
  assert.deepEqual(found.reply.content, { status: "ok", found: true, data, metadata: {} });
  const lost = await client.ask("inspect_request", { code: "b", cursor_pos: 0, detail_level: 0 });
  assert.deepEqual(lost.reply.content, { status: "ok", found: false, data: {}, metadata: {} });
  assert.deepEqual(asked, [
    [2, 1],
    [0, 0],
  ]);
});

test("is_complete says how far to indent", async (t) => {
  const isComplete = () => Promise.resolve({ status: "incomplete", indent: "  " } as const);
  const { client } = await open(t, { cells: { isComplete } });
  const { reply } = await client.ask("is_complete_request", { code: "{" });
  assert.deepEqual(reply.content, { status: "incomplete", indent: "  " });
  const { reply: asked } = await client.ask("is_complete_request", { code: "Math.sqrt?" });
  assert.deepEqual(asked.content, { status: "complete" });
});

test("a request without what it needs, and one that nobody knows, get an error", async (t) => {
  const { client, execute } = await open(t);
  const incomplete = await client.ask("complete_request", {});
  assert.equal(incomplete.reply.content.evalue, "expected a string as code");
  assert.equal((await client.ask("execute_request", {})).reply.content.status, "error");
  const unknown = await client.ask("toString_request", {}, "control");
  assert.equal(unknown.reply.content.evalue, "this kernel has no toString_request");
  const history = await client.ask("history_request", { hist_access_type: "toString" });
  assert.equal(history.reply.content.status, "error");
  assert.equal((await execute("a")).reply.content.status, "ok");
});

test("debug is refused politely", async (t) => {
  const { client } = await open(t);
  const { reply } = await client.ask("debug_request", { seq: 4, command: "attach" }, "control");
  assert.equal(reply.type, "debug_reply");
  const { success, request_seq: number, command } = reply.content;
  assert.deepEqual([success, number, command], [false, 4, "attach"]);
});

test("comms: opened by either side, listed, both ways, closed", async (t) => {
  const { client, sent, executor } = await open(t);
  const list = async (content = {}) =>
    (await client.ask("comm_info_request", content)).reply.content.comms;
  await client.send("shell", "comm_open", { comm_id: "a", target_name: "t", data: { x: 1 } });
  assert.deepEqual(await list(), { a: { target_name: "t" } });
  const { onMessage } = executor;
  const rest = { execution: 1, metadata: { m: 1 } };
  const bytes = Buffer.from([1, 2]);
  const buffers = [bytes.toString("base64")];
  onMessage({ kind: "comm", type: "open", comm: "b", target: "u", data: { y: 2 }, ...rest });
  const opened = await client.find("iopub", ({ type }) => type === "comm_open");
  assert.deepEqual(opened.content, { comm_id: "b", target_name: "u", data: { y: 2 } });
  assert.deepEqual(opened.metadata, { m: 1 });
  assert.deepEqual(await list({ target_name: "u" }), { b: { target_name: "u" } });
  await client.send("shell", "comm_msg", { comm_id: "a", data: { z: 3 } }, { buffers: [bytes] });
  await client.send("shell", "comm_close", { comm_id: "a", data: {} });
  onMessage({ kind: "comm", type: "msg", comm: "b", data: { w: 4 }, buffers, ...rest });
  onMessage({ kind: "comm", type: "close", comm: "b", data: {}, ...rest });
  const message = await client.find("iopub", ({ type }) => type === "comm_msg");
  assert.deepEqual(message.content, { comm_id: "b", data: { w: 4 } });
  assert.deepEqual(message.buffers, [bytes]);
  assert.deepEqual(await list(), {});
  const metadata = {};
  assert.deepEqual(sent, [
    { kind: "comm", type: "open", comm: "a", target: "t", data: { x: 1 }, metadata },
    { kind: "comm", type: "msg", comm: "a", data: { z: 3 }, metadata, buffers },
    { kind: "comm", type: "close", comm: "a", data: {}, metadata },
  ]);
});

test("comm_open waits for the cell that may define its target; messages of an open comm do not", async (t) => {
  let finish: () => void = () => undefined;
  const define: Deed = () => new Promise((resolve) => (finish = () => resolve(undefined)));
  const { client, sent, executor } = await open(t, { deeds: { define } });
  const id = await client.send("shell", "execute_request", { code: "define" });
  await client.find("iopub", ({ type }) => type === "execute_input");
  const own = { execution: 1, data: {}, metadata: {} };
  executor.onMessage({ kind: "comm", type: "open", comm: "own", target: "t", ...own });
  await client.send("shell", "comm_open", { comm_id: "new", target_name: "t", data: {} });
  await client.send("shell", "comm_msg", { comm_id: "new", data: {} });
  await client.send("shell", "comm_msg", { comm_id: "own", data: {} });
  await client.ask("kernel_info_request", {});
  const comms = () =>
    sent.flatMap((one) => (one.kind === "comm" ? [`${one.type} ${one.comm}`] : []));
  assert.deepEqual(comms(), ["msg own"]);
  finish();
  await client.answerTo(id);
  await client.ask("execute_request", { code: "a" });
  assert.deepEqual(comms(), ["msg own", "open new", "msg new"]);
});

test("input: asked on stdin under the cell, the answer goes back; hidden where it is a password", async (t) => {
  const ask: Deed = ({ execution }, say) => {
    say({ kind: "ask", execution, prompt: "name: ", password: true });
    return new Promise(() => undefined);
  };
  const { client, sent } = await open(t, { deeds: { ask } });
  const id = await client.send("shell", "execute_request", { code: "ask", allow_stdin: true });
  const request = await client.find("stdin", ({ type }) => type === "input_request");
  assert.deepEqual(request.content, { prompt: "name: ", password: true });
  assert.equal(request.parent, id);
  await client.send("stdin", "input_reply", { value: "Ann" });
  await client.send("stdin", "input_reply", { value: "nobody asked" });
  await client.ask("kernel_info_request", {});
  while (sent.length < 2) await client.ask("kernel_info_request", {});
  assert.deepEqual(sent.slice(1), [{ kind: "input", execution: 1, text: "Ann" }]);
});

test("allow_stdin goes with the cell", async (t) => {
  const { execute, sent } = await open(t);
  await execute("a", { allow_stdin: false });
  await execute("a", { allow_stdin: true });
  assert.deepEqual(
    sent.map((message) => message.kind === "run" && message.allowStdin),
    [false, true],
  );
});

test("interrupt goes to the executor at once; a cell that is still being compiled ends", async (t) => {
  const opened = await open(t, {
    cells: { compile: () => new Promise(() => undefined) },
  });
  const id = await opened.client.send("shell", "execute_request", { code: "slow" });
  await opened.client.find("iopub", ({ type }) => type === "execute_input");
  const { reply } = await opened.client.ask("interrupt_request", {}, "control");
  assert.deepEqual([reply.type, reply.content], ["interrupt_reply", { status: "ok" }]);
  assert.equal((await opened.client.answerTo(id)).reply.content.ename, "Interrupted");
  assert.equal(opened.interrupts(), 1);
});

for (const channel of ["shell", "control"] as const)
  test(`shutdown on ${channel}: the reply, then everything is closed`, async (t) => {
    const { client, kernel, told } = await open(t, { deeds: { never } });
    await client.send("shell", "execute_request", { code: "never" });
    const { reply } = await client.ask("shutdown_request", { restart: true }, channel);
    assert.deepEqual(reply.content, { status: "ok", restart: true });
    await kernel.closed;
    assert.deepEqual(told.slice(-2).sort(), ["cells closed", "executor closed"]);
  });

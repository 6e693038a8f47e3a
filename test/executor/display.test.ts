import { test } from "node:test";
import assert from "node:assert/strict";
import { errorOf, openBench, plainText, ts } from "./cells.js";

test("a display is updated in its place", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(
    ts("const handle = display.html('<b>1</b>'); handle.update({ two: 2 }); display.clear(true);"),
  );
  const [first, second, third] = ran.messages;
  assert.ok(first?.kind === "display" && second?.kind === "display");
  assert.deepEqual([first.update, second.update], [false, true]);
  assert.equal(first.displayId, second.displayId);
  assert.deepEqual(first.data, { "text/html": "<b>1</b>", "text/plain": "<b>1</b>" });
  assert.deepEqual(second.data, { "text/plain": "{ two: 2 }" });
  assert.deepEqual(third, { kind: "clear", execution: 1, wait: true });
});

test("every kind of display has its MIME type", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(
    ts(`display.svg("<svg/>"); display.png(Buffer.from("p")); display.json({ a: [1] }); display.markdown("*m*");
      display.latex("$x$"); display.plotly({ data: [] });`),
  );
  const types = ran.messages.flatMap((one) =>
    one.kind === "display" ? [Object.keys(one.data)[0]] : [],
  );
  assert.deepEqual(types, [
    "image/svg+xml",
    "image/png",
    "application/json",
    "text/markdown",
    "text/latex",
    "application/vnd.plotly.v1+json",
  ]);
});

test("a display as the last value is shown once", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(ts("exports.last = display.html('<b>1</b>');"));
  assert.deepEqual(
    ran.messages.map(({ kind }) => kind),
    ["display", "done"],
  );
});

test("a display that takes its time comes before the end", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(ts("display(new Promise((r) => setTimeout(r, 30, 'late')));"));
  assert.deepEqual(
    ran.messages.map(({ kind }) => kind),
    ["display", "done"],
  );
});

test("questions are answered, or refused where nobody can answer", async (t) => {
  const bench = await openBench(t);
  const ask = ts("exports.last = await input('name? ', { password: true });");
  const execution = bench.begin(ask, { allowStdin: true });
  const asked = await bench.message(({ kind }) => kind === "ask");
  assert.deepEqual(asked, { kind: "ask", execution, prompt: "name? ", password: true });
  bench.executor.send({ kind: "input", execution, text: "Ada" });
  assert.equal(plainText(await bench.ended(execution)), "Ada");
  assert.match(errorOf(await bench.run(ask)), /nobody can answer/);
});

test("channels: opened from either side, messages, closed", async (t) => {
  const bench = await openBench(t);
  await bench.run(
    ts(`const one = comm.open("target", { a: 1 }); one.onMessage((data, buffers) => one.send({ back: data }, {}, buffers));
      comm.register("ours", (other, data) => { console.log("opened", data); other.onClose(() => console.log("closed")); });`),
  );
  const opened = bench.messages.find((one) => one.kind === "comm");
  assert.ok(opened?.kind === "comm" && opened.target === "target");
  const { executor } = bench;
  const to = { kind: "comm", metadata: {} } as const;
  executor.send({ ...to, type: "msg", comm: opened.comm, data: { b: 2 }, buffers: ["AQI="] });
  executor.send({ ...to, type: "open", comm: "x1", target: "ours", data: 3 });
  executor.send({ ...to, type: "close", comm: "x1", data: {} });
  executor.send({ ...to, type: "open", comm: "x2", target: "unknown", data: {} });
  const refused = await bench.message((one) => one.kind === "comm" && one.comm === "x2");
  assert.ok(refused.kind === "comm" && refused.type === "close");
  const back = bench.messages.find((one) => one.kind === "comm" && one.type === "msg");
  assert.ok(back?.kind === "comm");
  assert.deepEqual([back.data, back.buffers], [{ back: { b: 2 } }, ["AQI="]]);
  const { stdout } = await bench.ended(1);
  assert.equal(stdout, "opened 3\nclosed\n");
});

test("expressions beside the cell", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(ts("exports.x = 4;"), {
    expressions: { good: ts("exports.last = exports.x * 2;"), bad: ts("throw new Error('no');") },
  });
  const { good, bad } = ran.done.expressions;
  assert.deepEqual(good, { status: "ok", data: { "text/plain": "8" }, metadata: {} });
  assert.ok(bad?.status === "error" && bad.message === "no");
});

test("an update keeps the type of what it updates", async (t) => {
  const bench = await openBench(t);
  const ran = await bench.run(
    ts(`display.html("<b>1</b>").update("<b>2</b>"); display.markdown("*1*").update("*2*");
      display.png("AA==").update(Buffer.from("p")); display.json({ a: 1 }).update([2]);
      display.plotly({ data: [] }).update({ data: [{ y: [1] }] }); display("1").update("<b>2</b>");`),
  );
  const updates = ran.messages.flatMap((one) =>
    one.kind === "display" && one.update ? [Object.entries(one.data)[0]] : [],
  );
  assert.deepEqual(updates, [
    ["text/html", "<b>2</b>"],
    ["text/markdown", "*2*"],
    ["image/png", Buffer.from("p").toString("base64")],
    ["application/json", [2]],
    ["application/vnd.plotly.v1+json", { data: [{ y: [1] }] }],
    ["text/plain", "<b>2</b>"],
  ]);
});

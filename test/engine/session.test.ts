import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ensureEngine } from "../../src/engine/setup.js";
import type { Feed, Session } from "../../src/engine/session.js";
import { EngineError, openSession, openTensorflow } from "../../src/engine/tensorflow.js";
import { encodeGraph, float32, int32, node, placeholder, string, variable } from "./graph.js";

const engine = await ensureEngine();
const skip = engine.kind === "unavailable" && engine.reason;

const product = [
  placeholder("a"),
  placeholder("b"),
  node("ab", "MatMul", ["a", "b"], { T: float32 }),
  node("sum", "AddV2", ["a", "a"], { T: float32 }),
];

function floats(shape: readonly number[], ...values: readonly number[]): Feed {
  return { type: "float32", shape, data: Float32Array.from(values) };
}

async function open(nodes: Parameters<typeof encodeGraph>[0]): Promise<Session> {
  return openSession(await openTensorflow(), encodeGraph(nodes));
}

test("a matrix product comes back with its shape", { skip }, async () => {
  const session = await open(product);
  const feeds = { "a:0": floats([1, 2], 2, 3), "b:0": floats([2, 1], 5, 7) };
  const outputs = session.run(feeds, ["ab:0", "sum:0"]);
  assert.deepEqual(outputs, [
    { type: "float32", shape: [1, 1], data: Float32Array.of(31) },
    { type: "float32", shape: [1, 2], data: Float32Array.of(4, 6) },
  ]);
  session.dispose();
});

const noThreads = process.platform !== "linux" && "threads are counted in /proc";

test("a session has threads of its own, or a single one", { skip: skip || noThreads }, async () => {
  const tensorflow = await openTensorflow();
  const threads = () => readdirSync("/proc/self/task").length;
  // Disposed of at the end only: a thread that has ended is listed for a moment more.
  const sessions: Session[] = [];
  const added = (singleThreaded: boolean) => {
    const before = threads();
    sessions.push(openSession(tensorflow, encodeGraph(product), { singleThreaded }));
    return threads() - before;
  };
  added(false);
  assert.deepEqual([added(false), added(true)], [availableParallelism(), 1]);
  for (const session of sessions) session.dispose();
});

test("integers, strings, scalars and empty tensors go through unchanged", { skip }, async () => {
  const types = { f: float32, i: int32, s: string };
  const session = await open(
    Object.entries(types).flatMap(([name, T]) => [
      placeholder(name, T),
      node(`${name}Out`, "Identity", [name], { T }),
    ]),
  );
  const long = Buffer.from("more than the twenty-two bytes that TensorFlow keeps in place");
  const cases: readonly (readonly [string, Feed])[] = [
    ["f", floats([], 0.5)],
    ["f", floats([0, 3])],
    ["f", floats([2, 1, 1, 1, 2], 1, 2, 3, 4)],
    ["i", { type: "int32", shape: [2], data: Int32Array.of(-1, 2 ** 31 - 1) }],
    [
      "s",
      {
        type: "string",
        shape: [3],
        data: [new Uint8Array(), new Uint8Array([0, 255]), new Uint8Array(long)],
      },
    ],
  ];
  for (const [name, feed] of cases) {
    assert.deepEqual(session.run({ [`${name}:0`]: feed }, [`${name}Out:0`]), [feed]);
  }
  session.dispose();
});

test("a variable keeps its value when the array it was fed from changes", { skip }, async () => {
  const session = await open(variable());
  const whole = new Float32Array(64);
  // One of these four starts is a multiple of 64 bytes, where TensorFlow would share the array.
  for (const start of [0, 4, 8, 12]) {
    const data = whole.subarray(start, start + 16).fill(1);
    session.run({ "x:0": { type: "float32", shape: [16], data } }, ["assigned:0"]);
    data.fill(2);
    assert.deepEqual(session.run({}, ["read:0"])[0]?.data, new Float32Array(16).fill(1));
  }
  session.dispose();
});

test("a constant string can be fetched many times", { skip }, async () => {
  const text = Buffer.from("more than the twenty-two bytes that TensorFlow keeps in place");
  const tensor = { dtype: 7, tensor_shape: {}, string_val: [text] };
  const session = await open([node("text", "Const", [], { dtype: string, value: { tensor } })]);
  for (let round = 0; round < 3; round++) {
    assert.deepEqual(session.run({}, ["text:0"])[0]?.data, [new Uint8Array(text)]);
  }
  session.dispose();
});

test("two sessions keep their variables apart", { skip }, async () => {
  const [one, two] = [await open(variable()), await open(variable())];
  one.run({ "x:0": floats([1], 1) }, ["assigned:0"]);
  two.run({ "x:0": floats([1], 2) }, ["assigned:0"]);
  assert.deepEqual(one.run({}, ["read:0"])[0]?.data, Float32Array.of(1));
  one.dispose();
  assert.deepEqual(two.run({}, ["read:0"])[0]?.data, Float32Array.of(2));
  two.dispose();
});

test("errors carry TensorFlow's text and leave the session usable", { skip }, async () => {
  const session = await open([
    ...product,
    node("big", "Cast", ["a"], { SrcT: float32, DstT: { type: 2 } }),
  ]);
  const [row, column] = [floats([1, 2], 2, 3), floats([2, 1], 5, 7)];
  const cases: readonly (readonly [Record<string, Feed>, string, RegExp])[] = [
    [
      { "a:0": row, "b:0": row },
      "ab:0",
      /^Matrix size-incompatible: In\[0\]: \[1,2\], In\[1\]: \[1,2\]/,
    ],
    [{ "a:0": row }, "ab:0", /must feed a value for placeholder tensor 'b'/],
    [{}, "none:0", /Output op name can not be found in the graph. Fetched: none:0/],
    [{ "none:0": row }, "a:0", /Input op name can not be found in the graph/],
    [{ "a:0": floats([2, 2], 1) }, "a:0", /^a:0 is fed 1 values; its shape 2×2 needs 4$/],
    [
      { "a:0": row },
      "big:0",
      /^big:0 has TensorFlow's type number 2; expected float32, int32 or string$/,
    ],
  ];
  for (const [feeds, fetch, message] of cases) {
    assert.throws(() => session.run(feeds, [fetch]), { name: "EngineError", message });
  }
  const [output] = session.run({ "a:0": row, "b:0": column }, ["ab:0"]);
  assert.deepEqual(output?.data, Float32Array.of(31));
  session.dispose();
});

test("a disposed session says so, and may be disposed twice", { skip }, async () => {
  const session = await open(product);
  session.dispose();
  session.dispose();
  assert.throws(() => session.run({}, ["ab:0"]), { message: "the session has been disposed" });
});

test("bytes that are no graph are refused, and nothing stays on the disk", { skip }, async () => {
  const tensorflow = await openTensorflow();
  const unknown = encodeGraph([node("a", "NoSuchOperation", [], {})]);
  const folder = mkdtempSync(join(tmpdir(), "engine-test-"));
  const { TMPDIR } = process.env;
  process.env["TMPDIR"] = folder;
  const message = /not registered 'NoSuchOperation'/;
  assert.throws(() => openSession(tensorflow, unknown), { name: "EngineError", message });
  assert.throws(() => openSession(tensorflow, Uint8Array.of(1, 2, 3)), EngineError);
  openSession(tensorflow, encodeGraph(product)).dispose();
  process.env["TMPDIR"] = TMPDIR ?? "";
  assert.deepEqual(readdirSync(folder), []);
  rmdirSync(folder);
});

test("100 rounds of open, run, fail and dispose keep resident memory flat", { skip }, async () => {
  const { binding } = await openTensorflow();
  const size = 1 << 20;
  const feeds = {
    "x:0": { type: "float32", shape: [size], data: new Float32Array(size) } as const,
  };
  const nodes = [...variable(), node("xx", "MatMul", ["x", "x"], { T: float32 })];
  const round = async () => {
    const session = await open(nodes);
    session.run(feeds, ["assigned:0"]);
    assert.throws(() => session.run(feeds, ["xx:0"]), EngineError);
    session.dispose();
  };
  for (let warmUp = 0; warmUp < 20; warmUp++) await round();
  const before = { resident: process.memoryUsage.rss(), tensors: binding.getNumOfTensors() };
  for (let rounds = 0; rounds < 100; rounds++) await round();
  assert.equal(binding.getNumOfTensors(), before.tensors);
  // One 4 MB tensor lost in each round would be 400 MB.
  const growth = process.memoryUsage.rss() - before.resident;
  assert.ok(growth < 100e6, `resident memory grew by ${growth} bytes`);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { choose } from "../../src/engine/engines.js";

const ready = { kind: "ready", version: "2.21.0", gpu: false } as const;
const missing = { kind: "unavailable", reason: "pip not found", remedy: "install it" } as const;
const slower = { reason: "pip not found", remedy: "install it" };

test("the order is TensorFlow, wasm, plain JavaScript", () => {
  assert.deepEqual(choose("", ready, true), { kind: "choice", engine: "tensorflow" });
  assert.deepEqual(choose("", missing, true), { kind: "choice", engine: "wasm", slower });
  assert.deepEqual(choose("", missing, false), { kind: "choice", engine: "js", slower });
});

test("CONVSCRIPT_ENGINE decides", () => {
  for (const engine of ["wasm", "js"] as const) {
    const forced = { reason: `CONVSCRIPT_ENGINE asks for ${engine}`, remedy: "unset it" };
    assert.deepEqual(choose(engine, ready, true), { kind: "choice", engine, slower: forced });
  }
  assert.deepEqual(choose("tensorflow", ready, true), { kind: "choice", engine: "tensorflow" });
});

test("an engine that cannot be had is a problem, not another engine", () => {
  assert.deepEqual(choose("tensorflow", missing, true), {
    kind: "problem",
    message: "CONVSCRIPT_ENGINE asks for tensorflow: pip not found",
    remedy: "install it",
  });
  assert.deepEqual(choose("cuda", ready, true), {
    kind: "problem",
    message: "CONVSCRIPT_ENGINE is `cuda`; expected tensorflow, wasm or js",
    remedy: "set it to one of these, or unset it",
  });
});

import { test } from "node:test";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { EngineError } from "../../../src/engine/engineError.js";
import { onBackend, openBackend } from "../../../src/targets/tfjs/backend.js";

const events = ["uncaughtException", "unhandledRejection"] as const;

test("opening prints nothing, adds no handlers to the process, and can be done twice", async (t) => {
  const printed = (["log", "warn", "error"] as const).map((name) => t.mock.method(console, name));
  const handlers = events.map((event) => process.listenerCount(event));
  await Promise.all([openBackend("wasm"), openBackend("wasm")]);
  await openBackend("js");
  for (const name of ["wasm", "js"] as const) {
    onBackend(name, () => {
      tf.scalar(1).dispose();
    });
  }
  assert.deepEqual(
    printed.map((method) => method.mock.callCount()),
    [0, 0, 0],
  );
  assert.deepEqual(
    events.map((event) => process.listenerCount(event)),
    handlers,
  );
});

test("running on a backend leaves the current one as it was, also after an error", async () => {
  await openBackend("wasm");
  await openBackend("js");
  const before = tf.getBackend();
  for (const [name, backend] of [
    ["wasm", "wasm"],
    ["js", "cpu"],
  ] as const) {
    assert.equal(
      onBackend(name, () => tf.getBackend()),
      backend,
    );
    assert.throws(() =>
      onBackend(name, () => {
        throw new Error("stop");
      }),
    );
    assert.equal(tf.getBackend(), before);
  }
});

test("a tensor for which wasm has no memory is refused, and the backend lives on", async () => {
  await openBackend("wasm");
  onBackend("wasm", () => {
    const wasm = tf.backend() as unknown as Pick<BackendWasm, "makeOutput" | "disposeData">;
    const made: tf.DataId[] = [];
    assert.throws(() => {
      for (let i = 0; i < 8; i++) made.push(wasm.makeOutput([150_000_000], "float32").dataId);
    }, EngineError);
    made.forEach((id) => wasm.disposeData(id));
    const sum = tf.tidy(() => tf.sum(tf.tensor1d([1, 2, 3])));
    assert.equal(sum.dataSync()[0], 6);
    sum.dispose();
  });
});

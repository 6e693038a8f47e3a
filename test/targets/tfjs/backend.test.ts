import { test } from "node:test";
import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
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

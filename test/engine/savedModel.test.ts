import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeSavedModel } from "../../src/engine/savedModel.js";
import { EngineError, openSession, type Tensorflow } from "../../src/engine/tensorflow.js";
import { decodeSavedModel, encodeGraph, float32, placeholder } from "./graph.js";

test("a SavedModel reads back, at every size of its lengths", () => {
  for (const count of [0, 1, 10, 1000]) {
    const names = Array.from({ length: count }, (_, index) => `x${index}`);
    const graph = encodeGraph(names.map((name) => placeholder(name, float32)));
    const decoded = decodeSavedModel(Buffer.concat(encodeSavedModel(graph, "serve")));
    const { meta_graphs, ...rest } = decoded as { meta_graphs: readonly unknown[] };
    assert.deepEqual(rest, { saved_model_schema_version: 1 });
    const [meta] = meta_graphs as { meta_info_def: object; graph_def: { node?: object[] } }[];
    assert.deepEqual({ ...meta?.meta_info_def }, { tags: ["serve"] });
    assert.equal(meta?.graph_def.node?.length ?? 0, count);
  }
});

test("a graph above protobuf's limit is refused before anything is written", () => {
  const huge = { length: 2 ** 31 } as Uint8Array;
  const message =
    /^the graph has 2147483648 bytes; TensorFlow takes at most \d+: keep weights in variables/;
  assert.throws(
    () => openSession({} as Tensorflow, huge),
    (error: Error) => {
      assert.ok(error instanceof EngineError);
      assert.match(error.message, message);
      return true;
    },
  );
});

import { test } from "node:test";
import assert from "node:assert/strict";
import { createGraph, inScope } from "../../../src/targets/tensorflow/graph.js";
import { like } from "../../../src/targets/tensorflow/ops/elementwise.js";
import { readersOf } from "../../../src/targets/tensorflow/readers.js";
import { declareVariable } from "../../../src/targets/tensorflow/variables.js";

test("readers of a variable are the ops that take it on the way to a goal", () => {
  const graph = createGraph();
  const { value } = declareVariable(graph, "w", [2]);
  const at = (scope: string) => inScope(graph, scope);
  const forward = like(at("forward"), "Relu", [value]);
  const back = like(at("back"), "Mul", [forward, value]);
  like(at("aside"), "Neg", [value]);
  const names = readersOf(graph, [like(at("goal"), "Neg", [back])])(value).map(({ name }) => name);
  assert.deepEqual(names.sort(), ["back/Mul:0", "forward/Relu:0"]);
});

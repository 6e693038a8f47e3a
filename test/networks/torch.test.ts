/**
 * Random networks agree with PyTorch in every layer's shape and counts: groups, dilation, padding modes, `ceil`,
 * transposed convolutions and all. Needs a Python with torch, named by CONVSCRIPT_PYTHON.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Entry } from "./agreement.js";
import type { NetworkSpec } from "./spec.js";
import { packageRoot } from "../../src/packageRoot.js";
import { assertAgrees } from "./agreement.js";
import { arbitraryNetwork } from "./arbitraryNetwork.js";

const python = process.env["CONVSCRIPT_PYTHON"];
const skip = python ? false : "CONVSCRIPT_PYTHON names no Python with torch";

test("300 random networks have PyTorch's shapes and counts", { skip }, () => {
  const specs = fc.sample(arbitraryNetwork("all"), { seed: 20260, numRuns: 300 });
  const answers = askTorch(specs);
  assert.equal(answers.length, specs.length);
  specs.forEach((spec, i) => assertAgrees(spec, answers[i] ?? []));
});

function askTorch(specs: readonly NetworkSpec[]): Entry[][] {
  const script = join(packageRoot, "test", "oracle", "torch_shapes.py");
  const input = specs.map((spec) => JSON.stringify(spec)).join("\n");
  const { status, stdout, stderr, error } = spawnSync(python ?? "", [script], {
    input,
    encoding: "utf8",
  });
  assert.equal(status, 0, error?.message ?? stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Entry[]);
}

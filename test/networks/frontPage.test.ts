import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "../../src/network/check.js";
import { sourceOf } from "../../src/language/source.js";
import { packageRoot } from "../../src/packageRoot.js";
import { describeDiagnostics } from "../language/describe.js";

const page = readFileSync(join(packageRoot, "README.md"), "utf8");
const examples = Array.from(page.matchAll(/```conv\n([^]*?)```/g), (match) => match[1] ?? "");

test("the examples of the README check without a word", () => {
  assert.ok(examples.length >= 2);
  for (const text of examples)
    assert.equal(describeDiagnostics(check(sourceOf("README.md", text)).diagnostics), "");
});

import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { packageRoot } from "../../src/packageRoot.js";
import { reportFiles } from "./report.js";
import { readResults } from "./results.js";

test("the figures in the documents are those of results.json", () => {
  for (const [path, text] of reportFiles(readResults())) {
    const name = relative(packageRoot, path);
    assert.equal(readFileSync(path, "utf8"), text, `${name}: npm run bench -- report`);
  }
});

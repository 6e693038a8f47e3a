import { test } from "node:test";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { convscript, folderWith } from "./convscript.js";

const expected = { tags: ["raises-exception"] };
const tooSmall = "net small = input 2x2x1 | conv3-8 | maxpool2 | maxpool2 | maxpool2 | fc-10";

function cell(source: string, metadata: object = {}) {
  return { cell_type: "code", metadata, source, outputs: [], execution_count: null };
}

function notebook(...cells: object[]): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
}

function run(cells: readonly object[], ...options: string[]) {
  const cwd = folderWith({ "a.ipynb": notebook(...cells) });
  return { cwd, ended: convscript(["run", "a.ipynb", ...options], { cwd }) };
}

test("an expected error is told where it stands, and the run goes on", async () => {
  const thrown = cell('throw new RangeError("on purpose")', expected);
  const cells = [cell(tooSmall, expected), cell("const n: number = 'a'", expected), thrown];
  const { code, stdout, stderr } = await run([...cells, cell("6 * 7")]).ended;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /a\.ipynb, cell 1: ConvScriptError, as the cell's tag expects\n.*C\d{3}/);
  assert.match(stderr, /maxpool2 \|.*\n(.*\n)?.*\^{8}/);
  assert.match(stderr, /cell 2: TypeError, as .*\n(.*\n)*.*not assignable/);
  assert.match(stderr, /cell 3: RangeError, as .*\n.*on purpose/);
  assert.match(stdout, /\[4\/4\] 6 \* 7\n42\n/);
});

test("an error that is not expected ends the run: cell, caret, nothing after it", async () => {
  const text = { cell_type: "markdown", metadata: {}, source: "# Words" };
  const { cwd, ended } = run([text, cell(tooSmall), cell("6 * 7")], "--out", "b.ipynb");
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 1);
  assert.match(stderr, /a\.ipynb, cell 2: ConvScriptError\n.*C\d{3}/);
  assert.match(stderr, /maxpool2 \|.*\n(.*\n)?.*\^{8}/);
  assert.doesNotMatch(stdout, /42/);
  assert.ok(existsSync(join(cwd, "b.ipynb")));
});

test("an error that does not come ends the run", async () => {
  const { code, stderr } = await run([cell("1", expected), cell("2")]).ended;
  assert.equal(code, 1);
  assert.match(stderr, /cell 1: NoError\n.*raises-exception/);
});

test("as JSON: which errors were expected", async () => {
  const { code, stdout } = await run([cell("throw 1", expected), cell("throw 2")], "--json").ended;
  assert.equal(code, 1);
  const told = stdout.trim().split("\n");
  const read = told.map((line) => JSON.parse(line) as { cell: number; expected: boolean });
  assert.deepEqual(
    read.map((one) => [one.cell, one.expected]),
    [
      [1, true],
      [2, false],
    ],
  );
});

/** Every notebook, run from top to bottom without Jupyter: no error, every number of the lectures, the outputs that are saved. */
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runNotebook } from "../../src/notebook/runNotebook.js";
import { differences } from "./difference.js";
import { expectedTexts, notebookFolder, notebookNames, savedNotebook, textOf } from "./lectures.js";

const largest = 3_000_000;

for (const name of notebookNames()) {
  test(`${name} runs, shows its numbers, and is saved as it runs`, async () => {
    const saved = savedNotebook(name);
    const { notebook, failure } = await runNotebook(saved, { folder: notebookFolder });
    assert.equal(
      failure,
      null,
      failure ? `cell ${failure.number}: ${failure.traceback.join("\n")}` : "",
    );
    const shown = notebook.cells.map(({ outputs }) => textOf(outputs)).join("\n");
    const missing = expectedTexts(name).filter((text) => !shown.includes(text));
    assert.deepEqual(missing, [], "numbers that are not shown");
    const told = differences(saved, notebook);
    assert.deepEqual(told, [], `not as it is saved (npm run notebooks):\n${told.join("\n")}`);
    assert.ok(statSync(join(notebookFolder, `${name}.ipynb`)).size < largest, "too large");
  });
}

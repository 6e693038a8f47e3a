/** The check of saved outputs, on a saved notebook with one thing changed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Cell, Notebook, Output } from "../../src/notebook/file.js";
import { differences } from "./difference.js";
import { savedNotebook } from "./lectures.js";

const name = "01-first-steps";
const saved = savedNotebook(name);

/** The same notebook with other outputs in the first cell of which `isThis` holds; and that cell's number. */
function changed(
  isThis: (cell: Cell) => boolean,
  change: (outputs: readonly Output[]) => readonly Output[],
): { readonly copy: Notebook; readonly number: number } {
  const at = saved.cells.findIndex(isThis);
  const cells = saved.cells.map((cell, i) =>
    i === at ? { ...cell, outputs: change(cell.outputs) } : cell,
  );
  return { copy: { ...saved, cells }, number: at + 1 };
}

const starts = (word: string) => (cell: Cell) =>
  cell.kind === "code" && cell.source.startsWith(word);

test("a notebook is as itself", () => {
  assert.deepEqual(differences(saved, saved), []);
});

test("another number is told, with its line", () => {
  const { copy, number } = changed(starts("const [conv1"), (outputs) =>
    outputs.map((output) =>
      output.kind === "stream"
        ? { ...output, text: output.text.replace("6,090", "6,091") }
        : output,
    ),
  );
  assert.deepEqual(differences(copy, saved), [
    `cell ${number}: line 4 is saved as "in all 6,091 parameters", a run shows "in all 6,090 parameters"`,
  ]);
});

test("a missing figure is told, also where the figures vary", () => {
  for (const word of ["show digits", "data digits", "train ", "test "]) {
    const { copy, number } = changed(
      (cell) => cell.kind === "code" && cell.source.includes(word),
      (outputs) => outputs.slice(0, -1),
    );
    const told = differences(saved, copy).filter((line) => line.startsWith(`cell ${number}: `));
    assert.match(told[0] ?? "", /\d+ figures are saved, a run shows \d+/, word);
  }
});

test("a figure that has lost its picture is told", () => {
  const { copy, number } = changed(starts("data digits"), (outputs) =>
    outputs.map((output) => {
      if (output.kind !== "display") return output;
      const { "image/png": _, ...data } = output.data;
      return { ...output, data };
    }),
  );
  const [told] = differences(saved, copy);
  assert.match(told ?? "", new RegExp(`^cell ${number}: figure 2 is saved as ".*image/png`));
});

/** How every notebook is made up, and that the index's table names sections that are there. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { expectedTexts, notebookFolder, notebookNames, savedNotebook } from "./lectures.js";

const index = "00-index";

function prose(name: string): readonly string[] {
  return savedNotebook(name)
    .cells.filter(({ kind }) => kind === "markdown")
    .map(({ source }) => source);
}

for (const name of notebookNames()) {
  test(`${name} says what is learnt, and ends with exercises and folded answers`, () => {
    const [first = "", ...others] = prose(name);
    assert.match(first, /^# /);
    assert.match(first, /you will|You will/);
    const { cells } = savedNotebook(name);
    assert.equal(cells.at(-1)?.kind, "markdown");
    const exercises = (others.at(-1) ?? first).split(/^## Exercises$/m)[1] ?? "";
    const questions = exercises.match(/^\*\*\d+\.\*\* /gm) ?? [];
    const answers = exercises.match(/<details><summary>Answer<\/summary>/g) ?? [];
    assert.ok(questions.length >= 3, "three exercises or more");
    assert.equal(answers.length, questions.length, "an answer for each");
  });

  test(`${name} is saved as run, links to what is there, and shows numbers that a test expects`, () => {
    const code = savedNotebook(name).cells.filter(({ kind }) => kind === "code");
    const skipped = code.findIndex(({ count }, i) => count !== i + 1);
    assert.equal(skipped, -1, "saved in the order of its cells");
    for (const [, file = ""] of prose(name)
      .join("\n")
      .matchAll(/\]\(([^):#]+)\)/g))
      assert.ok(existsSync(join(notebookFolder, file)), `there is no ${file}`);
    assert.notDeepEqual(expectedTexts(name), []);
  });
}

test("every section that the index names is in its notebook", () => {
  const rows = [
    ...prose(index)
      .join("\n")
      .matchAll(/^\| .* \| (\[\d+\]\(.*)\|$/gm),
  ];
  assert.ok(rows.length >= 40, `${rows.length} rows of topics`);
  const missing = rows.flatMap(([, places = ""]) => missingIn(places));
  assert.deepEqual(missing, []);
});

/** `[3](03-filters.ipynb): One section; Another`. */
function missingIn(places: string): readonly string[] {
  const [, name = "", sections = ""] = /\((.*?)\.ipynb\): (.*?)\s*$/.exec(places) ?? [];
  const headings = new Set<string>(
    prose(name)
      .join("\n")
      .match(/^## .*$/gm),
  );
  return sections
    .split("; ")
    .filter((section) => !headings.has(`## ${section}`))
    .map((section) => `${name}: ${section}`);
}

/** `npm run notebooks [-- NAME…]`: runs the notebooks and saves their outputs. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { notebookText } from "../../src/notebook/file.js";
import { runNotebook } from "../../src/notebook/runNotebook.js";
import { differences } from "./difference.js";
import { notebookFolder, notebookNames, savedNotebook } from "./lectures.js";

const asked = process.argv.slice(2);
for (const name of notebookNames()) {
  if (asked.length > 0 && !asked.some((part) => name.includes(part))) continue;
  const saved = savedNotebook(name);
  const begin = performance.now();
  const { notebook, failure } = await runNotebook(saved, { folder: notebookFolder });
  const seconds = Math.round((performance.now() - begin) / 1000);
  if (failure) {
    console.error(`${name}: cell ${failure.number}\n${failure.traceback.join("\n")}`);
    process.exitCode = 1;
    continue;
  }
  writeFileSync(join(notebookFolder, `${name}.ipynb`), notebookText(notebook));
  const told = differences(saved, notebook);
  console.log(
    [`${name}: ${seconds} s`, ...(told.length === 0 ? ["as it was"] : told)].join("\n  "),
  );
}

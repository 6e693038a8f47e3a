/** The notebooks of the project: where they are, and what a run of each must show. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readNotebook, type Notebook, type Output } from "../../src/notebook/file.js";
import { packageRoot } from "../../src/packageRoot.js";

export const notebookFolder = join(packageRoot, "notebooks");

export function notebookNames(): readonly string[] {
  return readdirSync(notebookFolder)
    .filter((file) => file.endsWith(".ipynb"))
    .map((file) => file.slice(0, -".ipynb".length))
    .sort();
}

export function savedNotebook(name: string): Notebook {
  const notebook = readNotebook(readFileSync(join(notebookFolder, `${name}.ipynb`), "utf8"));
  if (typeof notebook === "string") throw new Error(`${name}: ${notebook}`);
  return notebook;
}

/** Texts that a run of the notebook must show: every number of the lectures. */
export function expectedTexts(name: string): readonly string[] {
  const file = join(packageRoot, "test", "notebooks", "expected", `${name}.txt`);
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}

/** What is printed and shown as text, in order. */
export function textOf(outputs: readonly Output[]): string {
  return outputs.map(outputText).join("\n");
}

export function outputText(output: Output): string {
  switch (output.kind) {
    case "stream":
      return output.text;
    case "error":
      return `${output.name}: ${output.message}`;
    case "display":
    case "result": {
      const text = output.data["text/plain"];
      return typeof text === "string" ? text : "";
    }
  }
}

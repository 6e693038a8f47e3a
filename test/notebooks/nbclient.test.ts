/** Every notebook through the kernel, by nbclient: the same numbers as without Jupyter. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { packageRoot } from "../../src/packageRoot.js";
import { collected, kernelHome, skip, startPython } from "../kernel/suite.js";
import { expectedTexts, notebookFolder, notebookNames } from "./lectures.js";

interface Executed {
  readonly name: string;
  readonly error: string | null;
  readonly text: string;
}

const script = join(packageRoot, "test", "notebooks", "execute.py");

test("notebooks through the kernel", { skip }, async (context) => {
  const env = await kernelHome(context);
  const names = notebookNames();
  const python = startPython([script, notebookFolder, ...names], env);
  const stderr = collected(python);
  const seen: string[] = [];
  for await (const line of createInterface(python.stdout)) {
    const { name, error, text } = JSON.parse(line) as Executed;
    seen.push(name);
    await context.test(name, () => {
      assert.equal(error, null);
      assert.deepEqual(
        expectedTexts(name).filter((expected) => !text.includes(expected)),
        [],
        "numbers that are not shown",
      );
    });
  }
  assert.deepEqual(seen, names, (await stderr).slice(-2000));
});

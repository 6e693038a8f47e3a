/**
 * Cases written as text: `=== name`, the source, `--->`, what is expected of it. With UPDATE_CASES=1 the expected parts
 * are rewritten with what was received.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { packageRoot } from "../src/packageRoot.js";

interface TextCase {
  readonly name: string;
  readonly source: string;
  readonly expected: string;
}

const update = process.env["UPDATE_CASES"] === "1";

/** Runs every case of a file, named from the package's folder: what `run` makes of the source must be as expected. */
export function textCases(file: string, run: (source: string) => string): void {
  const path = join(packageRoot, file);
  const cases = readCases(readFileSync(path, "utf8"));
  const received = new Map<TextCase, string>();
  suite(file, () => {
    for (const one of cases) {
      test(one.name, () => {
        const text = run(one.source).trim();
        received.set(one, text);
        if (!update) assert.equal(text, one.expected);
      });
    }
    after(() => {
      if (update) writeFileSync(path, writeCases(cases, received));
    });
  });
}

export function readCases(text: string): readonly TextCase[] {
  const [, ...cases] = text.split(/^=== /m);
  return cases.map((one) => {
    const [head = "", expected = ""] = one.split(/^--->$/m);
    const [name = "", ...source] = head.split("\n");
    return { name, source: source.join("\n").trimEnd(), expected: expected.trim() };
  });
}

function writeCases(cases: readonly TextCase[], received: ReadonlyMap<TextCase, string>): string {
  return cases
    .map((one) => `=== ${one.name}\n${one.source}\n--->\n${received.get(one) ?? one.expected}\n`)
    .join("\n");
}

/** The language's reference: every example does what is printed beneath it, and no word of the language is missing. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { renderDiagnostics } from "../../src/language/render.js";
import { keywords } from "../../src/language/words.js";
import { commandTable } from "../../src/network/commands/table.js";
import { diagnosticJson, networkJson } from "../../src/network/json.js";
import { layerKinds } from "../../src/network/layerKinds.js";
import { stageOptions } from "../../src/network/stageOptions.js";
import { packageRoot } from "../../src/packageRoot.js";
import { checkText, libraryNetworks } from "./library.js";

const readme = readFileSync(join(packageRoot, "grammar", "README.md"), "utf8");

interface Block {
  readonly language: string;
  readonly text: string;
}

const blocks: readonly Block[] = Array.from(
  readme.matchAll(/^```(\w+)\n([^]*?)^```$/gm),
  ([, language = "", text = ""]) => ({ language, text }),
);

suite("examples", () => {
  blocks.forEach(({ language, text }, i) => {
    if (language === "conv") test(text.split("\n")[0], () => assertShown(text, blocks[i + 1]));
  });
});

/** Diagnostics are shown in a `text` block that follows, the JSON in a `json` block; otherwise there is nothing to say. */
function assertShown(text: string, next: Block | undefined): void {
  const { value, diagnostics } = checkText(text, "tiny.conv");
  const said = renderDiagnostics(diagnostics, { color: false });
  assert.equal(said.trim(), next?.language === "text" ? next.text.trim() : "");
  if (next?.language !== "json") return;
  const whole = {
    networks: value.networks.map(networkJson),
    diagnostics: diagnostics.map(diagnosticJson),
  };
  assert.ok(contains(whole, JSON.parse(next.text)), JSON.stringify(whole, null, 1));
}

/** The shown value leaves things out: keys of objects, and objects of lists. */
function contains(whole: unknown, shown: unknown): boolean {
  if (Array.isArray(shown) && shown.every(isObject))
    return (
      Array.isArray(whole) && shown.every((one) => whole.some((other) => contains(other, one)))
    );
  if (isObject(shown) && isObject(whole) && !Array.isArray(shown))
    return Object.entries(shown).every(([key, value]) => contains(whole[key], value));
  return JSON.stringify(whole) === JSON.stringify(shown);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

suite("the reference names", () => {
  const written = new Set(
    Array.from(readme.matchAll(/[A-Za-z][A-Za-z0-9]*/g), ([word]) => word.replace(/\d+$/, "")),
  );
  const names = (words: readonly string[]) =>
    assert.deepEqual(
      words.filter((word) => !written.has(word.replace(/\d+$/, ""))),
      [],
    );
  const forms = Object.values(commandTable).flat();
  const rules = forms.flatMap(({ options }) => Object.entries(options));
  test("every keyword", () => names(keywords));
  test("every head", () => names([...Object.keys(layerKinds), "shortcut", "aux"]));
  test("every option of a stage and its words", () =>
    names(Object.entries(stageOptions).flatMap(([name, { words = [] }]) => [name, ...words])));
  test("every option of a statement and its words", () =>
    names(rules.flatMap(([name, { words = [] }]) => [name, ...words])));
  test("every flag and choice of a statement", () =>
    names(
      forms.flatMap(({ flags, slots }) => [
        ...flags,
        ...slots.flatMap((slot) => (slot.kind === "choice" ? slot.words : [])),
      ]),
    ));
  test("every network of the library", () => names([...libraryNetworks().keys()]));
});

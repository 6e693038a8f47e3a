import assert from "node:assert/strict";
import { parse } from "../../src/language/parse.js";
import { print } from "../../src/language/print.js";
import { renderDiagnostics } from "../../src/language/render.js";
import { sourceOf, type Source } from "../../src/language/source.js";
import { textCases } from "../textCases.js";
import { assertFixesWork, describeDiagnostics } from "./describe.js";
import { describeProgram } from "./describeProgram.js";

function problems(source: Source): ReturnType<typeof parse>["diagnostics"] {
  return parse(source).diagnostics;
}

/** `␀` and `␁` stand for the control characters, which no editor shows. */
function withControls(text: string): string {
  return text.replace(/[␀␁]/g, (picture) => String.fromCharCode(picture.charCodeAt(0) - 0x2400));
}

textCases("test/language/cases/parse.txt", (text) => {
  const { value, diagnostics } = parse(sourceOf("case.conv", text));
  assert.equal(describeDiagnostics(diagnostics), "");
  return describeProgram(value);
});

for (const name of ["words", "brackets", "stages", "statements", "values"]) {
  textCases(`test/language/cases/${name}.txt`, (text) => {
    const diagnostics = problems(sourceOf("case.conv", withControls(text)));
    assertFixesWork(diagnostics, problems);
    return describeDiagnostics(diagnostics);
  });
}

textCases("test/language/cases/recovery.txt", (text) => {
  const { value, diagnostics } = parse(sourceOf("case.conv", text));
  return [describeDiagnostics(diagnostics), describeProgram(value)].join("\n");
});

textCases("test/language/cases/format.txt", (text) => {
  const { value, diagnostics } = parse(sourceOf("case.conv", text));
  assert.equal(describeDiagnostics(diagnostics), "");
  const formatted = print(value);
  assert.equal(print(parse(sourceOf("case.conv", formatted)).value), formatted);
  return formatted;
});

textCases("test/language/cases/render.txt", (text) =>
  renderDiagnostics(problems(sourceOf("case.conv", text)), { color: false, file: true }),
);

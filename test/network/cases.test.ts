import { check } from "../../src/network/check.js";
import { sourceOf, type Source } from "../../src/language/source.js";
import { assertFixesWork, describeDiagnostics } from "../language/describe.js";
import { textCases } from "../textCases.js";

function problems(source: Source): ReturnType<typeof check>["diagnostics"] {
  return check(source).diagnostics;
}

for (const name of ["shapes", "names", "options", "statements"]) {
  textCases(`test/network/cases/${name}.txt`, (text) => {
    const diagnostics = problems(sourceOf("case.conv", text));
    assertFixesWork(diagnostics, problems);
    return describeDiagnostics(diagnostics);
  });
}

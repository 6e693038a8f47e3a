import assert from "node:assert/strict";
import { networkJson, type NetworkJson } from "../../src/network/json.js";
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

/** A line a layer: name, kind, activation, output, what is counted. */
function describeLayers({ name, layers }: NetworkJson): string {
  const lines = layers.map((layer) => {
    const { kind, activation, outputShape, weights, biases, nonTrainable } = layer;
    const counts = [weights, biases, nonTrainable].join(" ");
    return `  ${layer.name} ${kind} ${activation ?? "-"} ${outputShape.join("x")} ${counts}`;
  });
  return [name, ...lines].join("\n");
}

textCases("test/network/cases/layers.txt", (text) => {
  const { value, diagnostics } = check(sourceOf("case.conv", text));
  assert.equal(describeDiagnostics(diagnostics), "");
  return value.networks.map((network) => describeLayers(networkJson(network))).join("\n");
});

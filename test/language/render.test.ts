import assert from "node:assert/strict";
import { test } from "node:test";
import { error } from "../../src/language/problem.js";
import { renderDiagnostic, renderDiagnostics } from "../../src/language/render.js";
import { sourceOf, span, type Source, type Span } from "../../src/language/source.js";

function find(source: Source, text: string): Span {
  const start = source.text.indexOf(text);
  return span(source, start, start + text.length);
}

const network = sourceOf("vgg.conv", "net a = input 3\n\n  | flatten | conv3-512");
const library = sourceOf("blocks.conv", "# mine\nblock b() = id");

const diagnostic = error("C204", find(network, "conv3-512"), "conv3-512 needs a map", {
  label: "received it here",
  notes: [
    { span: find(network, "flatten"), text: "gives a vector of 401,408" },
    { span: find(library, "b()"), text: "called here" },
  ],
  hints: [{ text: "write `fc-512`" }],
});

test("labels, notes on the same line and in other files", () => {
  const expected = [
    "error C204: conv3-512 needs a map",
    " 3 |   | flatten | conv3-512",
    "   |     ------- gives a vector of 401,408",
    "   |               ^^^^^^^^^ received it here",
    "  --> blocks.conv:2:7",
    " 2 | block b() = id",
    "   |       --- called here",
    "   = help: write `fc-512`",
  ];
  assert.equal(renderDiagnostic(diagnostic, { color: false }), expected.join("\n"));
});

test("colour changes nothing but colour", () => {
  const plain = renderDiagnostics([diagnostic, diagnostic], { color: false });
  const colored = renderDiagnostics([diagnostic, diagnostic], { color: true });
  assert.notEqual(colored, plain);
  const escape = String.fromCharCode(27);
  assert.equal(colored.replaceAll(new RegExp(`${escape}\\[[0-9;]*m`, "g"), ""), plain);
});

test("no diagnostics, no text", () => {
  assert.equal(renderDiagnostics([], { color: false }), "");
});

test("what would steer a terminal does not reach it", () => {
  const hostile = sourceOf("a.conv", "net a = \u001b[2J");
  const text = renderDiagnostic(error("C101", span(hostile, 8, 9), "received `\u001b[2J`"), {
    color: false,
    file: true,
  });
  assert.ok(!text.includes("\u001b"));
});

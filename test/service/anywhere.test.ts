/** The language service answers at any place of any text, however broken; what it says lies in the text. */
import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { complete, highlight, hover, quickFixes, signature } from "../../src/service/index.js";
import { sourceOf, type Source, type Span } from "../../src/language/source.js";
import { libraryFiles, libraryText } from "../networks/library.js";

const pieces = [
  ...[
    "",
    "|",
    ",",
    "+",
    "(",
    "[",
    "]",
    ")",
    "{",
    "}",
    "=",
    ":",
    "#",
    '"',
    "\n",
    "x3",
    "as",
    "aux(",
  ],
  ..."conv3- conv4-8 fc- pad= upto= init= bn {in/ net block use train data 9e99 é \0 \t ‸".split(
    " ",
  ),
];

for (const file of libraryFiles) {
  test(`anywhere in ${file} with slips`, () => {
    const text = libraryText(file);
    const place = fc.record({
      at: fc.nat(text.length),
      removed: fc.oneof(fc.constant(0), fc.nat(5), fc.nat(80)),
      added: fc.constantFrom(...pieces),
      away: fc.integer({ min: -20, max: 20 }),
    });
    fc.assert(
      fc.property(place, ({ at, removed, added, away }) => {
        const broken = text.slice(0, at) + added + text.slice(at + removed);
        const source = sourceOf(file, broken);
        const cursor = at + added.length + away;
        assertAnswers(source, Math.max(0, Math.min(broken.length, cursor)));
      }),
      { seed: 31, numRuns: 40 },
    );
  });
}

function assertAnswers(source: Source, offset: number): void {
  for (const { span, insertText } of complete(source, offset)) {
    assertInside(span, source);
    assert.ok(span.start <= offset && offset <= span.end && insertText !== "");
  }
  const hovered = hover(source, offset);
  if (hovered) assertInside(hovered.span, source);
  const called = signature(source, offset);
  if (called) assert.ok(called.active < called.parameters.length);
  for (const { edits } of quickFixes(source, { start: offset, end: offset }))
    for (const { span } of edits) assertInside(span, span.source);
  assertOrdered(
    highlight(source).map(({ span }) => span),
    source,
  );
}

function assertInside({ source, start, end }: Span, expected: Source): void {
  assert.equal(source, expected);
  assert.ok(start >= 0 && start <= end && end <= source.text.length);
}

function assertOrdered(spans: readonly Span[], source: Source): void {
  spans.forEach((span, index) => {
    assertInside(span, source);
    assert.ok(span.start >= (spans[index - 1]?.end ?? 0));
  });
}

test("every place of a small text", () => {
  const text =
    'block b(c, s=1) = conv3-{c}/{s} bn\nnet a "T" = input 8x8x3 | [b(4) x2 + id] | fc-10 # end\n';
  const source = sourceOf("small.conv", text);
  for (let offset = 0; offset <= text.length; offset++) assertAnswers(source, offset);
});

test("what is proposed works where it is put", () => {
  const cases = [
    "net a = input 32x32x3 | conv3-16 | ‸",
    "net a = input 32x32x3 | conv3-16 | maxpool2 | ‸",
    "net a = input 32x32x16 | [conv3-16 | ‸ + id] | gap | fc-10",
    "net a = input 32x32x3 | gap | ‸ | fc-10",
    "net a = input 1x1x3 | ‸ | gap | fc-10",
  ];
  for (const text of cases) {
    const offset = text.indexOf("‸");
    const source = sourceOf("case.conv", text.replace("‸", ""));
    const heads = complete(source, offset).filter(({ kind }) => kind === "head");
    assert.ok(heads.length > 5);
    for (const { label, detail } of heads.filter((one) => one.detail.startsWith("gives"))) {
      const shape = /^gives ([\dx]+)/.exec(detail)?.[1];
      const put = sourceOf("case.conv", `${text.slice(0, offset)}${label}`);
      const hovered = hover(put, offset + 1);
      assert.ok(
        hovered?.lines.some((line) => line.endsWith(`→ ${shape}`)),
        `${label} in ${text}`,
      );
    }
  }
});

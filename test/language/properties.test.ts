import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "../../src/language/parse.js";
import { print } from "../../src/language/print.js";
import { renderDiagnostics } from "../../src/language/render.js";
import { sourceOf, type Span } from "../../src/language/source.js";
import type { Program } from "../../src/language/syntax.js";
import { arbitraryProgram } from "./arbitraryProgram.js";
import { applyEdits } from "./describe.js";

const places: ReadonlySet<string> = new Set(["span", "headSpan", "keywordSpan", "separators"]);

/** The tree without its places in the text. */
function meaning({ statements }: Program): unknown {
  return JSON.parse(
    JSON.stringify(statements, (key, value: unknown) => (places.has(key) ? undefined : value)),
  );
}

function format(text: string): string {
  return print(parse(sourceOf("text.conv", text)).value);
}

test("what is printed reads back as the same tree", () => {
  fc.assert(
    fc.property(arbitraryProgram, (program) => {
      const { value, diagnostics } = parse(sourceOf("text.conv", print(program)));
      assert.deepEqual(
        diagnostics.map(({ message }) => message),
        [],
      );
      assert.deepEqual(meaning(value), meaning(program));
    }),
    { numRuns: 250 },
  );
});

test("formatting twice changes nothing more", () => {
  fc.assert(
    fc.property(arbitraryProgram, (program) => {
      const once = format(print(program));
      assert.equal(format(once), once);
    }),
    { numRuns: 150 },
  );
});

/** Breaks lines before `|`, and adds comments at line ends and on lines of their own. */
function decorate(text: string, choices: readonly number[]): string {
  let comment = 0;
  return text.replace(/ \| |\n/g, (gap, at: number) => {
    const choice = choices[at % choices.length] ?? 0;
    if (choice === 0) return gap;
    const end = gap === "\n" ? "\n" : "\n  | ";
    const own = choice > 2 ? `\n  # own ${++comment}` : "";
    return (choice > 1 ? ` # after ${++comment}` : "") + own + end;
  });
}

test("formatting keeps comments, line breaks and the meaning", () => {
  const choices = fc.array(fc.nat(3), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(arbitraryProgram, choices, (program, chosen) => {
      const text = decorate(withoutStrings(print(program)), chosen);
      const before = parse(sourceOf("text.conv", text));
      const formatted = format(text);
      const after = parse(sourceOf("text.conv", formatted));
      assert.deepEqual(after.diagnostics, []);
      assert.deepEqual(meaning(after.value), meaning(before.value));
      const texts = ({ comments }: Program) => comments.map((comment) => comment.text);
      assert.deepEqual(texts(after.value), texts(before.value));
      assert.equal(format(formatted), formatted);
    }),
    { numRuns: 150 },
  );
});

/** So that no ` | ` inside a string is taken for one between stages. */
function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, '"s"');
}

/** Whatever the text: no exception, and every place lies in it. */
function assertSurvives(text: string): void {
  const source = sourceOf("text.conv", text);
  const { diagnostics } = parse(source);
  const length = source.text.length;
  const inside = ({ start, end }: Span): boolean => 0 <= start && start <= end && end <= length;
  for (const { span, notes, hints } of diagnostics) {
    const edits = hints.flatMap((hint) => hint.edits ?? []);
    for (const one of [
      span,
      ...notes.map((note) => note.span),
      ...edits.map((edit) => edit.span),
    ]) {
      assert.ok(inside(one), `${one.start} to ${one.end} of ${length} in ${JSON.stringify(text)}`);
    }
  }
  for (const { hints } of diagnostics.slice(0, 3)) {
    for (const { edits } of hints) if (edits) parse(applyEdits(source, edits));
  }
  renderDiagnostics(diagnostics.slice(0, 20), { color: true });
}

const pieces = fc.constantFrom(
  ..."net block use data train show a b = | , + ( ) [ ] { } # \" ' : ; - / * x x3 X 3 0.5 1e-4 conv3-64".split(
    " ",
  ),
  ..."conv3-{c} maxpool2 fc-10 input 224x224x3 224 × – “ relu bn as aux( aux(w=1: b( upto= pad=1 {c-1} id".split(
    " ",
  ),
  "\n",
  "\r\n",
  "\t",
  " ",
  "\\",
  "\u0000",
  "文",
  "\u{1F600}",
);

test("any text is read without an exception", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), assertSurvives), {
    numRuns: 250,
  });
  const words = fc.array(fc.tuple(pieces, fc.constantFrom("", " ", " ")), { maxLength: 40 });
  fc.assert(
    fc.property(words, (list) => assertSurvives(list.flat().join(""))),
    { numRuns: 600 },
  );
});

test("any mutation of a valid text is read without an exception", () => {
  const cuts = fc.array(fc.tuple(fc.nat(), fc.nat(8), fc.array(pieces, { maxLength: 2 })), {
    minLength: 1,
    maxLength: 4,
  });
  const mutated = fc.tuple(arbitraryProgram, cuts).map(([program, mutations]) =>
    mutations.reduce((text, [at, length, inserted]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + inserted.join("") + text.slice(start + length);
    }, print(program)),
  );
  fc.assert(fc.property(mutated, assertSurvives), { numRuns: 150 });
});

test("texts that nest or repeat without end are read", () => {
  const endless = [
    "(",
    "[",
    "{",
    "|",
    '"',
    "'",
    "a\n",
    "net a = (",
    "b(",
    "{-",
    "((c-",
    "x2 ",
    "= ",
    "-",
    "{((",
  ];
  for (const piece of endless) assertSurvives(`net a = ${piece.repeat(10_000 / piece.length)}`);
  assertSurvives(`net a = fc-{${"-".repeat(10_000)}1}`);
  assertSurvives(`net a = input 3${" | conv3-64".repeat(20_000)}`);
});

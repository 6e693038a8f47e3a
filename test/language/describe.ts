/** Diagnostics as the error cases write them, and the proof that their fixes work. */
import assert from "node:assert/strict";
import type { Diagnostic, Edit, Hint } from "../../src/language/diagnostic.js";
import { locate, sourceOf, type Source, type Span } from "../../src/language/source.js";

/**
 * A line for each: `error C105 1:23-1:31 message`; below it the label, the notes and the hints, and for a hint with edits
 * the lines that they change.
 */
export function describeDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(describe).join("\n");
}

function describe({ severity, code, span, message, label, notes, hints }: Diagnostic): string {
  return [
    `${severity} ${code} ${place(span)} ${message}`,
    ...(label === undefined ? [] : [`  label: ${label}`]),
    ...notes.map((note) => `  note ${place(note.span)}: ${note.text}`),
    ...hints.flatMap(describeHint),
  ].join("\n");
}

function place(span: Span): string {
  const from = locate(span);
  const to = locate({ ...span, start: span.end });
  return `${from.line}:${from.column}-${to.line}:${to.column}`;
}

function describeHint({ text, edits }: Hint): readonly string[] {
  const [first] = edits ?? [];
  if (!edits || !first) return [`  help: ${text}`];
  const before = first.span.source.text.split(/\r\n|\r|\n/);
  const after = applyEdits(first.span.source, edits).text.split(/\r\n|\r|\n/);
  const changed = after.filter((line, index) => line !== before[index]);
  return [`  help: ${text}`, `  fixed: ${changed.join(" ⏎ ")}`];
}

export function applyEdits(source: Source, edits: readonly Edit[]): Source {
  const text = edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce(
      (whole, { span, replacement }) =>
        whole.slice(0, span.start) + replacement + whole.slice(span.end),
      source.text,
    );
  return sourceOf(source.file, text);
}

/** Applying any hint's edits must leave one diagnostic of its kind less. */
export function assertFixesWork(
  diagnostics: readonly Diagnostic[],
  check: (source: Source) => readonly Diagnostic[],
): void {
  for (const { code, message, hints } of diagnostics) {
    const alike = (list: readonly Diagnostic[]): number =>
      list.filter((one) => one.code === code && one.message === message).length;
    for (const { edits } of hints) {
      const source = edits?.[0]?.span.source;
      if (!edits || !source) continue;
      const fixed = applyEdits(source, edits);
      assert.ok(
        alike(check(fixed)) < alike(diagnostics),
        `still ${code} after the fix: ${fixed.text}`,
      );
    }
  }
}

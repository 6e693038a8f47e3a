/** What TypeScript finds, in the look of ConvScript's own diagnostics. */
import type ts from "@tslab/typescript-for-tslab";
import type { Diagnostic } from "../../language/diagnostic.js";
import { renderDiagnostic } from "../../language/render.js";
import { sourceOf, span, type Source, type Span } from "../../language/source.js";
import type { RefusedCell } from "../service.js";
import type { TypeScript } from "./internals.js";

/**
 * What is no fault in a notebook: values that are not used, code that is not reached, whether a type can be written down
 * for other modules (4000 to 4199), and our own settings, which lie in no file.
 */
const noise: ReadonlySet<number> = new Set([2695, 7027, 7028, 2742, 2527, 2883]);

export function isNoise(ts: TypeScript, { category, code, file }: ts.Diagnostic): boolean {
  const ofDeclarations = code >= 4000 && code < 4200;
  return !file || category !== ts.DiagnosticCategory.Error || noise.has(code) || ofDeclarations;
}

/** Where a diagnostic lies: in the cell, whose text the user sees, or in a file. */
export interface Place {
  readonly cell: string;
  readonly code: string;
  /** Text that stands before the user's. */
  readonly before: number;
}

const most = 20;

export function refusal(
  ts: TypeScript,
  found: readonly ts.Diagnostic[],
  place: Place,
): RefusedCell {
  const cell = sourceOf("cell", place.code.replace(/^\uFEFF/, " "));
  const all = found.map((one) => asOurs(ts, one, place, cell));
  const lines = all
    .slice(0, most)
    .map((one) => renderDiagnostic(one, { color: true, file: one.span.source !== cell }));
  const more = all.length > most ? [`and ${all.length - most} more errors`] : [];
  const [first] = all;
  const syntax = found.some(({ code }) => code < 2000);
  return {
    language: "refused",
    name: syntax ? "SyntaxError" : "TypeError",
    message: first?.message ?? "",
    traceback: [...lines, ...more].join("\n\n").split("\n"),
  };
}

function asOurs(
  ts: TypeScript,
  one: ts.Diagnostic,
  place: Place,
  cell: Source,
): Diagnostic<string> {
  const notes = (one.relatedInformation ?? []).flatMap((related) =>
    related.file?.fileName === place.cell
      ? [{ span: spanOf(related, place, cell), text: messageOf(ts, related) }]
      : [],
  );
  return {
    code: `TS${one.code}`,
    severity: "error",
    message: messageOf(ts, one),
    span: spanOf(one, place, cell),
    notes,
    hints: [],
  };
}

function spanOf(one: ts.DiagnosticRelatedInformation, place: Place, cell: Source): Span {
  const { file, start = 0, length = 0 } = one;
  if (file && file.fileName !== place.cell)
    return span(sourceOf(file.fileName, file.text), start, start + length);
  const clamp = (at: number): number => Math.max(0, Math.min(at - place.before, cell.text.length));
  return span(cell, clamp(start), clamp(start + length));
}

/** The chain of reasons in one line, without full stops. */
function messageOf(ts: TypeScript, { messageText }: ts.DiagnosticRelatedInformation): string {
  const text = ts.flattenDiagnosticMessageText(messageText, "\n");
  return text
    .split("\n")
    .map((line) => line.trim().replace(/\.$/, ""))
    .join(": ");
}

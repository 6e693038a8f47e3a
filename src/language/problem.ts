import type { Code } from "./codes.js";
import type { Diagnostic, Edit, Hint, Note } from "./diagnostic.js";
import type { Span } from "./source.js";

interface Details {
  readonly label?: string;
  readonly notes?: readonly Note[];
  readonly hints?: readonly Hint[];
}

export function error(code: Code, span: Span, message: string, details: Details = {}): Diagnostic {
  return { code, severity: "error", message, span, notes: [], hints: [], ...details };
}

export function warning(
  code: Code,
  span: Span,
  message: string,
  details: Details = {},
): Diagnostic {
  return { ...error(code, span, message, details), severity: "warning" };
}

/** A hint with the edits that carry it out. */
export function fix(text: string, ...edits: readonly Edit[]): Hint {
  return { text, edits };
}

export function replace(span: Span, replacement: string): Edit {
  return { span, replacement };
}

export function insertBefore(span: Span, text: string): Edit {
  return { span: { ...span, end: span.start }, replacement: text };
}

export function insertAfter(span: Span, text: string): Edit {
  return { span: { ...span, start: span.end }, replacement: text };
}

/** How the checker says what it finds: a diagnostic with most of its parts optional. */
import type { Code } from "../language/codes.js";
import type { Diagnostic, Hint, Note } from "../language/diagnostic.js";
import type { HeadForm } from "../language/syntax.js";
import { cover, type Span } from "../language/source.js";

export interface Finding {
  readonly code: Code;
  readonly span: Span;
  readonly message: string;
  readonly severity?: "error" | "warning";
  readonly label?: string;
  readonly notes?: readonly Note[];
  readonly hints?: readonly Hint[];
}

export type Report = (finding: Finding) => void;

export function diagnosticOf(finding: Finding, calls: readonly Note[] = []): Diagnostic {
  const { code, span, message, severity = "error", label, notes = [], hints = [] } = finding;
  const all = [...notes, ...calls];
  return { code, severity, message, span, ...(label ? { label } : {}), notes: all, hints };
}

/** A hint that takes a stage or an option out, with the `|` or the space before it; none before a repeat. */
export function leaveOut(span: Span, text: string): Hint {
  const { text: whole } = span.source;
  const before = /(?:\s*\|)?\s*$/.exec(whole.slice(0, span.start))?.[0].length ?? 0;
  const repeated = /^\s+x[\d{]/i.test(whole.slice(span.end));
  if (repeated || span.start === before) return { text };
  return rewrite({ ...span, start: span.start - before }, "", text);
}

/** A head with its values and options, for a hint that takes all of it out. */
export function wholeHead({ headSpan, positional, options }: HeadForm): Span {
  return [...positional, ...options].reduce((all, { span }) => cover(all, span), headSpan);
}

/** A hint that replaces the text at `span`. */
export function rewrite(span: Span, replacement: string, text?: string): Hint {
  return { text: text ?? `write \`${replacement}\``, edits: [{ span, replacement }] };
}

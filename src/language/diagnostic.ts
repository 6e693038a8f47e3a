import type { Span } from "./source.js";
import type { Code } from "./codes.js";

export type Severity = "error" | "warning";

/** A rewrite that would work. `edits`, when present, are what a quick fix applies. */
export interface Hint {
  readonly text: string;
  readonly edits?: readonly Edit[];
}

export interface Edit {
  readonly span: Span;
  readonly replacement: string;
}

/** A second place that explains the first: "gives a vector of 401,408". */
export interface Note {
  readonly span: Span;
  readonly text: string;
}

/**
 * What is wrong and the way out. `message` is lower case without a full stop and names what was expected and what was
 * received; `label` is the few words put under the caret.
 */
export interface Diagnostic<C extends string = Code> {
  readonly code: C;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly label?: string;
  readonly notes: readonly Note[];
  readonly hints: readonly Hint[];
}

/** Every phase returns its value together with what it has to say about the text. */
export interface Checked<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

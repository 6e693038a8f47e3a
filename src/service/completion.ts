/** What can be put at the cursor. */
import type { Span } from "../language/source.js";
import type { Cursor } from "./cursor.js";

export type CompletionKind =
  | "keyword"
  | "head"
  | "block"
  | "network"
  | "data"
  | "library"
  | "option"
  | "flag"
  | "value"
  | "layer"
  | "parameter"
  | "snippet";

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label: a form, a shape. */
  readonly detail: string;
  readonly documentation: string;
  readonly insertText: string;
  /** The text that it takes the place of. */
  readonly span: Span;
}

/** What is proposed, before it is known what has been typed. */
export interface Proposal {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string;
  readonly documentation?: string;
  /** The label unless said. */
  readonly insertText?: string;
}

/** Those that go on from what has been typed, each once, in the order in which they were proposed. */
export function completionsFor(
  proposals: readonly Proposal[],
  cursor: Cursor,
): readonly Completion[] {
  const fitting = proposals.filter(({ label }) => goesOn(label, cursor));
  const labels = new Map(fitting.toReversed().map((proposal) => [proposal.label, proposal]));
  return fitting
    .filter((proposal) => labels.get(proposal.label) === proposal)
    .map(({ label, kind, detail = "", documentation = "", insertText = label }) => ({
      label,
      kind,
      detail,
      documentation,
      insertText,
      span: cursor.word,
    }));
}

/** Whether a text goes on from what has been typed, in any case. */
export function goesOn(text: string, { typed }: Pick<Cursor, "typed">): boolean {
  return text.toLowerCase().startsWith(typed.toLowerCase());
}

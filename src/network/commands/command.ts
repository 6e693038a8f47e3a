/** A command after its check: names resolved, values in range. What it does is decided by whoever runs it. */
import type { CommandKeyword } from "../../language/syntax.js";
import type { Span } from "../../language/source.js";

export type OptionValue = number | string | readonly OptionValue[];

export interface CheckedCommand {
  readonly kind: "command";
  readonly keyword: CommandKeyword;
  /** The entry of the command table that it was read by. */
  readonly form: string;
  readonly span: Span;
  /** The name before `=` in `data pets = …`. */
  readonly target: string | null;
  /** `net`, `data`, `path`, `view`, `name`, … as the form calls them; `nets` of `compare` joined in order. */
  readonly operands: Readonly<Record<string, readonly Operand[]>>;
  readonly flags: readonly string[];
  readonly options: Readonly<Record<string, { readonly value: OptionValue; readonly span: Span }>>;
}

export interface Operand {
  readonly text: string;
  readonly span: Span;
}

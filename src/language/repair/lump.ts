/** A token that is no word of the language, and what is made of it. */
import type { IToken } from "../../../grammar/chevrotain.js";
import type { Diagnostic } from "../diagnostic.js";
import { span, type Span } from "../source.js";
import type { Reader } from "../tree/cst.js";

export interface Correction {
  readonly diagnostic: Diagnostic;
  readonly tokens: readonly IToken[];
}

export interface Lump {
  readonly reader: Reader;
  readonly token: IToken;
  readonly text: string;
  readonly where: Span;
  /** A name is being given here: after `net`, `block`, `data`, `as`. */
  readonly naming: boolean;
}

export type Rule = (lump: Lump) => Correction | null;

/** A part of it. */
export function sub({ reader, where }: Lump, start: number, end: number): Span {
  return span(reader.source, where.start + start, where.start + end);
}

/** Where in a definition's body a token stands: the brackets that are open, and the stage under way in each. */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";
import { looksLikeHead } from "../tree/heads.js";
import { canonical } from "../tree/values.js";
import { activationWords } from "../words.js";
import type { Contents } from "./contents.js";

export interface Level extends Underway {
  readonly holds: Contents;
  /** The bracket; null for the whole body. */
  readonly opener: IToken | null;
  /** In `aux(weight=0.3: …)`: before the colon. */
  inOptions: boolean;
}

/** A stage under way: its first token, the last two that were written, its repeat. All null before a stage. */
interface Underway {
  first: IToken | null;
  last: IToken | null;
  previous: IToken | null;
  repeat: IToken | null;
  /** What follows the repeat, though it should come last. */
  afterRepeat: IToken | null;
}

const none: Underway = { first: null, last: null, previous: null, repeat: null, afterRepeat: null };

export function levelOf(holds: Contents, opener: IToken | null): Level {
  return { holds, opener, inOptions: holds === "aux", ...none };
}

export function forgetStage(level: Level): void {
  Object.assign(level, none);
}

export function write(level: Level, token: IToken): void {
  level.first ??= token;
  level.previous = level.last;
  level.last = token;
}

const numbers: ReadonlySet<unknown> = new Set([t.Numeral, t.Size, t.Braces]);

/** `conv3-64 group 2`, `vggD upto pool5`: a number after an option's word. */
export function hangsOnFlag({ first, last, previous }: Level, token: IToken): boolean {
  if (last !== first && last?.image === "upto" && token.tokenType === t.Word) return true;
  if (!numbers.has(token.tokenType) || last?.tokenType !== t.Word || last === first) return false;
  if (/^as$/i.test(last.image)) return false;
  return previous?.tokenType !== t.Equals && previous?.tokenType !== t.As;
}

const flags: ReadonlySet<string> = new Set(["bn", ...activationWords]);

/** A layer's word that may be a flag of another. */
export function isFlag({ image }: IToken): boolean {
  return flags.has(canonical(image));
}

/** Whether a token that follows others of a stage is a stage of its own, so that a `|` is missing. */
export function beginsStage(level: Level, token: IToken, next: IToken | undefined): boolean {
  const before = level.last?.tokenType;
  if (before === t.Equals || before === t.As) return false;
  switch (token.tokenType) {
    case t.Head:
    case t.Callee:
    case t.Aux:
    case t.LeftBracket:
      return true;
    case t.LeftParen:
      return before !== t.Callee && before !== t.Aux;
    case t.Word:
      return next?.tokenType !== t.Equals && isSecondHead(level, token);
    default:
      return false;
  }
}

/** A layer's word after a stage, unless it is a flag of that stage; brackets and calls have no flags. */
function isSecondHead({ first }: Level, token: IToken): boolean {
  if (!looksLikeHead(token.image)) return false;
  const takesFlags = first?.tokenType === t.Head || first?.tokenType === t.Word;
  return !takesFlags || !isFlag(token);
}

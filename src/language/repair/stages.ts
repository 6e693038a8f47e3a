/**
 * What goes wrong between and around stages: `||`, a missing `|`, `x2` that is not last, an unknown layer. The tokens of a
 * definition's body go in, their brackets matched; out they come corrected, each correction with its diagnostic.
 */
import type { IToken } from "chevrotain";
import * as t from "../../../grammar/tokens.js";
import { type Reader } from "../tree/cst.js";
import { looksLikeHead } from "../tree/heads.js";
import { closes, contentsOf, opens, separates, type Contents } from "./contents.js";
import {
  correctFirst,
  emptyBrackets,
  missingStage,
  misplacedRepeat,
  missingEquals,
  missingPipe,
  secondRepeat,
  strayRepeat,
} from "./mistakes.js";
import { retyped } from "./relex.js";
import { activationWords } from "../words.js";
import { canonical } from "../tree/values.js";

/** A bracket being read, or the whole body. */
interface Level {
  readonly holds: Contents;
  readonly opener: IToken | null;
  /** Of the stage under way: its first token, the last two written, its repeat. All null before a stage. */
  first: IToken | null;
  last: IToken | null;
  previous: IToken | null;
  repeat: IToken | null;
  /** The repeat has something after it. */
  misplaced: boolean;
  /** In `aux(weight=0.3: …)`: before the colon. */
  inOptions: boolean;
}

interface Walk {
  readonly reader: Reader;
  readonly out: IToken[];
  readonly levels: Level[];
}

export function repairStages(
  reader: Reader,
  body: readonly IToken[],
  equals: IToken,
): readonly IToken[] {
  const walk: Walk = { reader, out: [], levels: [levelOf("stages", null)] };
  body.forEach((token, index) => visit(walk, token, body, index));
  const [bottom] = walk.levels;
  if (bottom) endStages(walk, bottom, equals, null);
  return walk.out;
}

function levelOf(holds: Contents, opener: IToken | null): Level {
  const inOptions = holds === "aux";
  return {
    holds,
    opener,
    first: null,
    last: null,
    previous: null,
    repeat: null,
    misplaced: false,
    inOptions,
  };
}

function visit(walk: Walk, token: IToken, body: readonly IToken[], index: number): void {
  const level = walk.levels.at(-1);
  if (!level) return;
  if (closes(token) && walk.levels.length > 1) closeLevel(walk, level, token);
  else if (level.holds === "values" || level.inOptions)
    inValues(walk, level, token, body[index + 1]);
  else if (separates(token)) separate(walk, level, token, body[index + 1]);
  else inStages(walk, level, token, body, index);
}

/** Inside arguments, lists and the options of `aux`. */
function inValues(walk: Walk, level: Level, token: IToken, next: IToken | undefined): void {
  const before = walk.out.at(-1);
  walk.out.push(token);
  if (opens(token)) walk.levels.push(levelOf("values", token));
  // `aux(gap | fc-10)` has no options.
  if (token.tokenType === t.Colon) level.inOptions = false;
  else if (level.inOptions && before === level.opener && next?.tokenType !== t.Equals) {
    walk.out.pop();
    level.inOptions = false;
    inStages(walk, level, token, next ? [token, next] : [token], 0);
  }
}

function separate(walk: Walk, level: Level, token: IToken, next: IToken | undefined): void {
  // `top=1,5`: the comma belongs to the value.
  if (
    token.tokenType === t.Comma &&
    level.last?.tokenType === t.Numeral &&
    next?.tokenType === t.Numeral
  ) {
    walk.out.push(token);
    return;
  }
  if (!level.first) {
    missingStage(walk.reader, token, walk.out.at(-1) ?? null);
    return;
  }
  endStage(walk, level);
  walk.out.push(token);
}

function closeLevel(walk: Walk, level: Level, token: IToken): void {
  if (level.holds !== "values") endStages(walk, level, level.opener ?? token, token);
  walk.levels.pop();
  walk.out.push(token);
  const outer = walk.levels.at(-1);
  if (outer) outer.last = token;
}

/** The end of a bracket, or of the body: a separator must not be the last word. */
function endStages(walk: Walk, level: Level, opener: IToken, closer: IToken | null): void {
  const before = walk.out.at(-1);
  if (level.first) endStage(walk, level);
  else if (before && separates(before) && before !== opener) {
    walk.out.pop();
    missingStage(walk.reader, before, null);
  } else {
    emptyBrackets(walk.reader, opener, closer);
    walk.out.push(t.tokenOf(t.Unreadable, "", opener.startOffset, t.endOf(closer ?? opener)));
  }
}

function endStage(walk: Walk, level: Level): void {
  if (level.repeat && level.misplaced && level.last) {
    misplacedRepeat(walk.reader, level.repeat, level.last);
    walk.out.push(level.repeat);
  }
  Object.assign(level, { first: null, last: null, previous: null, repeat: null, misplaced: false });
}

function inStages(
  walk: Walk,
  level: Level,
  token: IToken,
  body: readonly IToken[],
  index: number,
): void {
  const next = body[index + 1];
  const before = level.last;
  if (level.first && beginsStage(level, token, next)) {
    missingPipe(walk.reader, token, next, level.first);
    endStage(walk, level);
    walk.out.push(t.tokenOf(t.Pipe, "|", token.startOffset, token.startOffset));
  }
  if (token.tokenType === t.Repeat) return repeat(walk, level, token);
  const written = level.first ? token : correctFirst(walk.reader, asCallee(token, next));
  if (level.repeat && !level.misplaced) {
    level.misplaced = true;
    walk.out.splice(walk.out.lastIndexOf(level.repeat), 1);
  }
  if (hangsOnFlag(level, token) && level.last) {
    missingEquals(walk.reader, level.last, token);
    walk.out.push(t.tokenOf(t.Equals, "=", token.startOffset, token.startOffset));
  }
  level.first ??= written;
  level.previous = level.last;
  level.last = written;
  walk.out.push(written);
  if (opens(token))
    walk.levels.push(levelOf(contentsOf(token, before ?? undefined, level.holds), token));
}

/** `bottleneck (64)` with a space is a call as well. */
function asCallee(token: IToken, next: IToken | undefined): IToken {
  const isName = token.tokenType === t.Word && !looksLikeHead(token.image);
  return isName && next?.tokenType === t.LeftParen ? retyped(token, t.Callee) : token;
}

function repeat(walk: Walk, level: Level, token: IToken): void {
  if (!level.first) return strayRepeat(walk.reader, token);
  if (level.repeat) return secondRepeat(walk.reader, level.repeat, token);
  level.repeat = token;
  walk.out.push(token);
}

const numbers: ReadonlySet<unknown> = new Set([t.Numeral, t.Size, t.Braces]);

/** `conv3-64 group 2`: a number after an option's word. */
function hangsOnFlag({ first, last, previous }: Level, token: IToken): boolean {
  if (!numbers.has(token.tokenType) || last?.tokenType !== t.Word || last === first) return false;
  return previous?.tokenType !== t.Equals && previous?.tokenType !== t.As;
}

const flags: ReadonlySet<string> = new Set(["bn", ...activationWords]);

/** Whether a token that follows others of a stage is a stage of its own, so that a `|` is missing. */
function beginsStage(level: Level, token: IToken, next: IToken | undefined): boolean {
  const before = level.last?.tokenType;
  if (before === t.Equals || before === t.As) return false;
  switch (token.tokenType) {
    case t.Head:
    case t.Callee:
    case t.Aux:
      return true;
    case t.LeftParen:
      return before !== t.Callee && before !== t.Aux;
    case t.LeftBracket:
      return true;
    case t.Word:
      if (!looksLikeHead(token.image) || next?.tokenType === t.Equals) return false;
      return (
        !flags.has(canonical(token.image)) ||
        (level.first?.tokenType !== t.Head && !isHeadWord(level.first))
      );
    default:
      return false;
  }
}

function isHeadWord(first: IToken | null): boolean {
  return first?.tokenType === t.Word;
}

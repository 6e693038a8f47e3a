/**
 * What goes wrong between and around stages: `||`, a missing `|`, `x2` that is not last, an unknown layer. The tokens of a
 * definition's body go in, their brackets matched; out they come corrected, each correction with its diagnostic.
 */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";
import type { Reader } from "../tree/cst.js";
import { looksLikeHead } from "../tree/heads.js";
import { closes, contentsOf, opens, separates } from "./contents.js";
import { beginsStage, forgetStage, hangsOnFlag, levelOf, write, type Level } from "./level.js";
import * as mistakes from "./mistakes.js";
import { correctAlias, correctFirst } from "./firstWords.js";
import { retyped, unreadable } from "./relex.js";

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
  body.forEach((token, index) => visit(walk, token, body[index + 1]));
  const [bottom] = walk.levels;
  if (bottom) endStages(walk, bottom, equals, null);
  return walk.out;
}

function visit(walk: Walk, token: IToken, next: IToken | undefined): void {
  const level = walk.levels.at(-1);
  if (!level) return;
  if (closes(token) && walk.levels.length > 1) closeLevel(walk, level, token);
  else if (level.inOptions) inOptions(walk, level, token, next);
  else if (level.holds === "values") inValues(walk, token);
  else if (separates(token)) separate(walk, level, token, next);
  else inStage(walk, level, token, next);
}

/** Inside arguments and lists. */
function inValues(walk: Walk, token: IToken): void {
  walk.out.push(token);
  if (opens(token)) walk.levels.push(levelOf("values", token));
}

const valueBeginnings: ReadonlySet<unknown> = new Set([t.Equals, t.Callee, t.Comma]);

/** The options of `aux`: they end at the colon, or before the first word that is no option. */
function inOptions(walk: Walk, level: Level, token: IToken, next: IToken | undefined): void {
  const before = walk.out.at(-1);
  level.inOptions = token.tokenType !== t.Colon;
  const value = valueBeginnings.has(before?.tokenType) || token.tokenType === t.Comma;
  const key = token.tokenType === t.Equals || next?.tokenType === t.Equals;
  if (!level.inOptions || value || key) return inValues(walk, token);
  level.inOptions = false;
  if (before && before !== level.opener) {
    mistakes.missingColon(walk.reader, before);
    walk.out.push(t.tokenOf(t.Colon, ":", t.endOf(before), t.endOf(before)));
  }
  visit(walk, token, next);
}

function separate(walk: Walk, level: Level, written: IToken, next: IToken | undefined): void {
  const numbers = level.last?.tokenType === t.Numeral && next?.tokenType === t.Numeral;
  // `top=1,5`: the comma belongs to the value.
  if (numbers && written.tokenType === t.Comma) return void walk.out.push(written);
  const token = asPipe(walk, level, written);
  if (level.first) endStage(walk, level);
  else if (token.tokenType === t.Pipe) return mistakes.missingStage(walk.reader, token, "before");
  else {
    mistakes.missingBranch(walk.reader, token, "before");
    walk.out.push(unreadable(token.startOffset, t.endOf(token)));
  }
  walk.out.push(token);
}

/** Outside of `[ … ]` there are no branches to separate. */
function asPipe(walk: Walk, level: Level, token: IToken): IToken {
  if (token.tokenType === t.Pipe || level.opener?.tokenType === t.LeftBracket) return token;
  mistakes.branchOutside(walk.reader, token);
  return t.tokenOf(t.Pipe, "|", token.startOffset, t.endOf(token));
}

function closeLevel(walk: Walk, level: Level, token: IToken): void {
  if (level.holds !== "values") endStages(walk, level, level.opener ?? token, token);
  walk.levels.pop();
  walk.out.push(token);
  const outer = walk.levels.at(-1);
  if (outer && !outer.inOptions) write(outer, token);
}

/** The end of a bracket, or of the body: a separator must not be the last word. */
function endStages(walk: Walk, level: Level, opener: IToken, closer: IToken | null): void {
  const before = walk.out.at(-1);
  if (level.first) return endStage(walk, level);
  if (before?.tokenType === t.Pipe) {
    walk.out.pop();
    return mistakes.missingStage(walk.reader, before, "after");
  }
  if (before && separates(before)) mistakes.missingBranch(walk.reader, before, "after");
  else mistakes.emptyBrackets(walk.reader, opener, closer);
  walk.out.push(unreadable(opener.startOffset, t.endOf(closer ?? opener)));
}

function endStage(walk: Walk, level: Level): void {
  if (level.repeat && level.afterRepeat && level.last) {
    mistakes.misplacedRepeat(walk.reader, level.repeat, level.afterRepeat, level.last);
    walk.out.push(level.repeat);
  }
  forgetStage(level);
}

function inStage(walk: Walk, level: Level, token: IToken, next: IToken | undefined): void {
  const before = level.last;
  if (level.first && beginsStage(level, token, next)) {
    mistakes.missingPipe(walk.reader, token, next, level.first);
    endStage(walk, level);
    walk.out.push(t.tokenOf(t.Pipe, "|", token.startOffset, token.startOffset));
  }
  if (token.tokenType === t.Repeat && before?.tokenType !== t.As) return repeat(walk, level, token);
  if (level.repeat && !level.afterRepeat) {
    level.afterRepeat = token;
    walk.out.splice(walk.out.lastIndexOf(level.repeat), 1);
  }
  if (hangsOnFlag(level, token) && level.last) {
    mistakes.missingEquals(walk.reader, level.last, token);
    walk.out.push(t.tokenOf(t.Equals, "=", token.startOffset, token.startOffset));
  }
  const word = corrected(walk.reader, level, token, next);
  write(level, word);
  walk.out.push(word);
  if (opens(token))
    walk.levels.push(levelOf(contentsOf(token, before ?? undefined, level.holds), token));
}

function corrected(reader: Reader, level: Level, token: IToken, next: IToken | undefined): IToken {
  if (level.last?.tokenType === t.As) return correctAlias(reader, token);
  return level.first ? token : correctFirst(reader, asCallee(token, next));
}

/** `bottleneck (64)` with a space is a call as well. */
function asCallee(token: IToken, next: IToken | undefined): IToken {
  const isName = token.tokenType === t.Word && !looksLikeHead(token.image);
  return isName && next?.tokenType === t.LeftParen ? retyped(token, t.Callee) : token;
}

function repeat(walk: Walk, level: Level, token: IToken): void {
  if (level.repeat) return mistakes.secondRepeat(walk.reader, level.repeat, token);
  if (level.first) {
    level.repeat = token;
    walk.out.push(token);
    return;
  }
  mistakes.strayRepeat(walk.reader, token);
  const stage = unreadable(token.startOffset, t.endOf(token));
  write(level, stage);
  walk.out.push(stage);
}

/** The brackets that are open at the cursor, and in each the stage under way. */
import type { IToken } from "../../grammar/chevrotain.js";
import * as t from "../../grammar/tokens.js";
import { bodyStart } from "../language/recover.js";
import {
  closes,
  contentsOf,
  opens,
  separates,
  type Contents,
} from "../language/repair/contents.js";
import { retyped } from "../language/repair/relex.js";

export interface Level {
  /** null for the body of the definition */
  readonly opener: IToken | null;
  /** What stands before the bracket: the block of `bottleneck(`. */
  readonly owner: IToken | null;
  holds: Contents;
  /** Tokens of the stage, value or argument under way. */
  stage: IToken[];
  /** Where the stage begins: after the last separator. */
  start: number;
  readonly separators: IToken[];
}

/** The innermost last; null before the `=` of a definition, or where there is none. */
export function levelsOf(statement: readonly IToken[]): readonly Level[] | null {
  const [first, ...rest] = statement;
  if (!first) return null;
  const keyword = /^net$/i.test(first.image) ? t.Net : t.Block;
  const body = bodyStart([retyped(first, keyword), ...rest]);
  const equals = body === null ? undefined : statement[body - 1];
  if (body === null || !equals) return null;
  const stack: Level[] = [newLevel("stages", null, null, t.endOf(equals))];
  for (const token of statement.slice(body)) visit(stack, token);
  return stack;
}

function newLevel(
  holds: Contents,
  opener: IToken | null,
  owner: IToken | null,
  start: number,
): Level {
  return { holds, opener, owner, start, stage: [], separators: [] };
}

function visit(stack: Level[], token: IToken): void {
  const top = stack.at(-1);
  if (!top) return;
  if (opens(token)) {
    const owner = top.stage.at(-1);
    stack.push(newLevel(contentsOf(token, owner, top.holds), token, owner ?? null, t.endOf(token)));
  } else if (closes(token)) {
    if (stack.length > 1) stack.pop();
    stack.at(-1)?.stage.push(token);
  } else if (separates(token)) {
    beginStage(top, token);
    top.separators.push(token);
  } else if (top.holds === "aux" && token.tokenType === t.Colon) {
    top.holds = "stages";
    beginStage(top, token);
  } else top.stage.push(token);
}

function beginStage(level: Level, token: IToken): void {
  level.stage = [];
  level.start = t.endOf(token);
}

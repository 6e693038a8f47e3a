/**
 * Completion. A source and an offset go in; out comes what can stand there, the likeliest first. Everything proposed
 * has been checked against the shape that comes in, where that is known. It never throws, however broken the text.
 */
import type { CheckOptions } from "../network/check.js";
import type { Source } from "../language/source.js";
import type { Scope } from "../network/scope.js";
import { diskFiles } from "../network/files.js";
import { keywords } from "../language/words.js";
import { argumentProposals, expressionProposals } from "./completeArguments.js";
import { commandProposals } from "./completeCommand.js";
import { propertyProposals, valueProposals } from "./completeOptions.js";
import { stageProposals } from "./completeStage.js";
import { completionsFor, type Completion, type Proposal } from "./completion.js";
import { cursorAt, type Cursor } from "./cursor.js";
import { keywordMeaning, keywordUsage } from "./keywords.js";
import { levelsOf, type Level } from "./levels.js";
import { scopeBefore } from "./names.js";
import { statementSnippets } from "./snippets.js";
import * as t from "../../grammar/tokens.js";

export function complete(
  source: Source,
  offset: number,
  options: CheckOptions = {},
): readonly Completion[] {
  const cursor = cursorAt(source, offset);
  return cursor ? completionsFor(proposalsAt(cursor, options), cursor) : [];
}

function proposalsAt(cursor: Cursor, options: CheckOptions): readonly Proposal[] {
  const [first] = cursor.before;
  if (!first) return statementProposals();
  const keyword = keywords.find((word) => word === first.image.toLowerCase());
  const scope = scopeBefore(cursor.source, first.startOffset, options);
  switch (keyword) {
    case undefined:
      return [];
    case "use":
      return cursor.before.length === 1 ? libraryProposals(options) : [];
    case "net":
    case "block":
      return definitionProposals(cursor, scope);
    default:
      return commandProposals(keyword, cursor, scope);
  }
}

function statementProposals(): readonly Proposal[] {
  const words = keywords.map((keyword): Proposal => ({
    label: keyword,
    kind: "keyword",
    detail: keywordUsage(keyword),
    documentation: keywordMeaning(keyword),
    insertText: `${keyword} `,
  }));
  return [...words, ...statementSnippets];
}

function libraryProposals({ files = diskFiles() }: CheckOptions): readonly Proposal[] {
  return files.libraries.map((label) => ({ label, kind: "library", detail: "classic networks" }));
}

function definitionProposals(cursor: Cursor, scope: Scope): readonly Proposal[] {
  const levels = levelsOf(cursor.before);
  const top = levels?.at(-1);
  if (!levels || !top) return [];
  if (isInBraces(cursor)) return expressionProposals(cursor);
  if (top.holds === "values") return argumentProposals(top, cursor, scope);
  return inStage(top, levels, cursor, scope);
}

function inStage(
  top: Level,
  levels: readonly Level[],
  cursor: Cursor,
  scope: Scope,
): readonly Proposal[] {
  const last = top.stage.at(-1);
  if (!last) return stageProposals(cursor, levels, scope);
  if (last.tokenType === t.As) return [];
  if (last.tokenType === t.Equals) return valueProposals(cursor, levels, scope);
  return propertyProposals(top, scope);
}

/** An expression may hold blanks, so its tokens are several; the line tells. */
function isInBraces({ source, offset }: Cursor): boolean {
  return /\{[^{}\r\n]*$/.test(source.text.slice(Math.max(0, offset - 200), offset));
}

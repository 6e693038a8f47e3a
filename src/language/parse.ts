/**
 * Text to syntax tree. A source goes in; out comes the program with every diagnostic of its text, C101 to C131. Each
 * statement is read by itself, so an error in one hides nothing in another; it never throws, whatever the text.
 */
import type { IToken } from "../../grammar/chevrotain.js";
import * as t from "../../grammar/tokens.js";
import { balance } from "./brackets.js";
import type { Checked, Diagnostic } from "./diagnostic.js";
import { splitStatements } from "./lines.js";
import { error, fix, replace } from "./problem.js";
import { bodyStart, readTokens } from "./recover.js";
import { braceArguments } from "./repair/arithmetic.js";
import { joinContinuations } from "./repair/continuation.js";
import { repairCommand } from "./repair/commands.js";
import { dropForeign } from "./repair/foreign.js";
import { readJoins } from "./repair/joins.js";
import { readNumbers } from "./repair/numbers.js";
import { repairOpening } from "./repair/opening.js";
import { unreadable } from "./repair/relex.js";
import { repairStages } from "./repair/stages.js";
import { repairWords } from "./repair/words.js";
import { lineIndex, linesOf, span, type Source } from "./source.js";
import type { Comment, Program, Statement } from "./syntax.js";
import { tokenSpan, type Reader } from "./tree/cst.js";
import { readStatement } from "./tree/statements.js";

export function parse(source: Source): Checked<Program> {
  const whole = span(source, 0, source.text.length);
  const reader: Reader = { source, diagnostics: [] };
  if (source.text.includes("\0")) {
    const message = "expected a text, received binary content";
    return {
      value: { span: whole, statements: [], comments: [] },
      diagnostics: [error("C129", span(source, 0, 0), message, { hints: [plainText] })],
    };
  }
  const { tokens, comments, strays } = t.tokenize(source.text);
  for (const { start, end } of strays) {
    const where = span(source, start, end);
    const hints = [fix("leave it out", replace(where, ""))];
    reader.diagnostics.push(error("C101", where, "did not expect a control character", { hints }));
  }
  const own = readJoins(reader, readNumbers(reader, dropForeign(reader, tokens)));
  const words = repairWords(reader, braceArguments(reader, own));
  const written = joinContinuations(reader, splitStatements(source, words));
  const statements = written.flatMap((one) => parseStatement(reader, one));
  const program: Program = {
    span: whole,
    statements,
    comments: comments.map((comment) => readComment(reader, comment)),
  };
  return { value: program, diagnostics: inOrder(reader.diagnostics) };
}

const plainText = { text: "save it as plain text (UTF-8)" };

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.span.start - b.span.start);
}

function readComment(reader: Reader, comment: IToken): Comment {
  const where = tokenSpan(reader, comment);
  const { source } = reader;
  const line = linesOf(source)[lineIndex(source, where.start)] ?? 0;
  const ownLine = source.text.slice(line, where.start).trim() === "";
  return { span: where, text: comment.image.trimEnd(), ownLine };
}

function parseStatement(reader: Reader, written: readonly IToken[]): readonly Statement[] {
  const { tokens, refused } = balance(reader, written);
  const opening = repairOpening(reader, refused ? truncated(tokens) : tokens);
  if (!opening) return [];
  const tree = readTokens(reader, repairBody(reader, opening.tokens));
  return tree && opening.kept ? [readStatement(reader, tree)] : [];
}

/** A definition that nests too deeply keeps its name, so that its uses are not errors as well. */
function truncated(tokens: readonly IToken[]): readonly IToken[] {
  const equals = tokens.findIndex(({ tokenType }) => tokenType === t.Equals);
  const last = tokens[equals];
  return last ? [...tokens.slice(0, equals + 1), unreadable(last.startOffset, t.endOf(last))] : [];
}

function repairBody(reader: Reader, tokens: readonly IToken[]): readonly IToken[] {
  const start = bodyStart(tokens);
  const equals = start === null ? undefined : tokens[start - 1];
  if (start === null || !equals) return repairCommand(reader, tokens);
  return [...tokens.slice(0, start), ...repairStages(reader, tokens.slice(start), equals)];
}

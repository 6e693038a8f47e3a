/** Strings that are not closed, or stand in other quotes than `"`. */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";
import { error, fix, insertAfter, replace } from "../problem.js";
import { span } from "../source.js";
import { tokenSpan, type Reader } from "../tree/cst.js";
import type { Correction } from "./lump.js";
import { tokensAt } from "./relex.js";

export function correctForeignText(reader: Reader, token: IToken): Correction {
  const { image, startOffset } = token;
  const closed = image.length > 1 && /['"\u2018-\u201F]$/.test(image);
  const inner = closed ? image.slice(1, -1) : image.slice(1, contentEnd(image));
  const end = startOffset + inner.length + (closed ? 2 : 1);
  const quoted = `"${inner.replace(/["\\]/g, "\\$&")}"`;
  const where = span(reader.source, startOffset, end);
  return {
    diagnostic: error("C106", where, `expected a string in \`"\`, received ${image.slice(0, 1)}`, {
      hints: [fix(`write \`${quoted}\``, replace(where, quoted))],
    }),
    tokens: [t.tokenOf(t.Text, quoted, startOffset, end), ...rest(image, startOffset, end)],
  };
}

export function correctOpenText(reader: Reader, token: IToken): Correction {
  const { image, startOffset } = token;
  const foreign = image.search(/[\u201C-\u201F]/);
  const end = startOffset + (foreign > 0 ? foreign : contentEnd(image));
  const quoted = `${image.slice(0, end - startOffset)}"`;
  const after = foreign > 0 ? end + 1 : end;
  const close =
    foreign > 0 ? span(reader.source, end, after) : span(reader.source, startOffset, end);
  const edit = foreign > 0 ? replace(close, '"') : insertAfter(close, '"');
  return {
    diagnostic: error(
      "C105",
      { ...tokenSpan(reader, token), end: startOffset + 1 },
      "this string is never closed",
      {
        hints: [fix(`write \`${quoted}\``, edit)],
      },
    ),
    tokens: [t.tokenOf(t.Text, quoted, startOffset, after), ...rest(image, startOffset, after)],
  };
}

/** Where the string was meant to end: before ` =`, ` key=` or ` |`, else at the end of the line. */
function contentEnd(image: string): number {
  const end = image.search(/\s*(?:\s(?:[A-Za-z]\w*)?=|\s\||\s#|$)/);
  const trimmed = end < 1 ? image.trimEnd().length : end;
  return /\\$/.test(image.slice(0, trimmed)) ? trimmed - 1 : trimmed;
}

function rest(image: string, start: number, from: number): readonly IToken[] {
  const remainder = image.slice(from - start);
  return /["'\u2018-\u201F]/.test(remainder) ? [] : tokensAt(remainder, from);
}

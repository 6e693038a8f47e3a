/** The mistakes between stages, in words. */
import type { IToken } from "chevrotain";
import { received } from "../../../grammar/expectations.js";
import * as t from "../../../grammar/tokens.js";
import type { Edit, Hint } from "../diagnostic.js";
import { error, fix, insertAfter, insertBefore, replace } from "../problem.js";
import { span, type Span } from "../source.js";
import { closest } from "../spelling.js";
import { tokenSpan, type Reader } from "../tree/cst.js";
import { headPieces, isSizedHead } from "../tree/heads.js";
import { canonical } from "../tree/values.js";
import { headWords, sizedHeads } from "../words.js";
import { asToken } from "./relex.js";

/** A separator with nothing on one of its sides. */
export function missingStage(reader: Reader, separator: IToken, before: IToken | null): void {
  const where = tokenSpan(reader, separator);
  const side = before ? "before" : "after";
  const message = `expected a stage ${side} ${received(separator)}`;
  reader.diagnostics.push(
    error("C114", where, message, { hints: [fix("leave it out", removal(where))] }),
  );
}

/** Takes out a word and the space before it. */
function removal(where: Span): Edit {
  const before = where.source.text.slice(0, where.start);
  const space = before.length - before.replace(/[ \t]+$/, "").length;
  return replace({ ...where, start: where.start - space }, "");
}

/** `()`, `[]`, `net a =` */
export function emptyBrackets(reader: Reader, opener: IToken, closer: IToken | null): void {
  const where = span(reader.source, opener.startOffset, t.endOf(closer ?? opener));
  const message = closer ? "expected a stage between the brackets" : "expected a stage after `=`";
  const hint = closer
    ? fix("`id` is the input unchanged", insertAfter(tokenSpan(reader, opener), "id"))
    : { text: "a network begins with its input: `input 224x224x3 | …`" };
  reader.diagnostics.push(error("C114", where, message, { hints: [hint] }));
}

export function strayRepeat(reader: Reader, repeat: IToken): void {
  const where = tokenSpan(reader, repeat);
  reader.diagnostics.push(
    error("C120", where, `a repeat follows a stage, received ${received(repeat)} alone`, {
      hints: [fix("leave it out", removal(where))],
    }),
  );
}

export function secondRepeat(reader: Reader, first: IToken, second: IToken): void {
  const where = tokenSpan(reader, second);
  reader.diagnostics.push(
    error(
      "C120",
      where,
      `a stage has one repeat, received ${received(second)} after ${received(first)}`,
      {
        hints: [
          fix("leave one out", removal(where)),
          { text: "repeat a group of it: `(… x2) x3`" },
        ],
      },
    ),
  );
}

export function misplacedRepeat(reader: Reader, repeat: IToken, last: IToken): void {
  const where = tokenSpan(reader, repeat);
  reader.diagnostics.push(
    error(
      "C120",
      where,
      `a repeat comes last, received ${received(repeat)} before ${received(last)}`,
      {
        hints: [
          fix(
            `move ${received(repeat)} to the end of the stage`,
            removal(where),
            insertAfter(tokenSpan(reader, last), ` ${repeat.image}`),
          ),
        ],
      },
    ),
  );
}

/** Heads that are an option of another layer as well. */
const optionHeads: ReadonlySet<string> = new Set(["pad"]);

export function missingPipe(
  reader: Reader,
  token: IToken,
  next: IToken | undefined,
  stage: IToken,
): void {
  const where = tokenSpan(reader, token);
  const hints: Hint[] = [fix("write `|` between stages", insertBefore(where, "| "))];
  if (next && optionHeads.has(token.image.toLowerCase())) {
    const gap = { ...where, start: where.end, end: next.startOffset };
    hints.unshift(fix(`as an option write \`${token.image}=${next.image}\``, replace(gap, "=")));
  }
  const message = `expected \`|\` before ${received(token)}, which is a stage after ${received(stage)}`;
  reader.diagnostics.push(error("C115", where, message, { hints }));
}

/** The first word of a stage, corrected where it is a misspelt layer. */
export function correctFirst(reader: Reader, token: IToken): IToken {
  if (token.tokenType === t.Word) return underscored(reader, token) ?? token;
  if (token.tokenType !== t.Head) return token;
  const word = headPieces(token.image)?.word ?? "";
  return isSizedHead(word) ? token : unknownHead(reader, token, word);
}

/** `conv3_64` */
function underscored(reader: Reader, token: IToken): IToken | null {
  const meant = token.image.replace(/_(?=\d)/, "-").replace(/_(?=\d)/, "/");
  const pieces = meant === token.image ? null : headPieces(meant);
  if (!pieces || !isSizedHead(pieces.word) || !pieces.kernel) return null;
  if (!sizedHeads[pieces.word].count && pieces.count) return null;
  const where = tokenSpan(reader, token);
  reader.diagnostics.push(
    error("C117", where, `expected \`${meant}\`, received ${received(token)}`, {
      hints: [fix(`write \`${meant}\``, replace(where, meant))],
    }),
  );
  return asToken(meant, where.start, where.end);
}

/** `con3-64`: no layer of that name takes sizes. */
function unknownHead(reader: Reader, token: IToken, word: string): IToken {
  const where = tokenSpan(reader, token);
  const sized = Object.keys(sizedHeads);
  const meant = closest(word, sized);
  const image = meant && meant + token.image.slice(word.length);
  const other = headWords.find((head) => head === canonical(word));
  const hints = image
    ? [fix(`write \`${image}\``, replace(where, image))]
    : [{ text: `the layers with sizes are ${sized.join(", ")}` }];
  const message = other
    ? `${other} takes no sizes, received ${received(token)}`
    : `there is no layer \`${token.image.slice(0, word.length)}\``;
  const caret = other ? where : { ...where, end: where.start + word.length };
  reader.diagnostics.push(error(other ? "C126" : "C116", caret, message, { hints }));
  const corrected = image && asToken(image, where.start, where.end);
  return corrected || t.tokenOf(t.Unreadable, "", where.start, where.end);
}

/** `leakyrelu 0.2` after another layer, `as keras`: the value hangs on its key. */
export function missingEquals(reader: Reader, key: IToken, value: IToken): void {
  const gap = span(reader.source, t.endOf(key), value.startOffset);
  const where = { ...gap, start: key.startOffset, end: t.endOf(value) };
  const meant = `${key.image}=${value.image}`;
  reader.diagnostics.push(
    error("C130", where, `expected \`${meant}\`, received \`${key.image} ${value.image}\``, {
      hints: [fix(`write \`${meant}\``, replace(gap, "="))],
    }),
  );
}

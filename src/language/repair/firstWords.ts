/** The word that begins a stage, and the name after `as`: corrected where they are no such thing. */
import type { IToken } from "../../../grammar/chevrotain.js";
import { received } from "../../../grammar/expectations.js";
import * as t from "../../../grammar/tokens.js";
import { asciiName } from "../names.js";
import { error, fix, replace } from "../problem.js";
import { closest, headMeant } from "../spelling.js";
import { tokenSpan, type Reader } from "../tree/cst.js";
import { headPieces, isSizedHead } from "../tree/heads.js";
import { canonical } from "../tree/values.js";
import { headWords, sizedHeads } from "../words.js";
import { asToken, retyped, unreadable } from "./relex.js";

/** The first word of a stage, corrected where it is a misspelt layer. */
export function correctFirst(reader: Reader, token: IToken): IToken {
  if (token.tokenType === t.Word) {
    return /^aux$/i.test(token.image)
      ? bareAux(reader, token)
      : (underscored(reader, token) ?? token);
  }
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
  const plain = headWords.find((head) => head === canonical(word));
  if (plain) return sizesOnPlainHead(reader, token, plain);
  const meant = closest(word, Object.keys(sizedHeads)) ?? headMeant(word);
  const image = meant && meant + token.image.slice(word.length);
  const corrected = image && asToken(image, where.start, where.end);
  const written = token.image.slice(0, word.length);
  const hint = corrected
    ? fix(`write \`${image}\``, replace(where, image))
    : { text: `the layers with sizes are ${Object.keys(sizedHeads).join(", ")}` };
  const caret = { ...where, end: where.start + word.length };
  reader.diagnostics.push(
    error("C116", caret, `there is no layer \`${written}\``, { hints: [hint] }),
  );
  return corrected || unreadable(where.start, where.end);
}

/** `gap-3` */
function sizesOnPlainHead(reader: Reader, token: IToken, word: string): IToken {
  const where = tokenSpan(reader, token);
  reader.diagnostics.push(
    error("C126", where, `${word} takes no sizes, received ${received(token)}`, {
      hints: [fix(`write \`${word}\``, replace(where, word))],
    }),
  );
  return t.tokenOf(t.Word, word, where.start, where.end);
}

/** `aux` without its brackets. */
function bareAux(reader: Reader, token: IToken): IToken {
  const where = tokenSpan(reader, token);
  reader.diagnostics.push(
    error("C101", where, "expected `(` after `aux`", {
      hints: [{ text: "an auxiliary classifier is written `aux(weight=0.3: gap | fc-10)`" }],
    }),
  );
  return unreadable(where.start, where.end);
}

/** The word after `as` is a name, whatever it looks like. */
export function correctAlias(reader: Reader, token: IToken): IToken {
  if (token.tokenType === t.Word) return token;
  if (token.tokenType === t.Repeat) return retyped(token, t.Word);
  const where = tokenSpan(reader, token);
  const meant = /^[A-Za-z]/.test(token.image) ? asciiName(token.image.replace(/[{}]/g, "")) : null;
  reader.diagnostics.push(
    error("C127", where, `expected a name after \`as\`, received ${received(token)}`, {
      hints: meant
        ? [fix(`write \`${meant}\``, replace(where, meant))]
        : [{ text: "a name has ASCII letters, digits and `_`" }],
    }),
  );
  return t.tokenOf(t.Word, meant ?? "name", where.start, where.end);
}

/**
 * Numbers after a layer's word in the spellings of other languages: `input 28,28,1`, `input(28, 28, 1)`, `input=28x28x1`,
 * `dropout 0,5`. Tokens go in; out they come with the size or number that is meant, each with its diagnostic.
 */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";
import { error, fix, replace } from "../problem.js";
import { span, textOf } from "../source.js";
import { asToken } from "./relex.js";
import type { Reader } from "../tree/cst.js";

const takesNumbers = /^(input|crop|dropout)$/i;

export function readNumbers(reader: Reader, tokens: readonly IToken[]): readonly IToken[] {
  const out: IToken[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const head = tokens[index];
    if (!head) break;
    out.push(head);
    const written = takesNumbers.test(head.image) ? numbersAt(tokens, index + 1, head) : [];
    const meant = written.length > 1 ? meantBy(head, written) : null;
    if (!meant) continue;
    out[out.length - 1] = t.tokenOf(t.Word, head.image, head.startOffset, t.endOf(head));
    out.push(corrected(reader, head, written, meant));
    index += written.length;
  }
  return out;
}

/** `28,28,1`, `(28, 28, 1)`, `=28x28x1`; an option may be called `crop=`. */
function numbersAt(tokens: readonly IToken[], start: number, head: IToken): readonly IToken[] {
  const first = tokens[start]?.tokenType;
  const opened = first === t.LeftParen;
  if (first === t.Equals && /^crop$/i.test(head.image)) return [];
  let end = opened || first === t.Equals ? start + 1 : start;
  if (!isNumber(tokens[end])) return [];
  while (tokens[end + 1]?.tokenType === t.Comma && isNumber(tokens[end + 2])) end += 2;
  if (opened && tokens[++end]?.tokenType !== t.RightParen) return [];
  return tokens.slice(start, end + 1);
}

function isNumber(token: IToken | undefined): boolean {
  return token?.tokenType === t.Numeral || token?.tokenType === t.Size;
}

function meantBy(head: IToken, written: readonly IToken[]): IToken | null {
  const numbers = written.filter(isNumber).map(({ image }) => image);
  const others = written.filter((token) => !isNumber(token));
  if (numbers.length === 0 || others.length === 0) return null;
  const isRate = /^dropout$/i.test(head.image);
  const text = numbers.join(isRate ? "." : "x");
  return asToken(text, written[0]?.startOffset ?? 0, t.endOf(written.at(-1) ?? head));
}

function corrected(
  reader: Reader,
  head: IToken,
  written: readonly IToken[],
  meant: IToken,
): IToken {
  const end = t.endOf(written.at(-1) ?? head);
  const where = span(reader.source, written[0]?.startOffset ?? end, end);
  const gap = span(reader.source, t.endOf(head), end);
  const rewritten = `${head.image} ${meant.image}`;
  const message = `expected \`${rewritten}\`, received \`${head.image}${textOf(gap)}\``;
  reader.diagnostics.push(
    error("C118", where, message, {
      hints: [fix(`write \`${rewritten}\``, replace(gap, ` ${meant.image}`))],
    }),
  );
  return meant;
}

/**
 * Text of other languages: comments that begin with `//`, calls of methods. Tokens as they were written go in; out they come
 * without it, each stretch with one diagnostic.
 */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";
import { splitStatements } from "../lines.js";
import { isKeyword } from "../names.js";
import { error, fix, replace } from "../problem.js";
import { span } from "../source.js";
import { tokenSpan, type Reader } from "../tree/cst.js";
import { unreadable } from "./relex.js";

export function dropForeign(reader: Reader, tokens: readonly IToken[]): readonly IToken[] {
  const own = withoutComments(reader, tokens);
  if (!own.some((token, index) => isMethod(token, own[index + 1]))) return own;
  return splitStatements(reader.source, own).flatMap((one) => withoutCalls(reader, one));
}

/** `// …`, `-- …` to the end of the line, a block comment to its end. */
function withoutComments(reader: Reader, tokens: readonly IToken[]): readonly IToken[] {
  let until = -1;
  return tokens.filter((token) => {
    if (token.startOffset < until) return false;
    const [sign = ""] =
      token.tokenType === t.Lump ? (/^(\/\/+|\/\*+|--+$)/.exec(token.image) ?? []) : [];
    if (sign === "") return true;
    until = commentEnd(reader, token, sign);
    const { startOffset: start } = token;
    const where = span(reader.source, start, start + sign.length);
    reader.diagnostics.push(
      error("C101", where, `a comment begins with \`#\`, received \`${sign}\``, {
        hints: [fix("write `#`", replace(where, "#"))],
      }),
    );
    return false;
  });
}

function commentEnd({ source }: Reader, { startOffset }: IToken, sign: string): number {
  const rest = source.text.slice(startOffset);
  const line = startOffset + (/[\r\n]|$/.exec(rest)?.index ?? 0);
  const close = sign.startsWith("/*") ? rest.indexOf("*/") : -1;
  return close < 0 ? line : Math.max(line, startOffset + close + 2);
}

/** `model.add(`, `nn.Sequential(` */
function isMethod({ tokenType, image, startOffset }: IToken, next: IToken | undefined): boolean {
  const isDotted = tokenType === t.Lump && /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/.test(image);
  return (
    isDotted && next?.tokenType === t.LeftParen && next.startOffset === startOffset + image.length
  );
}

/** A definition keeps its name. */
function withoutCalls(reader: Reader, statement: readonly IToken[]): readonly IToken[] {
  const at = statement.findIndex((token, index) => isMethod(token, statement[index + 1]));
  const [keyword, call, last] = [statement[0], statement[at], statement.at(-1)];
  if (!keyword || !call || !last) return statement;
  const defines = at > 0 && isKeyword(keyword.image);
  const message = `expected ${defines ? "a stage" : "a statement"}, received \`${call.image}(…)\` of another language`;
  const text = defines
    ? "layers are written `conv3-64 | maxpool2 | fc-10`, joined by `|`"
    : "a network is written `net a = input 28x28x1 | conv3-32 | fc-10 | softmax`, a training `train a on mnist epochs=5`";
  reader.diagnostics.push(
    error(defines ? "C101" : "C111", tokenSpan(reader, call), message, { hints: [{ text }] }),
  );
  const equals = statement.findIndex(({ tokenType }) => tokenType === t.Equals);
  return defines && equals > 0 && equals < at
    ? [...statement.slice(0, equals + 1), unreadable(call.startOffset, t.endOf(last))]
    : [];
}

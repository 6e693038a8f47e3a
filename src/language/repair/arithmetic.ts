/** `b(c-1)`, `b(2*c)`: arithmetic among arguments stands in braces. */
import type { IToken } from "../../../grammar/chevrotain.js";
import { read } from "../../../grammar/read.js";
import * as t from "../../../grammar/tokens.js";
import { error, fix, insertAfter, insertBefore } from "../problem.js";
import { span } from "../source.js";
import type { Reader } from "../tree/cst.js";
import { closes, opens } from "./contents.js";

export function braceArguments(reader: Reader, tokens: readonly IToken[]): readonly IToken[] {
  const out: IToken[] = [];
  let calling = false;
  for (let index = 0; index < tokens.length;) {
    const token = tokens[index++];
    if (!token) break;
    const before = out.at(-1)?.tokenType;
    out.push(token);
    if (opens(token)) calling = token.tokenType === t.LeftParen && before === t.Callee;
    else if (closes(token)) calling = false;
    if (!calling) continue;
    const argument = argumentAt(tokens, index);
    out.push(...braced(reader, argument));
    index += argument.length;
  }
  return out;
}

function argumentAt(tokens: readonly IToken[], start: number): readonly IToken[] {
  let end = start;
  for (let token = tokens[end]; token && !endsArgument(token); token = tokens[++end]);
  return tokens.slice(start, end);
}

function endsArgument(token: IToken): boolean {
  const { tokenType } = token;
  return tokenType === t.Comma || tokenType === t.Equals || opens(token) || closes(token);
}

function braced(reader: Reader, argument: readonly IToken[]): readonly IToken[] {
  const [first, last] = [argument[0], argument.at(-1)];
  const odd = first?.tokenType === t.Head || first?.tokenType === t.Lump;
  if (!first || !last || (argument.length === 1 && !odd)) return argument;
  const where = span(reader.source, first.startOffset, t.endOf(last));
  const text = reader.source.text.slice(where.start, where.end);
  if (!isExpression(text)) return argument;
  reader.diagnostics.push(
    error("C128", where, `arithmetic stands in braces, received \`${text}\``, {
      hints: [fix(`write \`{${text}}\``, insertBefore(where, "{"), insertAfter(where, "}"))],
    }),
  );
  return [t.tokenOf(t.Braces, `{${text}}`, where.start, where.end)];
}

function isExpression(text: string): boolean {
  const { tokens, strays } = t.tokenizeExpression(text);
  return strays.length === 0 && tokens.length < 100 && !read("expression", tokens).problem;
}

/** A text as coloured words. Read from the tokens, so that broken text has its colours too. */
import type { IToken } from "../../grammar/chevrotain.js";
import * as t from "../../grammar/tokens.js";
import { splitStatements } from "../language/lines.js";
import { isKeyword } from "../language/names.js";
import { span, type Source, type Span } from "../language/source.js";
import { looksLikeHead } from "../language/tree/heads.js";

export type HighlightKind =
  "keyword" | "head" | "number" | "option" | "name" | "string" | "comment" | "operator";

export interface Highlight {
  readonly kind: HighlightKind;
  readonly span: Span;
}

/** In the order of the text; they do not overlap. */
export function highlight(source: Source): readonly Highlight[] {
  const { tokens, comments } = t.tokenize(source.text);
  const words = splitStatements(source, tokens).flatMap((statement) =>
    statement.flatMap((token, index) => highlightToken(source, token, statement, index)),
  );
  const notes = comments.map((token) => whole(source, token, "comment"));
  return [...words, ...notes].sort((a, b) => a.span.start - b.span.start);
}

function whole(source: Source, token: IToken, kind: HighlightKind): Highlight {
  return { kind, span: span(source, token.startOffset, t.endOf(token)) };
}

const kinds = new Map<unknown, HighlightKind>([
  [t.Text, "string"],
  [t.OpenText, "string"],
  [t.ForeignText, "string"],
  [t.Numeral, "number"],
  [t.As, "keyword"],
  [t.Aux, "head"],
  [t.Callee, "name"],
  [t.Path, "name"],
]);

function highlightToken(
  source: Source,
  token: IToken,
  statement: readonly IToken[],
  index: number,
): readonly Highlight[] {
  const { tokenType } = token;
  const kind = kinds.get(tokenType) ?? (t.signs.has(tokenType) ? "operator" : null);
  if (kind) return [whole(source, token, kind)];
  if (tokenType !== t.Word) return pieces(source, token, tokenType === t.Head);
  const meant = wordKind(token, statement, index);
  return meant === "head" ? pieces(source, token, true) : [whole(source, token, meant)];
}

/** Its place decides what a word is. */
function wordKind(token: IToken, statement: readonly IToken[], index: number): HighlightKind {
  const isDefinition = /^(net|block)$/i.test(statement[0]?.image ?? "");
  if (index === 0 && isKeyword(token.image)) return "keyword";
  if (index === 1 && (isDefinition || /^data$/i.test(statement[0]?.image ?? ""))) return "name";
  if (statement[index + 1]?.tokenType === t.Equals) return "option";
  if (isDefinition) return stageWord(token, statement[index - 1]?.tokenType);
  return prepositions.has(token.image.toLowerCase()) ? "keyword" : "name";
}

const prepositions: ReadonlySet<string> = new Set([
  "on",
  "to",
  "from",
  "with",
  "folder",
  "idx",
  "csv",
]);
const before: ReadonlySet<unknown> = new Set([
  t.Pipe,
  t.Comma,
  t.Plus,
  t.Equals,
  t.Colon,
  t.LeftParen,
  t.LeftBracket,
]);

/** A head where a stage begins, a flag behind one, else a name. */
function stageWord({ image }: IToken, previous: IToken["tokenType"] | undefined): HighlightKind {
  if (previous === t.As) return "name";
  if (before.has(previous)) return looksLikeHead(image) ? "head" : "name";
  return "option";
}

/** In braces a name may hold digits. */
const parts = /soft-max|(?<=\{[^{}]*)[A-Za-z_]\w*|[A-Za-z_]+|\d+(?:\.\d+)?|[^\sA-Za-z_\d]+/gi;

/** `conv3-64/2`, `maxpool2`, `x2`, `224x224`, `{4*c}`: letters, numbers and signs apart. */
function pieces(source: Source, token: IToken, isHead: boolean): readonly Highlight[] {
  const { image, startOffset, tokenType } = token;
  const isKnown = isHead && looksLikeHead(image);
  return Array.from(image.matchAll(parts), (match) => {
    const start = startOffset + match.index;
    const kind = pieceKind(match[0], isKnown && match.index === 0, tokenType);
    return { kind, span: span(source, start, start + match[0].length) };
  });
}

function pieceKind(text: string, isWord: boolean, type: IToken["tokenType"]): HighlightKind {
  if (isWord) return "head";
  if (/^\d/.test(text)) return "number";
  return /^[A-Za-z_]/.test(text) && type !== t.Repeat && type !== t.Size ? "name" : "operator";
}

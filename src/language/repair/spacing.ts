/**
 * What was written in pieces and is one word: `conv3 -64`, `224 x 224`, `x 2`. Tokens of a text go in; out they come with
 * the pieces joined, each join with its diagnostic.
 */
import type { IToken } from "../../../grammar/chevrotain.js";
import * as t from "../../../grammar/tokens.js";
import type { Code } from "../codes.js";
import { error, fix, replace } from "../problem.js";
import { span } from "../source.js";
import type { Reader } from "../tree/cst.js";
import { headPieces, isSizedHead } from "../tree/heads.js";
import { sizedHeads } from "../words.js";
import { asToken } from "./relex.js";

export function joinPieces(reader: Reader, tokens: readonly IToken[]): readonly IToken[] {
  const out: IToken[] = [];
  for (let index = 0; index < tokens.length;) {
    const join = joinAt(reader, tokens, index);
    if (join) {
      reader.diagnostics.push(describe(reader, join));
      out.push(join.token);
      index += join.count;
    } else {
      const token = tokens[index++];
      if (token) out.push(token);
    }
  }
  return out;
}

/** `count` tokens are really this one. */
interface Join {
  readonly token: IToken;
  readonly count: number;
  readonly code: Code;
  readonly message: string;
}

type Window = readonly IToken[];

const longest = 7;

function joinAt(reader: Reader, tokens: readonly IToken[], index: number): Join | null {
  const first = tokens[index];
  if (!first) return null;
  const rest = rules.filter(({ begins }) => begins(first));
  if (rest.length === 0) return null;
  const window = sameLine(reader, tokens.slice(index, index + longest));
  for (const rule of rest) {
    for (let count = window.length; count > 1; count--) {
      const pieces = window.slice(0, count);
      if (!rule.joins(pieces, tokens[index - 1])) continue;
      const token = asToken(
        plain(pieces.map(({ image }) => image).join("")),
        first.startOffset,
        endOf(pieces),
      );
      if (token && rule.yields(token))
        return { token, count, code: rule.code, message: rule.message };
    }
  }
  return null;
}

function endOf(pieces: Window): number {
  const last = pieces.at(-1);
  return last ? t.endOf(last) : 0;
}

function sameLine({ source }: Reader, window: Window): Window {
  const broken = window.findIndex((token, index) => {
    const before = window[index - 1];
    return before && /[\r\n]/.test(source.text.slice(t.endOf(before), token.startOffset));
  });
  return broken < 0 ? window : window.slice(0, broken);
}

/** `*` and the crosses and dashes of word processors, as the letters that they stand for. */
export function plain(text: string): string {
  return text.replace(/[\u2010-\u2015\u2212]/g, "-").replace(/[\u00D7\u2715\u2716\u2A2F]/g, "x");
}

interface Rule {
  readonly code: Code;
  readonly message: string;
  /** A quick look at the first piece. */
  readonly begins: (first: IToken) => boolean;
  readonly joins: (pieces: Window, before: IToken | undefined) => boolean;
  readonly yields: (token: IToken) => boolean;
}

const headBeginnings: ReadonlySet<unknown> = new Set([t.Word, t.Head, t.Lump]);
const sizeParts: ReadonlySet<unknown> = new Set([t.Numeral, t.Size, t.Braces]);

const rules: readonly Rule[] = [
  {
    code: "C117",
    message: "a layer and its sizes are one word",
    begins: ({ tokenType, image }) => headBeginnings.has(tokenType) && /^[A-Za-z]/.test(image),
    joins: (pieces) =>
      pieces.every((piece, index) => index === 0 || hyphenated(pieces[index - 1], piece)),
    yields: isFittingHead,
  },
  {
    code: "C118",
    message: "a size is one word",
    begins: ({ tokenType, image }) => sizeParts.has(tokenType) || /^\d+[xX\u00D7]$/.test(image),
    joins: (pieces, before) =>
      pieces.every((piece, index) => isSizePiece(piece, index, pieces)) ||
      isHungSize(pieces, before),
    yields: ({ tokenType }) => tokenType === t.Size,
  },
  {
    code: "C119",
    message: "a repeat is one word",
    begins: ({ image }) => isCross(image),
    joins: (pieces, before) =>
      pieces.length === 2 &&
      !sizeParts.has(before?.tokenType) &&
      sizeParts.has(pieces[1]?.tokenType),
    yields: ({ tokenType }) => tokenType === t.Repeat,
  },
];

/** Two pieces that meet at a `-` or `/`. */
function hyphenated(before: IToken | undefined, after: IToken): boolean {
  const pieceTypes = after.tokenType === t.Lump || sizeParts.has(after.tokenType);
  return (
    pieceTypes && (/[-/]$/.test(plain(before?.image ?? "")) || /^[-/]/.test(plain(after.image)))
  );
}

function isFittingHead({ tokenType, image }: IToken): boolean {
  const pieces = tokenType === t.Head ? headPieces(image) : null;
  if (!pieces || !isSizedHead(pieces.word)) return false;
  const takes = sizedHeads[pieces.word];
  return (takes.count || !pieces.count) && (takes.stride || !pieces.stride);
}

function isCross(image: string): boolean {
  return /^[xX\u00D7\u2715\u2716\u2A2F]$/.test(image);
}

/** Numbers and crosses in turn, where a cross may hang on its number: `224x 224`. */
function isSizePiece(piece: IToken, index: number, pieces: Window): boolean {
  const crossed = /[xX\u00D7]$/.test(pieces[index - 1]?.image ?? "");
  if (isCross(piece.image)) return index > 0 && !crossed;
  const number = sizeParts.has(piece.tokenType) || /^\d+[xX\u00D7]$/.test(piece.image);
  return number && (index === 0 || crossed);
}

/** `input 224 x224`: what looks like a repeat is a size. */
function isHungSize(pieces: Window, before: IToken | undefined): boolean {
  const [first, ...rest] = pieces;
  const takesSize = /^(input|crop)$/i.test(before?.image ?? "");
  return (
    takesSize &&
    sizeParts.has(first?.tokenType) &&
    rest.every(({ tokenType }) => tokenType === t.Repeat)
  );
}

function describe({ source }: Reader, { token, code, message }: Join) {
  const where = span(source, token.startOffset, t.endOf(token));
  const written = source.text.slice(where.start, where.end);
  return error(code, where, `${message}, received \`${written}\``, {
    hints: [fix(`write \`${token.image}\``, replace(where, token.image))],
  });
}

/**
 * The tokens. A text goes in; out come tokens in the order of the text, comments apart from them.
 *
 * A size written into a word (`conv3-64/2`, `conv{k}-{c}`) is one token, `Head`, whose payload the tree builder reads;
 * a word of letters and digits alone (`maxpool2`, `fc6`, `b3`) is a `Word`, and its place decides what it is. A lump
 * that fits no token (`conv3-64x2`, `3×3`, `cat.png`) is kept in one piece as `Lump`, so that a correction can be tried on it.
 */
import type { IToken, TokenType } from "chevrotain";
import { createToken, createTokenInstance, Lexer } from "./chevrotain.js";

/** Whatever is neither space nor structure nor a quote: characters that glue a word together. */
const glue = String.raw`[!$%&*\-./0-9;<>?@A-Z\\^_\x60a-z}~\u0080-\u009F\u00A1-\u167F\u1681-\u1FFF\u200B-\u2017\u2020-\u2027\u202A-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\uFEFE\uFF00-\uFFFF]`;
const braces = String.raw`\{[^{}\r\n]*\}`;
const part = String.raw`(?:\d+|${braces})`;
const parts = String.raw`${part}(?:[xX]${part})*`;
const name = String.raw`[A-Za-z_]\w*`;
const layer = String.raw`${name}(?:\.\d+)?`;

/** A whole word: nothing may be glued to its end. */
function word(pattern: string): RegExp {
  return new RegExp(`(?:${pattern})(?!${glue}|\\{)`);
}

function token(name: string, pattern: RegExp | string, label: string): TokenType {
  return createToken({ name, pattern, label });
}

const Space = createToken({ name: "Space", pattern: /\s+/, group: Lexer.SKIPPED });
export const Comment = createToken({ name: "Comment", pattern: /#[^\r\n]*/, group: "comments" });

export const Text = token("Text", /"(?:[^"\\\r\n]|\\[^\r\n])*"/, "a string");
export const OpenText = token("OpenText", /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/, "an unclosed string");
/** Quotes of other languages and of word processors. */
export const ForeignText = token(
  "ForeignText",
  /'[^'\r\n]*'?|[\u2018-\u201F][^\u2018-\u201F"\r\n]*[\u2018-\u201F"]?/,
  "a string in other quotes",
);

/** `x3`, `x{n}` */
export const Repeat = token("Repeat", word(`[xX]${part}`), "a repeat");
/** A name with its parenthesis: `bottleneck(`, `normal(`. */
export const Callee = token("Callee", /[A-Za-z_]\w*(?=\()/, "a name");
export const Aux = token("Aux", /[aA][uU][xX](?=\s*\()/, "`aux`");
export const As = token("As", /[aA][sS](?=[ \t]+[^\s|,)\]=+:#])/, "`as`");
export const Word = token("Word", word(`[sS][oO][fF][tT]-[mM][aA][xX]|${name}`), "a name");
/** A layer inside a block or branch: `bottleneck3/conv1_1`, `concat1.2/bn1`. */
export const Path = token("Path", word(`${layer}(?:/${layer})+|${name}\\.\\d+`), "a layer");
export const Head = token(
  "Head",
  word(`[A-Za-z]+(?:${parts})?(?:-${part})?(?:/${parts})?`),
  "a layer",
);
export const Size = token("Size", word(`${part}(?:[xX]${part})+`), "a size");
export const Numeral = token(
  "Numeral",
  word(String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`),
  "a number",
);
export const Braces = token("Braces", word(braces), "an expression in braces");
export const Lump = token(
  "Lump",
  new RegExp(`(?:${glue}|${braces})+(?:\\{[^{}\\s|,)\\]]*)*|(?:\\{[^{}\\s|,)\\]]*)+`),
  "text",
);

export const Pipe = token("Pipe", "|", "`|`");
export const Comma = token("Comma", ",", "`,`");
export const Plus = token("Plus", "+", "`+`");
export const Equals = token("Equals", "=", "`=`");
export const Colon = token("Colon", ":", "`:`");
export const LeftParen = token("LeftParen", "(", "`(`");
export const RightParen = token("RightParen", ")", "`)`");
export const LeftBracket = token("LeftBracket", "[", "`[`");
export const RightBracket = token("RightBracket", "]", "`]`");

const signTokens = [
  Pipe,
  Comma,
  Plus,
  Equals,
  Colon,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
];
export const signs: ReadonlySet<unknown> = new Set(signTokens);

/** The word that begins a statement, told from any other word by its place. */
export const Net = token("Net", Lexer.NA, "`net`");
export const Block = token("Block", Lexer.NA, "`block`");
export const Use = token("Use", Lexer.NA, "`use`");
export const Data = token("Data", Lexer.NA, "`data`");
export const CommandKeyword = token("CommandKeyword", Lexer.NA, "a statement");
/** Stands for a stage that could not be read and has its diagnostic. */
export const Unreadable = token("Unreadable", Lexer.NA, "a stage");

/** Inside braces. */
export const Integer = token("Integer", /\d+/, "a whole number");
export const Parameter = token("Parameter", new RegExp(name), "a parameter");
export const Minus = token("Minus", "-", "`-`");
export const Times = token("Times", "*", "`*`");
export const Divide = token("Divide", "/", "`/`");

export const textTokens = [
  Space,
  Comment,
  Text,
  OpenText,
  ForeignText,
  Repeat,
  Aux,
  As,
  Callee,
  Word,
  Path,
  Head,
  Size,
  Numeral,
  Braces,
  Lump,
  ...signTokens,
];
const placeTokens = [Net, Block, Use, Data, CommandKeyword, Unreadable];
const expressionTokens = [Integer, Parameter, Plus, Minus, Times, Divide, LeftParen, RightParen];

export const vocabulary = [...new Set([...textTokens, ...placeTokens, ...expressionTokens])];

const options = {
  positionTracking: "onlyOffset",
  ensureOptimizations: true,
  skipValidations: true,
} as const;
const textLexer = new Lexer(textTokens, options);
const expressionLexer = new Lexer([Space, ...expressionTokens], options);

export interface Tokens {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  /** Characters that begin no token. */
  readonly strays: readonly { readonly start: number; readonly end: number }[];
}

export function tokenize(text: string): Tokens {
  return tokensOf(textLexer, text);
}

/** The inside of braces. */
export function tokenizeExpression(text: string): Tokens {
  return tokensOf(expressionLexer, text);
}

/** Offsets alone are tracked, which is fast; Chevrotain then leaves the ends to us. */
function tokensOf(lexer: InstanceType<typeof Lexer>, text: string): Tokens {
  const { tokens, groups, errors } = lexer.tokenize(text);
  const comments = groups["comments"] ?? [];
  for (const list of [tokens, comments]) {
    for (const token of list) token.endOffset = token.startOffset + token.image.length - 1;
  }
  const strays = errors.map(({ offset, length }) => ({ start: offset, end: offset + length }));
  return { tokens, comments, strays };
}

/** A token that the text does not have, or not so; `end` is exclusive, and equals `start` where nothing was written. */
export function tokenOf(type: TokenType, image: string, start: number, end: number): IToken {
  const none = Number.NaN;
  return createTokenInstance(type, image, start, end - 1, none, none, none, none);
}

/** Where a token ends in the text, exclusive. */
export function endOf({ startOffset, endOffset }: IToken): number {
  return (endOffset ?? startOffset) + 1;
}

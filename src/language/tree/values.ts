/** Values, quantities and options of the syntax tree. */
import type { CstNode, IToken } from "../../../grammar/chevrotain.js";
import { freeName, reservation } from "../names.js";
import { error, fix, replace } from "../problem.js";
import type {
  ListValue,
  Name,
  NumberValue,
  Option,
  Quantity,
  StringValue,
  Value,
  WordValue,
} from "../syntax.js";
import { readBraces } from "./expressions.js";
import {
  isToken,
  must,
  node,
  nodes,
  onlyChild,
  spanOf,
  spanWithin,
  token,
  tokens,
  tokenSpan,
  type Reader,
} from "./cst.js";

export function readName(reader: Reader, word: IToken): Name {
  return { text: word.image, span: tokenSpan(reader, word) };
}

/** A name that is being given to something; the language keeps some words for itself. */
export function readNewName(reader: Reader, word: IToken): Name {
  const name = readName(reader, word);
  const reason = reservation(name.text);
  if (reason) {
    const meant = freeName(name.text);
    reader.diagnostics.push(
      error("C110", name.span, `expected another name: ${reason}`, {
        hints: [fix(`write \`${meant}\``, replace(name.span, meant))],
      }),
    );
  }
  return name;
}

/** A key or a flag: read in any case, kept in its one spelling. */
export function readKey(reader: Reader, word: IToken): Name {
  return { text: canonical(word.image), span: tokenSpan(reader, word) };
}

export function canonical(word: string): string {
  const lower = word.toLowerCase();
  return lower === "soft-max" ? "softmax" : lower;
}

export function readNumber(reader: Reader, numeral: IToken): NumberValue {
  return numberWithin(reader, numeral, 0, numeral.image.length);
}

const largest = 2n ** 53n;

/** Beyond 2^53. Digits are compared as digits: rounded to a number, 2^53 + 1 is 2^53. */
export function isBeyond(text: string): boolean {
  return /^[-+]?\d+$/.test(text)
    ? BigInt(text.replace(/^[-+]/, "")) > largest
    : Math.abs(Number(text)) > Number(largest);
}

/** The digits of a token from `start` to `end`, as a number. */
function numberWithin(reader: Reader, whole: IToken, start: number, end: number): NumberValue {
  const text = whole.image.slice(start, end);
  const value = Number(text);
  const where = spanWithin(reader, whole, start, end);
  if (isBeyond(text)) {
    reader.diagnostics.push(
      error("C125", where, `expected a number of at most 2^53, received ${shortened(text)}`, {
        hints: [{ text: "write a smaller number" }],
      }),
    );
  }
  return { kind: "number", value, text, span: where };
}

function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 20)}… (${text.length} digits)` : text;
}

/** `64` or `{4*c}` at `start` in a token. */
export function readPart(reader: Reader, whole: IToken, start: number, text: string): Quantity {
  return text.startsWith("{")
    ? readBraces(reader, text, spanWithin(reader, whole, start, start + text.length))
    : numberWithin(reader, whole, start, start + text.length);
}

/** `224x224x3` at `start` in a token; an `x` inside braces does not divide. */
export function readParts(
  reader: Reader,
  whole: IToken,
  start: number,
  text: string,
): readonly Quantity[] {
  return Array.from(text.matchAll(/\d+|\{[^{}]*\}/g), (part) =>
    readPart(reader, whole, start + part.index, part[0]),
  );
}

const escapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", n: "\n", t: "\t" };

export function readText(reader: Reader, text: IToken): StringValue {
  const content = text.image.slice(1, -1);
  if (isWindowsPath(content)) {
    const value = content.replaceAll("\\", "/");
    reader.diagnostics.push(windowsPath(tokenSpan(reader, text), value));
    return { kind: "string", value, span: tokenSpan(reader, text) };
  }
  const value = content.replace(/\\(.)/gu, (written, letter: string, at: number) => {
    const meant = escapes[letter];
    if (meant !== undefined) return meant;
    const where = spanWithin(reader, text, at + 1, at + 1 + written.length);
    reader.diagnostics.push(unknownEscape(where, written));
    return written;
  });
  return { kind: "string", value, span: tokenSpan(reader, text) };
}

/** `C:\photos`, or a backslash before a letter that is no escape in a text without blanks. */
function isWindowsPath(content: string): boolean {
  if (/^[A-Za-z]:\\(?!\\)/.test(content)) return true;
  const single = content.replaceAll("\\\\", "");
  return /^\S*\\[A-Za-z]/.test(single) && /\\[^nt"]/.test(single);
}

function windowsPath(where: ReturnType<typeof tokenSpan>, value: string) {
  const message = "a path is written with `/`, or each of its backslashes twice";
  const hints = [fix(`write \`"${value}"\``, replace(where, `"${value}"`))];
  return error("C107", where, message, { hints });
}

function unknownEscape(where: ReturnType<typeof tokenSpan>, written: string) {
  const message = `expected one of \\", \\\\, \\n, \\t in a string, received ${written}`;
  const hint = "write a backslash as `\\\\`, or a path with `/`";
  return error("C107", where, message, { hints: [fix(hint, replace(where, `\\${written}`))] });
}

function readWord(reader: Reader, word: IToken): WordValue {
  return { kind: "word", name: word.image, span: tokenSpan(reader, word) };
}

const readers: Readonly<Record<string, (reader: Reader, token: IToken) => Value>> = {
  Numeral: readNumber,
  Size: (reader, size) => ({
    kind: "size",
    sizes: readParts(reader, size, 0, size.image),
    span: tokenSpan(reader, size),
  }),
  Text: readText,
  Word: readWord,
  Path: readWord,
  Braces: (reader, braces) => readBraces(reader, braces.image, tokenSpan(reader, braces)),
};

/** A value written as one token. */
export function readSimple(reader: Reader, simple: IToken): Value {
  return must(readers[simple.tokenType.name], `value for ${simple.tokenType.name}`)(reader, simple);
}

export function readQuantity(reader: Reader, quantity: CstNode): Quantity {
  return readSimple(reader, onlyChild(quantity) as IToken) as Quantity;
}

export function readValue(reader: Reader, value: CstNode): Value {
  const child = onlyChild(value);
  if (isToken(child)) return readSimple(reader, child);
  const items = nodes(child, "value").map((item) => readValue(reader, item));
  const where = spanOf(reader, child);
  if (child.name === "list") return { kind: "list", items, span: where };
  const name = readKey(reader, must(token(child, "Callee"), "function name"));
  return { kind: "function", name, arguments: items, span: where };
}

export function readOption(reader: Reader, option: CstNode): Option {
  const value = readValue(reader, must(node(option, "value"), "value"));
  return {
    key: readKey(reader, must(token(option, "Word"), "key")),
    value: withMore(reader, option, value),
    span: spanOf(reader, option),
  };
}

/** `top=1,5`: the numbers after the first make it a list. */
function withMore(reader: Reader, option: CstNode, first: Value): Value {
  const more = tokens(option, "Numeral").map((numeral) => readNumber(reader, numeral));
  if (more.length === 0) return first;
  const list: ListValue = {
    kind: "list",
    items: [first, ...more],
    span: { ...first.span, end: spanOf(reader, option).end },
  };
  return list;
}

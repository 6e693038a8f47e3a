/**
 * How a statement begins: its keyword, and for `net` and `block` the name and the `=`. The tokens of one statement go in,
 * their brackets matched; out they come with the keyword marked and what was missing supplied.
 */
import type { IToken } from "chevrotain";
import { received } from "../../../grammar/expectations.js";
import * as t from "../../../grammar/tokens.js";
import { isKeyword } from "../names.js";
import { error, fix, insertAfter, insertBefore, replace } from "../problem.js";
import { closest } from "../spelling.js";
import { tokenSpan, type Reader } from "../tree/cst.js";
import { looksLikeHead } from "../tree/heads.js";
import { keywords } from "../words.js";
import { asciiName } from "./lumps.js";
import { retyped, unreadable } from "./relex.js";

export interface Opening {
  /** Keyword first; the header of a definition is complete. */
  readonly tokens: readonly IToken[];
  /** False where the name had to be made up: the statement is read for its errors alone. */
  readonly kept: boolean;
}

/** Null where it cannot be told what statement was meant. */
export function repairOpening(reader: Reader, tokens: readonly IToken[]): Opening | null {
  const [first, second] = tokens;
  if (!first) return null;
  if (first.tokenType === t.Word && isKeyword(first.image)) return withHeader(reader, tokens);
  if (second?.tokenType === t.Equals && first.tokenType === t.Word) {
    return bareNetwork(reader, tokens, `net ${first.image} = …`, "net ");
  }
  if (isStage(first)) return bareNetwork(reader, tokens, "net name = …", "net name = ");
  const meant = first.tokenType === t.Word && second ? closest(first.image, keywords) : null;
  if (meant) return misspelt(reader, tokens, meant);
  if (tokens.some(({ tokenType }) => tokenType === t.Pipe) && first.tokenType !== t.Pipe) {
    return bareNetwork(reader, tokens, "net name = …", "net name = ");
  }
  if (first.tokenType !== t.Lump) reader.diagnostics.push(unknown(reader, first));
  return null;
}

function unknown(reader: Reader, first: IToken) {
  const message = `expected a statement, received ${received(first)}`;
  return error("C111", tokenSpan(reader, first), message, {
    hints: [{ text: `a statement begins with one of ${keywords.join(", ")}` }],
  });
}

function misspelt(reader: Reader, tokens: readonly IToken[], meant: string): Opening | null {
  const [first, ...rest] = tokens;
  if (!first) return null;
  const where = tokenSpan(reader, first);
  reader.diagnostics.push(
    error("C111", where, `there is no statement \`${first.image}\``, {
      hints: [fix(`write \`${meant}\``, replace(where, meant))],
    }),
  );
  return withHeader(reader, [t.tokenOf(t.Word, meant, first.startOffset, t.endOf(first)), ...rest]);
}

function isStage({ tokenType, image }: IToken): boolean {
  if (tokenType === t.Head || tokenType === t.LeftParen || tokenType === t.LeftBracket) return true;
  return tokenType === t.Word && looksLikeHead(image);
}

function bareNetwork(
  reader: Reader,
  tokens: readonly IToken[],
  form: string,
  missing: string,
): Opening | null {
  const [first] = tokens;
  if (!first) return null;
  const where = tokenSpan(reader, first);
  reader.diagnostics.push(
    error("C112", where, `expected \`${form}\`, received ${received(first)}`, {
      hints: [fix(`begin with \`${missing.trim()}\``, insertBefore(where, missing))],
    }),
  );
  const at = first.startOffset;
  const made = [t.tokenOf(t.Net, "net", at, at)];
  if (missing.includes("=")) {
    made.push(t.tokenOf(t.Word, "name", at, at), t.tokenOf(t.Equals, "=", at, at));
  }
  return { tokens: [...made, ...tokens], kept: made.length === 1 };
}

const keywordTypes: Readonly<Record<string, IToken["tokenType"]>> = {
  net: t.Net,
  block: t.Block,
  use: t.Use,
  data: t.Data,
};

function withHeader(reader: Reader, tokens: readonly IToken[]): Opening | null {
  const [first, ...rest] = tokens;
  if (!first) return null;
  const keyword = retyped(first, keywordTypes[first.image.toLowerCase()] ?? t.CommandKeyword);
  const defines = keyword.tokenType === t.Net || keyword.tokenType === t.Block;
  if (defines) return definition(reader, keyword, rest);
  const [target, equals] = rest;
  const named = keyword.tokenType === t.Data && target && equals?.tokenType === t.Equals;
  const name = named && nameLike.has(target.tokenType) ? asName(reader, target) : target;
  return { tokens: [keyword, ...(name ? [name] : []), ...rest.slice(1)], kept: true };
}

/** `net` and `block`: keyword, name, title or parameters, `=`. */
function definition(reader: Reader, keyword: IToken, rest: readonly IToken[]): Opening {
  const { name, after, kept } = takeName(reader, keyword, rest);
  const parameters = keyword.tokenType === t.Block ? takeParameters(after) : takeTitle(after);
  const body = after.slice(parameters.length);
  const written = [keyword, name, ...parameters];
  if (body.length === 0) return nothingDefined(reader, written, rest);
  return { tokens: [...written, ...withEquals(reader, written, body)], kept };
}

/** `net`, `net a` */
function nothingDefined(
  reader: Reader,
  written: readonly IToken[],
  rest: readonly IToken[],
): Opening {
  const last = written.at(-1);
  const end = last ? t.endOf(last) : 0;
  if (last && rest.length > 0) {
    const where = tokenSpan(reader, last);
    reader.diagnostics.push(
      error(
        "C113",
        where,
        `expected \`=\` after \`${last.image}\`, received the end of the statement`,
        {
          hints: [{ text: "a network begins with its input: `net a = input 224x224x3 | …`" }],
        },
      ),
    );
  }
  const tokens = [...written, t.tokenOf(t.Equals, "=", end, end), unreadable(end, end)];
  return { tokens, kept: rest.length > 0 };
}

interface Named {
  readonly name: IToken;
  readonly after: readonly IToken[];
  readonly kept: boolean;
}

function takeName(reader: Reader, keyword: IToken, rest: readonly IToken[]): Named {
  const [first, ...after] = rest;
  if (first?.tokenType === t.Callee && keyword.tokenType === t.Net)
    return blockMeant(reader, keyword, rest);
  if (first?.tokenType === t.Word || first?.tokenType === t.Callee) {
    const called = after[0]?.tokenType === t.LeftParen && keyword.tokenType === t.Block;
    return { name: called ? retyped(first, t.Callee) : first, after, kept: true };
  }
  if (first && nameLike.has(first.tokenType))
    return { name: asName(reader, first), after, kept: true };
  const where = tokenSpan(reader, keyword);
  const kind = keyword.image.toLowerCase();
  reader.diagnostics.push(
    error("C113", where, `expected a name after \`${kind}\`, received ${received(first)}`, {
      hints: [fix(`write \`${kind} name = …\``, insertAfter(where, " name"))],
    }),
  );
  const type = first?.tokenType === t.LeftParen ? t.Callee : t.Word;
  return { name: t.tokenOf(type, "name", where.end, where.end), after: rest, kept: false };
}

const nameLike: ReadonlySet<unknown> = new Set([t.Head, t.Path, t.Repeat, t.Size, t.Numeral]);

/** `net vgg-16 = …`: what stands there is no name, but a name can be made of it. */
function asName(reader: Reader, token: IToken): IToken {
  const where = tokenSpan(reader, token);
  const meant = asciiName(token.image);
  if (token.tokenType !== t.Repeat) {
    reader.diagnostics.push(
      error(
        "C109",
        where,
        `a name has ASCII letters, digits and \`_\`, received ${received(token)}`,
        {
          hints: meant ? [fix(`write \`${meant}\``, replace(where, meant))] : [],
        },
      ),
    );
  }
  return t.tokenOf(
    t.Word,
    token.tokenType === t.Repeat ? token.image : (meant ?? "name"),
    where.start,
    where.end,
  );
}

/** `net a(c) = …`: only a block has parameters. */
function blockMeant(reader: Reader, keyword: IToken, rest: readonly IToken[]): Named {
  const [first, ...after] = rest;
  const name = first ?? keyword;
  const where = tokenSpan(reader, keyword);
  reader.diagnostics.push(
    error(
      "C113",
      tokenSpan(reader, name),
      `a network has no parameters, received \`${name.image}(\``,
      {
        hints: [fix("define a block", replace(where, "block"))],
      },
    ),
  );
  const parameters = takeParameters(after);
  return { name: retyped(name, t.Word), after: after.slice(parameters.length), kept: false };
}

function takeTitle(tokens: readonly IToken[]): readonly IToken[] {
  return tokens[0]?.tokenType === t.Text ? tokens.slice(0, 1) : [];
}

function takeParameters(tokens: readonly IToken[]): readonly IToken[] {
  if (tokens[0]?.tokenType !== t.LeftParen) return [];
  const close = tokens.findIndex(({ tokenType }) => tokenType === t.RightParen);
  return tokens.slice(0, close + 1);
}

/** The body with its `=` in front; `:` is taken for it. */
function withEquals(
  reader: Reader,
  written: readonly IToken[],
  body: readonly IToken[],
): readonly IToken[] {
  const [first, second] = body;
  if (first?.tokenType === t.Equals) return body;
  const before = written.at(-1);
  if (!before) return body;
  const end = tokenSpan(reader, before);
  const colon = first?.tokenType === t.Colon;
  const assigned = colon && second?.tokenType === t.Equals;
  const edit =
    colon && first
      ? replace(
          { ...tokenSpan(reader, first), end: t.endOf(assigned && second ? second : first) },
          "=",
        )
      : insertAfter(end, " =");
  const where = first ? tokenSpan(reader, first) : end;
  reader.diagnostics.push(
    error("C113", where, `expected \`=\` after \`${before.image}\`, received ${received(first)}`, {
      hints: [fix("write `=` before the first stage", edit)],
    }),
  );
  const stages = body.slice(assigned ? 2 : colon ? 1 : 0);
  return [t.tokenOf(t.Equals, "=", end.end, end.end), ...stages];
}

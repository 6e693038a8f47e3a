/** `net name "title" =`, `block name(parameters) =`: what is missing or wrong before the first stage. */
import type { IToken } from "../../../grammar/chevrotain.js";
import { received } from "../../../grammar/expectations.js";
import * as t from "../../../grammar/tokens.js";
import { asciiName } from "../names.js";
import { error, fix, insertAfter, replace } from "../problem.js";
import { tokenSpan, type Reader } from "../tree/cst.js";
import type { Opening } from "./opening.js";
import { retyped, unreadable } from "./relex.js";

/** `net` and `block`: keyword, name, title or parameters, `=`. */
export function definition(reader: Reader, keyword: IToken, rest: readonly IToken[]): Opening {
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
      error("C113", where, `expected \`=\` after \`${last.image}\`, received nothing`, {
        hints: [{ text: "a network begins with its input: `net a = input 224x224x3 | …`" }],
      }),
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

/** Tokens from which a name can be made. */
export const nameLike: ReadonlySet<unknown> = new Set([
  t.Head,
  t.Path,
  t.Repeat,
  t.Size,
  t.Numeral,
]);

/** `net vgg-16 = …`: what stands there is no name, but a name can be made of it. */
export function asName(reader: Reader, token: IToken): IToken {
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

/** The body with its `=` in front; `:` and `:=` are taken for it. */
function withEquals(
  reader: Reader,
  written: readonly IToken[],
  body: readonly IToken[],
): readonly IToken[] {
  const [first, second] = body;
  const before = written.at(-1);
  if (!first || !before || first.tokenType === t.Equals) return body;
  const wrong =
    first.tokenType !== t.Colon ? [] : second?.tokenType === t.Equals ? [first, second] : [first];
  const last = wrong.at(-1);
  const end = tokenSpan(reader, before);
  const where = tokenSpan(reader, first);
  const edit = last ? replace({ ...where, end: t.endOf(last) }, "=") : insertAfter(end, " =");
  const message = `expected \`=\` after \`${before.image}\`, received ${received(first)}`;
  const hints = [fix("write `=` before the first stage", edit)];
  reader.diagnostics.push(error("C113", where, message, { hints }));
  return [t.tokenOf(t.Equals, "=", end.end, end.end), ...body.slice(wrong.length)];
}

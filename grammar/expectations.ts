/** What the parser says where a token does not fit: "expected …, received …". */
import type { IParserErrorMessageProvider, IToken, TokenType } from "chevrotain";
import { EOF } from "./chevrotain.js";
import { LeftParen } from "./tokens.js";

/** What a rule begins with, in words; rules not named here say the token that is missing. */
const beginnings: Readonly<Record<string, string>> = {
  statement: "a statement",
  stage: "a stage",
  chain: "a stage",
  head: "a stage",
  block: "a name for the block",
  use: "a library's name or a file in quotes",
  item: "a name or `key=value`",
  property: "an option",
  value: "a value",
  quantity: "a number, a parameter, `{…}`",
  expression: "a number or a parameter",
  term: "a number or a parameter",
  factor: "a number or a parameter",
};

const longest = 40;

/** The token as a message shows it; a long one is cut. */
export function received(token: IToken | undefined): string {
  if (!token || token.tokenType === EOF) return "nothing";
  const { image } = token;
  return "`" + (image.length > longest ? image.slice(0, longest) + "…" : image) + "`";
}

function nameOf(type: TokenType): string {
  return type.LABEL ?? type.name;
}

export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual, previous, ruleName }) => {
    const first = ruleName === "call" && previous.tokenType === LeftParen;
    const wanted = first ? `${beginnings["quantity"]} or \`)\`` : nameOf(expected);
    return `expected ${wanted}, received ${received(actual)}`;
  },
  buildNotAllInputParsedMessage: ({ firstRedundant }) =>
    `did not expect ${received(firstRedundant)} here`,
  buildNoViableAltMessage: ({ actual, ruleName }) =>
    `expected ${beginnings[ruleName] ?? "something else"}, received ${received(actual[0])}`,
  buildEarlyExitMessage: ({ actual, ruleName }) =>
    `expected ${beginnings[ruleName] ?? "something else"}, received ${received(actual[0])}`,
};

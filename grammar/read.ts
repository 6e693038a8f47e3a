/** Tokens in, concrete syntax tree out, with the first token that does not fit. */
import type { CstNode, IToken } from "chevrotain";
import { ConvParser } from "./parser.js";

const parser = new ConvParser({ skipValidations: true });

/** The first token that does not fit, and the rule in which it stands. */
export interface Problem {
  readonly message: string;
  readonly token: IToken;
  readonly rule: string;
}

export interface Reading {
  readonly tree: CstNode;
  readonly problem: Problem | null;
}

export type EntryRule = "statement" | "stage" | "expression";

/** Reads the tokens by one rule, to their end. */
export function read(rule: EntryRule, tokens: IToken[]): Reading {
  parser.input = tokens;
  const tree = parser[rule]();
  const [error] = parser.errors;
  if (!error) return { tree, problem: null };
  const within = error.context.ruleStack.at(-1) ?? rule;
  return { tree, problem: { message: error.message, token: error.token, rule: within } };
}

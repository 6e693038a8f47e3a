/** The signature of the block whose arguments are being written. */
import type { CheckOptions } from "../network/check.js";
import type { BlockStatement } from "../language/syntax.js";
import type { Source } from "../language/source.js";
import type { Level } from "./levels.js";
import * as t from "../../grammar/tokens.js";
import { textOf } from "../language/source.js";
import { signature as signatureText } from "../network/calls.js";
import { cursorAt } from "./cursor.js";
import { levelsOf } from "./levels.js";
import { scopeBefore } from "./names.js";

export interface Signature {
  /** `bottleneck(c, s=1)` */
  readonly label: string;
  readonly parameters: readonly ParameterForm[];
  /** Index of the parameter that the cursor is at; −1 where there are more arguments than parameters. */
  readonly active: number;
}

export interface ParameterForm {
  readonly name: string;
  /** `s=1` */
  readonly text: string;
}

export function signature(
  source: Source,
  offset: number,
  options: CheckOptions = {},
): Signature | null {
  const cursor = cursorAt(source, offset);
  const [first] = cursor?.before ?? [];
  const levels = cursor && levelsOf(cursor.before);
  const call = levels?.findLast(({ owner, opener }) => isCall(owner, opener));
  if (!cursor || !first || !call) return null;
  const { names } = scopeBefore(source, first.startOffset, options);
  const block = names.get(call.owner?.image ?? "");
  if (block?.kind !== "block") return null;
  const parameters = parameterForms(block.statement);
  return {
    label: signatureText(block.statement),
    parameters,
    active: activeParameter(call, parameters, cursor.typed),
  };
}

function isCall(owner: Level["owner"], opener: Level["opener"]): boolean {
  return owner?.tokenType === t.Callee && opener?.tokenType === t.LeftParen;
}

/** `s=` names its parameter; others count. */
function activeParameter(
  { stage, separators }: Level,
  parameters: readonly ParameterForm[],
  typed: string,
): number {
  const named = stage[1]?.tokenType === t.Equals ? stage[0]?.image : typed;
  const byName = parameters.findIndex(({ name }) => name === named);
  if (byName >= 0) return byName;
  return separators.length < parameters.length ? separators.length : -1;
}

export function parameterForms({ parameters }: BlockStatement): readonly ParameterForm[] {
  return parameters.map(({ name, fallback }) => ({
    name: name.text,
    text: fallback ? `${name.text}=${textOf(fallback.span)}` : name.text,
  }));
}

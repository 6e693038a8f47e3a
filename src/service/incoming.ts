/**
 * What comes in at the cursor. The statement is checked up to there with a marker in place of the stage, so that it is
 * known in groups, branches and auxiliary heads too, whatever stands behind.
 */
import type { IToken } from "../../grammar/chevrotain.js";
import * as t from "../../grammar/tokens.js";
import type { NetStatement } from "../language/syntax.js";
import type { Layer, Network, Shape } from "../network/network.js";
import type { Scope } from "../network/scope.js";
import type { Cursor } from "./cursor.js";
import type { Level } from "./levels.js";
import { parse } from "../language/parse.js";
import { closes, opens } from "../language/repair/contents.js";
import { sourceOf } from "../language/source.js";
import { elaborateNetwork } from "../network/elaborate.js";

export interface Incoming {
  readonly shape: Shape;
  /** The layer that gives it. */
  readonly previous: Layer;
  /** In a branch of `+`: what another branch gives. */
  readonly target: Shape | null;
  /** The network's own input. */
  readonly input: Shape;
}

const here = "cursor__";
const there = "other__";

/** null where it is not known: in a block, after an error, before the input. */
export function incomingAt(
  cursor: Cursor,
  levels: readonly Level[],
  scope: Scope,
): Incoming | null {
  const top = levels.at(-1);
  const other = top?.opener ? otherBranch(cursor, top) : null;
  const network = networkOf(probe(cursor, levels, other), scope);
  const marker = network?.layers.find(({ name }) => name.endsWith(here));
  const previous = network?.layers[marker?.inputs[0] ?? -1];
  if (!network || !marker || !previous) return null;
  return {
    shape: marker.inputShape,
    previous,
    target: network.layers.find(({ name }) => name.endsWith(there))?.outputShape ?? null,
    input: network.layers[0]?.outputShape ?? [],
  };
}

/** The text up to the stage, the marker, and closing brackets; another branch of a sum goes before this one. */
function probe({ source, before }: Cursor, levels: readonly Level[], other: string | null): string {
  const top = levels.at(-1);
  const begin = before[0]?.startOffset ?? 0;
  const closers = levels.map(({ opener }) => closerOf(opener)).reverse();
  const tail = `id as ${here}${closers.join("")}`;
  if (other === null || !top?.opener) return `${source.text.slice(begin, top?.start)} ${tail}`;
  const branch = source.text.slice(branchStart(top), top.start);
  return `${source.text.slice(begin, t.endOf(top.opener))} ${other} | id as ${there} + ${branch} ${tail}`;
}

function closerOf(opener: IToken | null): string {
  return opener === null ? "" : opener.image === "(" ? ")" : "]";
}

function branchStart({ opener, separators }: Level): number {
  const last = separators.findLast(({ tokenType }) => tokenType !== t.Pipe) ?? opener;
  return last ? t.endOf(last) : 0;
}

/** The first branch of a sum that is no shortcut and does not hold the cursor. */
function otherBranch({ source, after }: Cursor, level: Level): string | null {
  const rest = upToCloser(after);
  const marks = [level.opener, ...level.separators, ...rest].filter((token) => token !== null);
  const limits = marks.filter(
    (token) => token === level.opener || isBranchSign(token) || closes(token),
  );
  if (!limits.some(({ tokenType }) => tokenType === t.Plus)) return null;
  const branches = limits.slice(1).map((end, index) => {
    const begin = limits[index];
    return begin ? { begin: t.endOf(begin), end: end.startOffset } : { begin: 0, end: 0 };
  });
  const texts = branches
    .filter(({ begin, end }) => !(begin <= level.start && level.start <= end))
    .map(({ begin, end }) => source.text.slice(begin, end).trim());
  return texts.find((text) => text !== "" && !/^shortcut\b/i.test(text)) ?? null;
}

function isBranchSign({ tokenType }: IToken): boolean {
  return tokenType === t.Plus || tokenType === t.Comma;
}

/** What follows in the same bracket, its closer included, without what inner brackets hold. */
function upToCloser(tokens: readonly IToken[]): readonly IToken[] {
  const kept: IToken[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (opens(token)) depth++;
    else if (closes(token) && depth-- === 0) return [...kept, token];
    else if (depth === 0 && isBranchSign(token)) kept.push(token);
  }
  return kept;
}

function networkOf(text: string, scope: Scope): Network | null {
  const statement = parse(sourceOf("", text)).value.statements[0];
  return statement?.kind === "net" ? elaborateNetwork(statement, scope).value : null;
}

export interface Preview {
  readonly shape: Shape;
  readonly params: number;
}

/** A stage tried at a shape; null where it has errors. */
export function preview(stage: string, shape: Shape, scope: Scope): Preview | null {
  const { value, diagnostics } = parse(
    sourceOf("", `net preview = input ${shape.join("x")} | ${stage}`),
  );
  const [statement] = value.statements;
  if (diagnostics.length > 0 || statement?.kind !== "net") return null;
  return tried(statement, scope);
}

function tried(statement: NetStatement, scope: Scope): Preview | null {
  const { layers, output, complete, totals } = elaborateNetwork(statement, scope).value;
  const shape = layers[output]?.outputShape;
  return complete && shape ? { shape, params: totals.params } : null;
}

/** What can follow a head or a name in its stage, and what can follow `=`. */
import type { IToken } from "../../grammar/chevrotain.js";
import type { Scope } from "../network/scope.js";
import type { Proposal } from "./completion.js";
import type { Cursor } from "./cursor.js";
import type { Level } from "./levels.js";
import type { ReadableHead } from "../network/layerKinds.js";
import * as t from "../../grammar/tokens.js";
import { headPieces, looksLikeHead } from "../language/tree/heads.js";
import { layerKinds } from "../network/layerKinds.js";
import { stageOptions, type OptionKind } from "../network/stageOptions.js";
import { formatCount, formatShape } from "../network/wording.js";
import { incomingAt, preview } from "./incoming.js";

/** Options that have not been written yet, a name, a repeat. */
export function propertyProposals(level: Level, scope: Scope): readonly Proposal[] {
  const [first] = level.stage;
  if (!first || level.holds === "aux") return first ? [optionProposal("weight")] : [];
  if (level.stage.some(({ tokenType }) => tokenType === t.Repeat)) return [];
  const written = new Set(level.stage.map(({ image }) => image.toLowerCase()));
  const options = optionsOf(first, scope).filter((name) => !written.has(name));
  return [...options.map(optionProposal), ...endings(written)];
}

function optionsOf(first: IToken, scope: Scope): readonly string[] {
  if (scope.names.get(first.image)?.kind === "net") return ["upto"];
  if (!looksLikeHead(first.image)) return [];
  const word = headPieces(first.image)?.word ?? "";
  return word === "shortcut" ? ["zeropad"] : layerKinds[word as ReadableHead].options;
}

function optionProposal(name: string): Proposal {
  const kind = stageOptions[name];
  const isFlag = kind?.value !== "required";
  return {
    label: isFlag ? name : `${name}=`,
    kind: isFlag ? "flag" : "option",
    detail: kind?.form ?? name,
    documentation: kind?.meaning ?? "",
  };
}

function endings(written: ReadonlySet<string>): readonly Proposal[] {
  const name: Proposal = {
    label: "as",
    kind: "keyword",
    detail: "as conv1_2",
    documentation: "gives the stage a name",
    insertText: "as ",
  };
  const repeats = ["x2", "x3"].map((label): Proposal => ({
    label,
    kind: "keyword",
    detail: "a repeat",
    documentation: "repeats the stage; comes last",
  }));
  return [...(written.has("as") ? [] : [name]), ...repeats];
}

/** Values of the option before the cursor, those that work with what each gives. */
export function valueProposals(
  cursor: Cursor,
  levels: readonly Level[],
  scope: Scope,
): readonly Proposal[] {
  const top = levels.at(-1);
  const key = top?.stage.at(-2)?.image.toLowerCase() ?? "";
  if (!top) return [];
  if (key === "upto") return layerProposals(top.stage[0]?.image ?? "", scope);
  const kind = stageOptions[key];
  const values = kind ? valuesOf(key, kind, top.stage[0]) : [];
  const documentation = kind?.meaning ?? "";
  const plain = values.map((label): Proposal => ({ label, kind: "value", documentation }));
  if (key !== "pad" && key !== "group" && key !== "dilate" && key !== "outpad") return plain;
  return tried(plain, top, cursor, levels, scope);
}

function valuesOf(
  key: string,
  { words, form }: OptionKind,
  head: IToken | undefined,
): readonly string[] {
  if (key === "pad") return [...keepingPads(head), "0", "1", "2", "3", "same", "valid"];
  if (key === "group") return ["2", "4", "8", "16", "32"];
  if (key === "dilate") return ["2", "4"];
  if (key === "outpad") return ["1"];
  const usual = form.slice(form.indexOf("=") + 1);
  return words ?? (form.includes("=") ? [usual] : []);
}

/** (k−1)/2, which keeps the size at stride 1. */
function keepingPads(head: IToken | undefined): readonly string[] {
  const kernel = Number(headPieces(head?.image ?? "")?.kernel?.text);
  return Number.isInteger((kernel - 1) / 2) ? [String((kernel - 1) / 2)] : [];
}

/** The stage with each value, at the shape that comes in; what has errors there is left out. */
function tried(
  proposals: readonly Proposal[],
  { start }: Level,
  cursor: Cursor,
  levels: readonly Level[],
  scope: Scope,
): readonly Proposal[] {
  const incoming = incomingAt(cursor, levels, scope);
  if (!incoming) return proposals;
  const stage = cursor.source.text.slice(start, cursor.word.start);
  return proposals.flatMap((proposal) => {
    const found = preview(stage + proposal.label, incoming.shape, scope);
    if (!found) return [];
    const params = found.params ? `, ${formatCount(found.params)} parameters` : "";
    return [{ ...proposal, detail: `gives ${formatShape(found.shape)}${params}` }];
  });
}

/** Layers at which a network can end: not those inside its branches and heads. */
export function layerProposals(network: string, scope: Scope): readonly Proposal[] {
  const definition = scope.names.get(network);
  if (definition?.kind !== "net") return [];
  return definition
    .network()
    .layers.slice(1)
    .filter(({ name, aux }) => aux === 0 && !/\.\d+\//.test(name))
    .map(({ name, outputShape }) => ({
      label: name,
      kind: "layer",
      detail: `gives ${formatShape(outputShape)}`,
      insertText: /^[\w.]+(\/[\w.]+)*$/.test(name) ? name : `"${name}"`,
    }));
}

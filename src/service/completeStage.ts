/** What can begin a stage: heads with sizes that fit what comes in, blocks, networks, brackets. */
import type { Proposal } from "./completion.js";
import type { Cursor } from "./cursor.js";
import type { Incoming } from "./incoming.js";
import type { Level } from "./levels.js";
import type { ReadableHead } from "../network/layerKinds.js";
import type { Shape } from "../network/network.js";
import type { Scope } from "../network/scope.js";
import * as t from "../../grammar/tokens.js";
import { headPieces } from "../language/tree/heads.js";
import { layerKinds } from "../network/layerKinds.js";
import { formatCount, formatShape } from "../network/wording.js";
import { blockParameters } from "./completeArguments.js";
import { filterCounts, unitCounts } from "./counts.js";
import { goesOn } from "./completion.js";
import { incomingAt, preview } from "./incoming.js";
import { blockProposals, networkProposals } from "./stageNames.js";

export function stageProposals(
  cursor: Cursor,
  levels: readonly Level[],
  scope: Scope,
): readonly Proposal[] {
  const incoming = incomingAt(cursor, levels, scope);
  const names = [...blockProposals(scope), ...networkProposals(scope)];
  if (isFirstStage(cursor, levels)) return [...inputProposals(), ...networkProposals(scope)];
  const parameters = blockParameters(cursor);
  const heads = incoming
    ? fitting(headTexts(cursor, incoming, levels), incoming.shape, isInBracket(levels), scope)
    : unchecked([...parameterTexts(parameters), ...usualTexts(cursor)]);
  return [...branchProposals(levels, incoming), ...heads, ...names, ...snippets(incoming)];
}

function isFirstStage({ before }: Cursor, levels: readonly Level[]): boolean {
  const [body] = levels;
  const isNet = /^net$/i.test(before[0]?.image ?? "");
  return isNet && levels.length === 1 && body?.separators.length === 0;
}

function inputProposals(): readonly Proposal[] {
  return ["224x224x3", "32x32x3", "28x28x1", "784"].map((size) => headProposal(`input ${size}`));
}

/** In branches: the input unchanged, and in a sum a shortcut. */
function branchProposals(levels: readonly Level[], incoming: Incoming | null): readonly Proposal[] {
  const top = levels.at(-1);
  const last = top?.separators.at(-1)?.tokenType;
  if (top?.opener?.tokenType !== t.LeftBracket || last === t.Pipe) return [];
  const shortcut: Proposal = {
    label: "shortcut",
    kind: "head",
    detail: "the input, projected where the shapes differ",
    documentation: "stands alone in a branch of `+`",
  };
  const fits = !incoming?.target || formatShape(incoming.target) === formatShape(incoming.shape);
  const identity = fits ? [headProposal("id")] : [];
  return last === t.Comma ? identity : last === t.Plus ? [shortcut, ...identity] : [];
}

/** Heads of the usual sizes, the likeliest first; those that were begun with their own kernel. */
function headTexts(
  cursor: Cursor,
  incoming: Incoming,
  levels: readonly Level[],
): readonly string[] {
  const filters = filterCounts(incoming);
  const stride = strideTo(incoming);
  const units = unitCounts(incoming);
  const conv = (kernel: number) => filters.map((n) => `conv${kernel}-${n}${stride}`);
  const pools = isInBracket(levels) ? ["maxpool3/1 pad=1"] : ["maxpool2"];
  const dense = units.map((n) => `fc-${n}`);
  const first =
    incoming.shape.length === 3
      ? [...conv(3), ...pools, ...conv(1), "gap", ...dense, ...conv(5), ...conv(7)]
      : [...(incoming.previous.operation.kind === "fc" ? ["softmax"] : []), ...dense];
  const all = [...begun(cursor, filters, units, stride), ...first, ...usualTexts(cursor)];
  return all.filter((text) => goesOn(text, cursor));
}

/** `/2` where another branch of the sum has half the rows. */
function strideTo({ shape, target }: Incoming): string {
  const stride = target ? Math.round((shape[0] ?? 1) / (target[0] ?? 1)) : 1;
  return stride > 1 ? `/${stride}` : "";
}

const usualSizes = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

/** `conv5-` and `fc-` go on with numbers, the fitting ones first; `deconv4` with its filters. */
function begun(
  { typed }: Cursor,
  filters: readonly number[],
  units: readonly number[],
  stride: string,
): readonly string[] {
  const pieces = headPieces(typed.replace(/-$/, ""));
  if (!pieces || !/\d|-/.test(typed)) return [];
  const kernel = pieces.kernel?.text ?? "";
  const counts = [...(pieces.word === "fc" ? units : filters), ...usualSizes];
  if (!["conv", "deconv", "fc"].includes(pieces.word)) return [];
  return counts.map((n) => `${pieces.word}${kernel}-${n}${pieces.word === "conv" ? stride : ""}`);
}

/** Every other head in its usual form. */
function usualTexts({ typed }: Cursor): readonly string[] {
  const forms = Object.entries(layerKinds)
    .filter(([word]) => word !== "input")
    .map(([, { form }]) => form);
  const more = ["conv1-64", "conv5-64", "maxpool3/2", "avgpool2", "dropout 0.5"];
  return [...forms, ...(typed === "" ? [] : more)];
}

/** `conv3-{c}` in a block. */
function parameterTexts(parameters: readonly string[]): readonly string[] {
  return parameters.flatMap((name) => [`conv3-{${name}}`, `conv1-{${name}}`]);
}

function unchecked(texts: readonly string[]): readonly Proposal[] {
  return texts.map((text) => headProposal(text));
}

function isInBracket(levels: readonly Level[]): boolean {
  return levels.at(-1)?.opener?.tokenType === t.LeftBracket;
}

/** Those that work at the shape, each with what it gives; a branch that has a map keeps one. */
function fitting(
  texts: readonly string[],
  shape: Shape,
  keepsMap: boolean,
  scope: Scope,
): readonly Proposal[] {
  return [...new Set(texts)].flatMap((text) => {
    const found = preview(text, shape, scope);
    const flattens = keepsMap && (found?.shape.length ?? 0) < shape.length;
    if (!found || flattens || (text === "flatten" && shape.length === 1)) return [];
    const params = found.params ? `, ${formatCount(found.params)} parameters` : "";
    return [headProposal(text, `gives ${formatShape(found.shape)}${params}`)];
  });
}

function headProposal(label: string, detail?: string): Proposal {
  const word = headPieces(label.split(" ")[0] ?? label)?.word ?? label;
  const kind = layerKinds[word as ReadableHead];
  return { label, kind: "head", detail: detail ?? "", documentation: kind.meaning };
}

function snippets(incoming: Incoming | null): readonly Proposal[] {
  if (incoming?.shape.length !== 3) return [];
  const filters = incoming.shape[2] ?? 64;
  const [units = 10] = unitCounts(incoming).slice(-1);
  return [
    {
      label: "[… + shortcut]",
      kind: "snippet",
      detail: "a residual block",
      insertText: `[conv3-${filters} bn | conv3-${filters} bn + shortcut] | relu`,
    },
    {
      label: "aux(…)",
      kind: "snippet",
      detail: "an auxiliary classifier",
      insertText: `aux(weight=0.3: gap | fc-${units} | softmax)`,
    },
  ];
}

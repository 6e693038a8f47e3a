/** Layers in words, for a hover: what they are, their shapes and counts, the formulas behind them. */
import type { Layer } from "../network/network.js";
import { formatCount, formatPair, formatShape, plural } from "../network/wording.js";
import { stageText } from "./summaryStage.js";
import { macsLine, parameterLine, sizeLines } from "../network/formulas.js";

/** The first of the layers in full; the others, which the same text gives, by their names. */
export function explainLayers(layers: readonly Layer[]): readonly string[] {
  const [first] = layers;
  if (!first) return [];
  return [...explainLayer(first), ...others(layers)];
}

function explainLayer(layer: Layer): readonly string[] {
  const { name, inputShape, outputShape, receptiveField, jump, operation } = layer;
  const parameters = parameterLine(layer);
  const macs = macsLine(layer);
  const shapes = operation.kind === "input" ? "" : `${formatShape(inputShape)} → `;
  return [
    name === stageText(layer) ? name : `${name}: ${stageText(layer)}`,
    `${shapes}${formatShape(outputShape)}`,
    ...sizeLines(layer),
    ...(parameters === null ? [] : [`parameters ${parameters}`]),
    ...(macs === null ? [] : [`multiply-adds ${macs}`]),
    `receptive field ${formatPair(receptiveField)}, stride ${formatPair(jump)}`,
    ...(layer.activation && !layer.activationWritten
      ? [`${layer.activation.name} is implied`]
      : []),
  ];
}

function others(layers: readonly Layer[]): readonly string[] {
  const last = layers.at(-1);
  if (!last || layers.length < 2) return [];
  return [`one of ${formatCount(layers.length)} layers, to ${last.name}`];
}

/** A group, a call, a bracket: what it holds comes to together. */
export function explainTogether(title: string, layers: readonly Layer[]): readonly string[] {
  const [first] = layers;
  const last = layers.at(-1);
  if (!first || !last) return [title];
  const total = (part: "params" | "macs") =>
    formatCount(layers.reduce((sum, layer) => sum + layer[part], 0));
  return [
    title,
    `${formatShape(first.inputShape)} → ${formatShape(last.outputShape)}`,
    `${plural(layers.length, "layer")}, ${total("params")} parameters, ${total("macs")} multiply-adds`,
    `receptive field ${formatPair(last.receptiveField)}, stride ${formatPair(last.jump)}`,
  ];
}

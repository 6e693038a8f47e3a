/** How the receptive field grows from layer to layer. In: a network. Out: a line, the input's size beside it. */
import type { Layer, Network } from "../network/network.js";
import { formatPair } from "../network/wording.js";
import type { LineMark } from "./chart.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { stageText } from "./summaryStage.js";
import { shownName } from "./shownName.js";

export function receptiveGrowthFigure(network: Network): Figure {
  const { layers, totals } = network;
  const name = shownName(network);
  const title = `Receptive field of ${name}, layer by layer`;
  const shown = layers.filter(({ aux, inputShape }) => aux === 0 && inputShape.length === 3);
  if (shown.length === 0)
    return messageFigure(title, "the network has no maps, so no layer has one");
  const side = layers[0]?.outputShape ?? [];
  const last = shown.at(-1)?.receptiveField ?? totals.receptiveField;
  const text = `${name}: the receptive field grows to ${formatPair(last)} pixels; the input has ${formatPair([side[0] ?? NaN, side[1] ?? NaN])}`;
  const square = shown.every(({ receptiveField: [height, width] }) => height === width);
  const marks: readonly LineMark[] = [
    fieldLine(shown, 0, square ? "receptive field" : "height"),
    ...(square ? [] : [fieldLine(shown, 1, "width")]),
    { ...inputLine(shown.length, side[0] ?? NaN), name: "the input's height" },
  ];
  const x = { label: "", scale: "category", categories: shown.map((layer) => layer.name) } as const;
  const y = { label: "receptive field (pixels)", scale: "linear" } as const;
  const chart = { panels: [{ x, y, marks }], height: 380 };
  return { title, alt: text, text, body: { kind: "chart", chart } };
}

function fieldLine(layers: readonly Layer[], side: 0 | 1, name: string): LineMark {
  return {
    kind: "line",
    name,
    color: side,
    points: layers.length <= 80,
    x: layers.map((_, i) => i),
    y: layers.map(({ receptiveField }) => receptiveField[side]),
    hover: layers.map((layer) =>
      [
        `${layer.name}: ${stageText(layer)}`,
        `sees ${formatPair(layer.receptiveField)} pixels, its cells are ${formatPair(layer.jump)} apart`,
      ].join("\n"),
    ),
  };
}

function inputLine(count: number, side: number): Omit<LineMark, "name"> {
  const x = [-0.5, count - 0.5];
  const hover = x.map(() => `the input is ${side} pixels high`);
  return { kind: "line", color: 7, dash: true, x, y: [side, side], hover };
}

/** What the layers of a network cost: parameters, multiply-adds, memory. In: a network. Out: bars, a layer each. */
import { inferenceMemory, trainingMemory, type Memory } from "../network/memory.js";
import type { Layer, Network } from "../network/network.js";
import { storedValues } from "../network/totals.js";
import { formatCount } from "../network/wording.js";
import type { Axis, BarMark, Panel } from "./chart.js";
import { rounded } from "./chartText.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { byteCount, shortCount } from "./summaryNumbers.js";
import { stageText } from "./summaryStage.js";
import { percent } from "./terminalProgress.js";
import { shownName } from "./shownName.js";

const floatBytes = 4;
/** More bars than these are too thin for a text each. */
const mostLabelled = 40;

export function paramsFigure(network: Network): Figure {
  const { name, totals, layers } = network;
  const title = `Parameters and multiply-adds of ${name}, layer by layer`;
  const shown = layers.filter(({ params, macs }) => params > 0 || macs > 0);
  if (shown.length === 0) return messageFigure(title, "no layer has parameters");
  const panels = [
    countPanel(shown, "params", "parameters", 0),
    countPanel(shown, "macs", "multiply-adds", 1),
  ];
  const text = `${name}: ${formatCount(totals.params)} parameters, ${formatCount(totals.macs)} multiply-adds; most parameters in ${largest(shown, "params")}, most multiply-adds in ${largest(shown, "macs")}`;
  const chart = { panels, height: layersHeight(shown) };
  return { title, alt: text, text, body: { kind: "chart", chart } };
}

type Count = "params" | "macs";

function largest(layers: readonly Layer[], part: Count): string {
  const sum = layers.reduce((all, layer) => all + layer[part], 0);
  const most = layers.reduce((best, layer) => (layer[part] > best[part] ? layer : best));
  return `${most.name} (${percent(most[part] / (sum || 1))})`;
}

function countPanel(layers: readonly Layer[], part: Count, label: string, color: number): Panel {
  const values = layers.map((layer) => layer[part]);
  const sum = values.reduce((all, value) => all + value, 0) || 1;
  const mark: BarMark = {
    kind: "bars",
    name: label,
    at: layers.map((_, i) => i),
    values,
    color,
    ...(layers.length > mostLabelled
      ? {}
      : {
          hover: layers.map((layer) =>
            [
              `${layer.name}: ${stageText(layer)}`,
              `${formatCount(layer[part])} ${label}, ${percent(layer[part] / sum)}`,
            ].join("\n"),
          ),
          labels: values.map((value) => `${shortCount(value)}  ${percent(value / sum)}`),
        }),
  };
  const value: Axis = { label, scale: "linear", format: "short" };
  return { title: `${shortCount(sum)} ${label}`, ...layerSides(layers, value), marks: [mark] };
}

/** Bars lie, so that names can be read; of many layers they stand, from the input on the left to the output. */
function layerSides(layers: readonly Layer[], value: Axis): Pick<Panel, "x" | "y"> {
  const categories = layers.map(({ name }) => name);
  const names: Axis = { label: "", scale: "category", categories };
  return layers.length > mostLabelled
    ? { x: names, y: value }
    : { x: value, y: { ...names, reversed: true } };
}

function layersHeight(layers: readonly Layer[]): number {
  return layers.length > mostLabelled ? 330 : barsHeight(layers.length);
}

/** Of bars that lie. */
export function barsHeight(rows: number): number {
  return Math.min(900, 90 + rows * 21);
}

/** Of one input at inference, and of training steps with a batch. */
export function memoryFigure(network: Network, batch: number): Figure {
  const title = `Memory of ${shownName(network)} in float32`;
  if (!network.complete) return messageFigure(title, "not known: the network has errors");
  const inference = inferenceMemory(network, { batch: 1 });
  const training = trainingMemory(network, "adam", { batch });
  const shown = network.layers.filter((layer) => storedValues(layer) + layer.params > 0);
  const text = `${shownName(network)}: ${byteCount(inference.total)} for one input, ${byteCount(training.total)} to train with adam and a batch of ${batch}`;
  const panels = [totalPanel(network, batch), layerPanel(shown, batch)];
  const chart = { panels, height: layersHeight(shown) };
  return { title, alt: text, text, body: { kind: "chart", chart } };
}

const parts = [
  ["weights", "weights"],
  ["activations", "activations"],
  ["gradients", "gradients"],
  ["optimizer", "optimiser"],
] as const;

function totalPanel(network: Network, batch: number): Panel {
  const rows: readonly (readonly [string, Memory])[] = [
    ["inference, 1 input", inferenceMemory(network, { batch: 1 })],
    ...(["sgd", "momentum", "adam"] as const).map(
      (name) => [`training, ${name}`, trainingMemory(network, name, { batch })] as const,
    ),
  ];
  return {
    title: `In all, training with a batch of ${batch}`,
    height: barsHeight(rows.length),
    x: memoryAxis,
    y: { label: "", scale: "category", categories: rows.map(([name]) => name), reversed: true },
    marks: parts.map(([part, name], color) =>
      memoryBars(
        name,
        color,
        rows.map(([, memory]) => memory[part]),
        rows.map(([row]) => row),
      ),
    ),
  };
}

const memoryAxis: Axis = { label: "memory (MB)", scale: "linear" };

function layerPanel(layers: readonly Layer[], batch: number): Panel {
  const names = layers.map(({ name }) => name);
  const weights = layers.map(({ params, nonTrainable }) => (params + nonTrainable) * floatBytes);
  const outputs = layers.map((layer) => storedValues(layer) * floatBytes * batch);
  return {
    title: `By layer: weights, and activations of a batch of ${batch}`,
    ...layerSides(layers, memoryAxis),
    marks: [memoryBars("weights", 0, weights, names), memoryBars("activations", 1, outputs, names)],
  };
}

function memoryBars(
  name: string,
  color: number,
  bytes: readonly number[],
  rows: readonly string[],
): BarMark {
  return {
    kind: "bars",
    name,
    color,
    stacked: true,
    at: bytes.map((_, i) => i),
    values: bytes.map((value) => rounded(value / 1e6, 5)),
    hover: bytes.map((value, i) => `${rows[i] ?? ""}\n${name}: ${byteCount(value)}`),
  };
}

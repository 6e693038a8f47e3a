/** Distributions: of activations and weights, layer by layer; of a batch normalisation's values. */
import type { Histogram } from "../analysis/histogram.js";
import type { BatchNormView } from "../analysis/dataSetViews.js";
import type { HistogramView, LayerHistogram } from "../analysis/view.js";
import { formatCount, plural } from "../network/wording.js";
import type { BarMark, LineMark, Panel, PointMark } from "./chart.js";
import { valueText } from "./chartText.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { percent } from "./terminalProgress.js";
import { untrained } from "./untrained.js";
import { shownName } from "./shownName.js";

const mostPanels = 16;
/** Bars of a panel where there are many panels. */
const fewBars = 20;
const manyPanels = 6;

export function histogramFigure(view: HistogramView): Figure {
  const { network, of, layers } = view;
  const name = layers.length === 1 ? (layers[0]?.layer ?? "") : plural(layers.length, "layer");
  const title = `Values of ${name} of ${shownName(network)}${of === null ? "" : `, ${of}`}${untrained(view)}`;
  const many = layers.length * (of === null ? 1 : 2) > manyPanels;
  const panels = layers.flatMap((layer) => layerPanels(layer, many));
  if (panels.length === 0) return messageFigure(title, "no layer has weights or activations");
  const text = layers.map(layerText).join("\n");
  const left = panels.length > mostPanels ? `\nshown are the first ${mostPanels} histograms` : "";
  const chart = { panels: panels.slice(0, mostPanels), height: panels.length > 2 ? 220 : 300 };
  return {
    title,
    alt: `${title}. ${text}${left}`,
    text: text + left,
    body: { kind: "chart", chart },
  };
}

function layerPanels(
  { layer, activations, weights, dead, units }: LayerHistogram,
  many: boolean,
): readonly Panel[] {
  const drawn = (histogram: Histogram) => (many ? coarser(histogram) : histogram);
  const deadText =
    dead && dead.length > 0 ? `: ${formatCount(dead.length)} of ${formatCount(units)} dead` : "";
  return [
    ...(weights ? [histogramPanel(layer, "weight", drawn(weights), 0)] : []),
    ...(activations
      ? [histogramPanel(`${layer}${deadText}`, "activation", drawn(activations), 1)]
      : []),
  ];
}

/** Neighbouring bars as one. */
function coarser(histogram: Histogram): Histogram {
  const together = Math.ceil(histogram.counts.length / fewBars);
  const bars = Math.ceil(histogram.counts.length / together);
  const counts = Array.from({ length: bars }, (_, i) =>
    histogram.counts.slice(i * together, (i + 1) * together).reduce((sum, n) => sum + n, 0),
  );
  const last = histogram.edges.length - 1;
  const edges = histogram.edges.filter((_, i) => i % together === 0 || i === last);
  return { ...histogram, counts, edges };
}

function histogramPanel(title: string, label: string, histogram: Histogram, color: number): Panel {
  const { counts } = histogram;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const at = centres(histogram);
  const mark: BarMark = { kind: "bars", name: "values", color, at, values: counts };
  // Zeros of a ReLU would hide all else.
  const scale = histogram.zeros > 0.2 ? "log" : "linear";
  return {
    title: total === 0 ? `${title}: none is finite` : title,
    x: { label, scale: "linear" },
    y: { label: scale === "log" ? "values (log)" : "values", scale, format: "short" },
    marks: [mark],
  };
}

function centres({ edges, counts }: Histogram): readonly number[] {
  return counts.map((_, i) => ((edges[i] ?? NaN) + (edges[i + 1] ?? NaN)) / 2);
}

function layerText({ layer, activations, weights, dead, units }: LayerHistogram): string {
  const parts = [
    ...(weights ? [`weights ${figures(weights)}`] : []),
    ...(activations
      ? [`activations ${figures(activations)}, ${percent(activations.zeros)} zeros`]
      : []),
    ...(dead ? [`${formatCount(dead.length)} of ${plural(units, "unit")} dead`] : []),
  ];
  return `${layer}: ${parts.join("; ")}`;
}

function figures({ mean, deviation, least, largest, notFinite }: Histogram): string {
  const wrong = notFinite > 0 ? `, ${formatCount(notFinite)} not finite` : "";
  return `mean ${valueText(mean)}, deviation ${valueText(deviation)}, ${valueText(least)} to ${valueText(largest)}${wrong}`;
}

export function batchNormFigure(view: BatchNormView): Figure {
  const { layer, network, data, samples, before, training, inference, channels } = view;
  const title = `Batch normalisation ${layer} of ${shownName(network)}, ${plural(samples, "sample")} of ${data}${untrained(view)}`;
  const text = [
    `before: ${figures(before)}`,
    `after, with the batch's statistics: ${figures(training)}`,
    `after, with the moving statistics: ${figures(inference)}`,
    `gamma ${spread(channels.map(({ gamma }) => gamma))}; beta ${spread(channels.map(({ beta }) => beta))}`,
  ].join("\n");
  const values: Panel = {
    title: "Values before and after",
    x: { label: "value", scale: "linear" },
    y: { label: "share of the values", scale: "linear", format: "percent" },
    marks: [
      share("before", before, 7),
      share("after, in training", training, 0),
      share("after, at inference", inference, 1),
    ],
  };
  const panels = [
    values,
    statistics(
      "Means",
      channels.map((one) => [one.batchMean, one.movingMean]),
    ),
    statistics(
      "Deviations",
      channels.map((one) => [one.batchDeviation, one.movingDeviation]),
    ),
    learnt(channels),
  ];
  return {
    title,
    alt: `${title}. ${text}`,
    text,
    body: { kind: "chart", chart: { panels, height: 300 } },
  };
}

function share(name: string, histogram: Histogram, color: number): LineMark {
  const total = histogram.counts.reduce((sum, count) => sum + count, 0) || 1;
  const y = histogram.counts.map((count) => count / total);
  return { kind: "line", name, color, x: centres(histogram), y };
}

function spread(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? valueText(low) : `${valueText(low)} to ${valueText(high)}`;
}

/** What is learnt beside the weights: after normalising, each channel is scaled by gamma and moved by beta. */
function learnt(channels: BatchNormView["channels"]): Panel {
  const points = (name: string, color: number, part: "gamma" | "beta"): PointMark => ({
    kind: "points",
    name,
    color,
    x: channels.map((_, i) => i),
    y: channels.map((one) => one[part]),
    size: channels.map(() => 3),
    hover: channels.map((one, i) => `channel ${i}\n${name} ${valueText(one[part])}`),
  });
  return {
    title: "Gamma and beta, learnt",
    x: { label: "channel", scale: "linear" },
    y: { label: "value", scale: "linear" },
    marks: [points("gamma, the scale", 3, "gamma"), points("beta, the shift", 4, "beta")],
  };
}

/** A point a channel; where the moving figure is the batch's, it lies on the line. */
function statistics(title: string, pairs: readonly (readonly [number, number])[]): Panel {
  const all = pairs.flat().filter(Number.isFinite);
  const ends = [Math.min(...all), Math.max(...all)];
  const points: PointMark = {
    kind: "points",
    name: "channels",
    color: 2,
    x: pairs.map(([batch]) => batch),
    y: pairs.map(([, moving]) => moving),
    size: pairs.map(() => 3),
    hover: pairs.map(
      ([batch, moving], i) =>
        `channel ${i}\nbatch ${valueText(batch)}, moving ${valueText(moving)}`,
    ),
  };
  const line: LineMark = { kind: "line", name: "equal", color: 7, faint: true, x: ends, y: ends };
  const x = { label: "of the batch", scale: "linear" } as const;
  const y = { label: "moving", scale: "linear" } as const;
  return {
    title: `${title} by channel`,
    x,
    y,
    marks: all.length > 0 ? [line, points] : [],
  };
}

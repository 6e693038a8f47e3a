/**
 * Networks side by side. In: networks. Out: a table, and charts of parameters against multiply-adds, as bubbles whose size is
 * the memory of a training step, and as bars.
 */
import type { Network } from "../network/network.js";
import type { Chart, Panel } from "./chart.js";
import type { Figure } from "./figure.js";
import { inferenceMemory, trainingMemory } from "../network/memory.js";
import { formatCount, formatPair, formatShape, plural } from "../network/wording.js";
import { escapeHtml, shortened } from "./escape.js";
import { comparisonText } from "./summaryComparison.js";
import { networkDepth } from "./summaryDepth.js";
import { byteCount } from "./summaryNumbers.js";
import { usualBatch } from "./summaryTotals.js";
import { shownName } from "./shownName.js";

export function comparisonFigures(networks: readonly Network[]): readonly Figure[] {
  const known = networks.filter(({ complete }) => complete);
  return known.length === 0 ? [table(networks)] : [table(networks), sizes(known)];
}

function table(networks: readonly Network[]): Figure {
  return {
    title: `${plural(networks.length, "network")} compared`,
    alt: `A table: ${networks.slice(0, 12).map(inWords).join("; ")}.`,
    text: comparisonText(networks, { columns: 100, color: false }),
    body: { kind: "document", html: tableHtml(networks) },
  };
}

function inWords(network: Network): string {
  const { totals, complete } = network;
  const counts = complete
    ? `${formatCount(totals.params)} parameters, ${formatCount(totals.macs)} multiply-adds`
    : "known up to its first error";
  return `${shownName(network)} ${counts}`;
}

const numberStyle = "text-align:right;padding:3px 5px;white-space:nowrap";
const textStyle = "text-align:left;padding:3px 5px";

function tableHtml(networks: readonly Network[]): string {
  const titles = ["network", "input", "output", "parameters", "multiply-adds", "field", "depth"];
  const heads = [...titles, "inference", "training"].map(
    (title, i) => `<th scope="col" style="${i === 0 ? textStyle : numberStyle}">${title}</th>`,
  );
  const note = `inference: memory for 1 input; training: for a batch of ${usualBatch} with adam; float32; field: receptive field in pixels; depth: layers with weights`;
  return `<table style="border-collapse:collapse;font-size:11.5px;max-width:100%"><thead><tr style="border-bottom:1px solid var(--cs-line)">${heads.join("")}</tr></thead><tbody>${networks.map(rowHtml).join("")}</tbody></table><p style="color:var(--cs-muted);font-size:12px;margin:4px 0">${note}</p>`;
}

function rowHtml(network: Network): string {
  const { layers, output, totals, complete } = network;
  const cells = [
    formatShape(layers[0]?.outputShape ?? []),
    formatShape(layers[output]?.outputShape ?? []),
    formatCount(totals.params),
    formatCount(totals.macs),
    formatPair(totals.receptiveField),
    String(networkDepth(network)),
    byteCount(inferenceMemory(network, { batch: 1 }).total),
    byteCount(trainingMemory(network, "adam", { batch: usualBatch }).total),
  ];
  const shown = cells.map((cell, i) => (complete || i === 0 ? cell : "?"));
  const head = `<th scope="row" style="${textStyle};overflow-wrap:anywhere">${escapeHtml(shownName(network))}</th>`;
  return `<tr>${head}${shown.map((cell) => `<td style="${numberStyle}">${cell}</td>`).join("")}</tr>`;
}

function sizes(networks: readonly Network[]): Figure {
  const [bubbles, bars] = [bubblePanel(networks), barPanel(networks)];
  const chart: Chart = {
    panels: [bubbles, bars],
    height: 120 + Math.max(220, networks.length * 34),
  };
  return {
    title: "Parameters against multiply-adds",
    alt: `${bubbles.title ?? ""}, and both as bars: ${networks.slice(0, 12).map(inWords).join("; ")}.`,
    text: networks.map(inWords).join("\n"),
    body: { kind: "chart", chart },
  };
}

/** Largest radius in pixels; areas are in proportion. */
const largestBubble = 28;

function bubblePanel(networks: readonly Network[]): Panel {
  const memory = networks.map(
    (network) => trainingMemory(network, "adam", { batch: usualBatch }).total,
  );
  const most = Math.max(...memory);
  return {
    title: `Bubble area: memory of training, batch ${usualBatch}`,
    x: { label: "parameters", scale: "log", format: "short" },
    y: { label: "multiply-adds for one input", scale: "log", format: "short" },
    marks: [
      {
        kind: "points",
        name: "networks",
        x: networks.map(({ totals }) => Math.max(1, totals.params)),
        y: networks.map(({ totals }) => Math.max(1, totals.macs)),
        color: networks.map((_, index) => index),
        size: memory.map((bytes) => Math.max(4, largestBubble * Math.sqrt(bytes / most))),
        labels: networks.map((network) => shortened(shownName(network), 20)),
        hover: networks.map(
          (network, i) => `${inWords(network)}, ${byteCount(memory[i] ?? 0)} to train`,
        ),
      },
    ],
  };
}

function barPanel(networks: readonly Network[]): Panel {
  const names = networks.map((network) => shortened(shownName(network), 20));
  const most = (part: "params" | "macs") =>
    Math.max(1, ...networks.map(({ totals }) => totals[part]));
  const bars = (part: "params" | "macs", name: string, color: number) => ({
    kind: "bars" as const,
    name,
    at: networks.map((_, i) => i),
    values: networks.map(({ totals }) => totals[part] / most(part)),
    color,
    hover: networks.map(
      (network) => `${shownName(network)}: ${formatCount(network.totals[part])} ${name}`,
    ),
  });
  return {
    title: "Share of the largest",
    x: { label: "share of the largest", scale: "linear", format: "percent", range: [0, 1] },
    y: { label: "", scale: "category", categories: names, reversed: true },
    marks: [bars("params", "parameters", 0), bars("macs", "multiply-adds", 1)],
  };
}

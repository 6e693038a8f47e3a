/**
 * The architecture diagram of a network. In: a Network. Out: a figure: boxes in proportion to their maps, the shape on every
 * edge, blocks and repeats folded where the network is large.
 */
import type { Network } from "../network/network.js";
import type { Drawing, Figure } from "./figure.js";
import type { Plan } from "./diagramPlan.js";
import { formatCount, formatShape, plural } from "../network/wording.js";
import { cutsOf, drawnHeight, drawPlan, round, type Drawn } from "./diagramDrawing.js";
import { diagramGraph, type DiagramGraph } from "./diagramGraph.js";
import { diagramLegend } from "./diagramLegend.js";
import { diagramPlan } from "./diagramPlan.js";
import { diagramStyle } from "./diagramStyle.js";
import { diagramScript } from "./diagramScript.js";
import { escapeHtml, shortened } from "./escape.js";
import { frozenText, isFrozen, nothingFrozen, type Frozen } from "./frozen.js";
import { liveInk, stillInk } from "./ink.js";
import { shownName } from "./shownName.js";
import { stageText } from "./summaryStage.js";
import { fontFamily, stillFont } from "./theme.js";

/** Up to so many boxes everything is unfolded from the start. */
const fewBoxes = 24;

export function diagramFigure(network: Network, frozen: Frozen = nothingFrozen): Figure {
  const graph = diagramGraph(network);
  const plan = diagramPlan(network, graph, frozen);
  const title = `Architecture of ${shownName(network)}`;
  const kept = frozenText(network, frozen);
  const alt = altOf(network, graph) + (kept === null ? "" : ` Dashed boxes are frozen: ${kept}.`);
  return {
    title,
    alt,
    text: terminalText(graph, frozen),
    body: drawingOf(plan, openFrom(graph), alt),
  };
}

function openFrom({ nodes }: DiagramGraph): ReadonlySet<number> {
  const boxes = nodes.reduce((sum, { inner }) => sum + (inner?.nodes.length ?? 1), 0);
  return new Set(boxes <= fewBoxes ? nodes.keys() : []);
}

function altOf({ layers, output, totals, complete }: Network, { nodes }: DiagramGraph): string {
  const from = formatShape(layers[0]?.outputShape ?? []);
  const to = formatShape(layers[output]?.outputShape ?? []);
  const unfinished = complete ? "" : " It is known up to its first error.";
  return `Boxes from top to bottom, ${from} in, ${to} out: ${plural(layers.length, "layer")} in ${plural(nodes.length, "box").replace("boxs", "boxes")}, ${formatCount(totals.params)} parameters.${unfinished}`;
}

function drawingOf(plan: Plan, open: ReadonlySet<number>, alt: string): Drawing {
  const still: Drawn = { open, live: false, moving: false };
  const width = Math.ceil(Math.max(plan.width, 300));
  const legend = diagramLegend(plan, width);
  const height = Math.ceil(legend.height + drawnHeight(plan, still));
  const inner = centred(plan, width, legend.height, drawPlan(plan, still));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="cs-diagram" role="img" aria-label="${escapeHtml(alt)}">${diagramStyle(stillInk, stillFont)}<rect width="100%" height="100%" fill="${stillInk.paper}"/>${legend.svg}${inner}</svg>`;
  return {
    kind: "drawing",
    svg,
    width,
    height,
    live: { html: liveHtml(plan, open, alt, width), script: diagramScript },
  };
}

function centred(plan: Plan, width: number, top: number, content: string): string {
  return `<g transform="translate(${round((width - plan.width) / 2)} ${top})">${content}</g>`;
}

function liveHtml(plan: Plan, open: ReadonlySet<number>, alt: string, width: number): string {
  const live: Drawn = { open, live: true, moving: true };
  const legend = diagramLegend(plan, width);
  const height = Math.ceil(legend.height + plan.height);
  const button = plan.boxes.some(({ unfolded }) => unfolded)
    ? `<button type="button" style="font:inherit;color:inherit;background:var(--cs-panel);border:1px solid var(--cs-line);border-radius:4px;padding:1px 8px;cursor:pointer">unfold all</button>`
    : "";
  const tip = `<div class="cs-tip" style="display:none;position:absolute;z-index:9;pointer-events:none;white-space:pre-line;background:var(--cs-panel);color:var(--cs-ink);border:1px solid var(--cs-line);border-radius:4px;padding:4px 8px;font-size:12px;max-width:min(90%,460px)"></div>`;
  return `<div style="position:relative;max-width:${width}px;margin:auto">${button}<svg viewBox="0 0 ${width} ${height}" data-top="${legend.height}" data-cuts="${cutsOf(plan).join(" ")}" style="width:100%;display:block" class="cs-diagram" role="img" aria-label="${escapeHtml(alt)}">${diagramStyle(liveInk, fontFamily)}${legend.svg}${centred(plan, width, legend.height, drawPlan(plan, live))}</svg>${tip}</div>`;
}

const terminalRows = 40;

/** Boxes from top to bottom with what each gives. */
function terminalText({ nodes }: DiagramGraph, frozen: Frozen): string {
  const rows = nodes.map(({ name, layers, all, count }) => {
    const [only] = layers;
    const what = layers.length === 1 && only ? stageText(only) : "";
    const times = count > 1 ? ` x${count}` : "";
    const shape = formatShape(all.at(-1)?.outputShape ?? []);
    const kept = isFrozen(all, frozen) ? "  frozen" : "";
    return [`${shortened(name, 40)}${times}`, shortened(what, 30), shape + kept] as const;
  });
  const shown = rows.slice(0, terminalRows);
  const width = (part: 0 | 1) => Math.max(...shown.map((row) => row[part].length));
  const lines = shown.map(([name, what, shape]) =>
    `${name.padEnd(width(0))}  ${what.padEnd(width(1))}  ${shape}`.trimEnd(),
  );
  const rest = rows.length - shown.length;
  return [...lines, ...(rest > 0 ? [`… and ${formatCount(rest)} more`] : [])].join("\n");
}

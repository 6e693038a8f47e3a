/**
 * A network as HTML tables without scripts: its layers (blocks and repeats of a long one folded), totals and memory. In: a
 * Network. Out: HTML that reads in order without style sheets too; every text of the user's is escaped.
 */
import type { Network } from "../network/network.js";
import type { DiagramGraph, DiagramNode } from "./diagramGraph.js";
import { formatCount, formatPair, formatShape, plural } from "../network/wording.js";
import { diagramGraph } from "./diagramGraph.js";
import { escapeHtml, shortened } from "./escape.js";
import { isFrozen, type Frozen } from "./frozen.js";
import { byteCount } from "./summaryNumbers.js";
import { stageText } from "./summaryStage.js";
import { factsOf, memoryRows } from "./summaryTotals.js";
import { palette } from "./theme.js";

/** Up to so many layers every one has its row. */
const fewLayers = 32;

export function summaryHtml(network: Network, frozen: Frozen): string {
  const graph = network.layers.length > fewLayers ? diagramGraph(network) : everyLayer(network);
  const unfinished = network.complete ? "" : "<p><b>known up to its first error</b></p>";
  return [
    unfinished,
    layerTable(graph, tableOf(network, frozen)),
    impliedNote(network),
    factsTable(network, frozen),
    network.complete ? memoryTable(network) : "",
  ].join("");
}

function everyLayer({ layers }: Network): DiagramGraph {
  const nodes = layers.map((layer) => {
    const only = [layer];
    return { name: layer.name, layers: only, all: only, count: 1, inner: null };
  });
  return { nodes, edges: [], frames: [] };
}

function impliedNote({ layers }: Network): string {
  const implied = layers.some((layer) => layer.activation && !layer.activationWritten);
  return implied
    ? `<p style="${quiet};margin:2px 0 10px">an activation in brackets is implied</p>`
    : "";
}

const quiet = "color:var(--cs-muted);font-size:12px";
const quietName = "font-weight:400;color:var(--cs-muted)";
const frozenSign = ` <span style="${quiet};border:1px dashed var(--cs-muted);border-radius:3px;padding:0 4px">frozen</span>`;
const cellStyle = "text-align:left;padding:2px 6px";
const numberStyle = "text-align:right;padding:2px 6px";
const tableStyle =
  "table-layout:fixed;width:100%;overflow-wrap:anywhere;border-collapse:collapse;margin:0;font-size:12px";

const columns = [
  { title: "layer", width: 20 },
  { title: "stage", width: 24 },
  { title: "output", width: 14 },
  { title: "parameters", width: 16, number: true },
  { title: "multiply-adds", width: 17, number: true },
  { title: "field", width: 9, number: true },
] as const;

function layerTable(graph: DiagramGraph, table: Table): string {
  const heads = columns.map((column) => {
    const style = "number" in column ? numberStyle : cellStyle;
    return `<th scope="col" style="${style};width:${column.width}%">${column.title}</th>`;
  });
  const head = `<thead><tr style="border-bottom:1px solid var(--cs-line)">${heads.join("")}</tr></thead>`;
  return `<table style="${tableStyle}">${head}<tbody>${rowsOf(graph, table)}</tbody></table>`;
}

/** A row for each box, and below a block's a row that unfolds. */
function rowsOf({ nodes, frames }: DiagramGraph, table: Table): string {
  return nodes
    .map((node, index) => {
      const frame = frames.find((one) => one.nodes[0] === index);
      const note = frame
        ? `<tr><td colspan="6" style="${cellStyle};${quiet}">${plural(frame.nodes.length, "layer")}, ×${frame.count}; counts are those of all, the output is the last one's</td></tr>`
        : "";
      return note + nodeRow(node, table) + insideRow(node, table);
    })
    .join("");
}

interface Table {
  /** What a full bar stands for. */
  readonly params: number;
  readonly macs: number;
  /** The block that it is inside of, which its rows leave out of their names: `bottleneck1/`. */
  readonly prefix: string;
  readonly frozen: Frozen;
}

function tableOf({ totals: { params, macs } }: Network, frozen: Frozen): Table {
  return { params, macs, prefix: "", frozen };
}

function nodeRow({ name, layers, all, count }: DiagramNode, table: Table): string {
  const [only] = layers;
  const last = all.at(-1);
  const times = count > 1 ? ` ×${count}` : "";
  const stage = layers.length === 1 && only ? stageText(only) : plural(all.length, "layer");
  const sum = (part: "params" | "macs") => all.reduce((total, layer) => total + layer[part], 0);
  return [
    `<tr><th scope="row" title="${escapeHtml(shortened(name, 200))}" style="${cellStyle}">${nameText(name, table.prefix)}${times}</th>`,
    `<td style="${cellStyle}">${escapeHtml(shortened(stage, 80))}${isFrozen(all, table.frozen) ? frozenSign : ""}</td>`,
    textCell(formatShape(last?.outputShape ?? [])),
    countCell(sum("params"), table.params, palette[0]),
    countCell(sum("macs"), table.macs, palette[1]),
    `<td style="${numberStyle}">${last ? formatPair(last.receptiveField) : ""}</td></tr>`,
  ].join("");
}

/** Block and branch in grey before the layer's own name; lines break behind them. */
function nameText(name: string, prefix: string): string {
  const parts = (name.startsWith(prefix) ? name.slice(prefix.length) : name).split("/");
  const own = escapeHtml(shortened(parts.pop() ?? "", 60));
  const before = parts.map((part) => `${escapeHtml(shortened(part, 60))}/<wbr>`).join("");
  return before === "" ? own : `<span style="${quietName}">${before}</span>${own}`;
}

function textCell(text: string): string {
  return `<td style="${cellStyle}">${escapeHtml(text)}</td>`;
}

/** The number, and its share of the total as a bar. */
function countCell(value: number, total: number, color: string): string {
  const share = total > 0 && value > 0 ? Math.max(1, Math.round((100 * value) / total)) : 0;
  const bar = share
    ? `<div title="${share} %" style="margin-left:auto;width:${share}%;height:4px;border-radius:2px;background:${color}"></div>`
    : "";
  return `<td style="${numberStyle}">${formatCount(value)}${bar}</td>`;
}

function insideRow({ name, layers, count, inner }: DiagramNode, table: Table): string {
  if (!inner || layers.length === 1) return "";
  const which = count > 1 ? ", the first of them" : "";
  const title = `inside ${escapeHtml(shortened(name, 60))}${which}`;
  return `<tr><td colspan="6" style="padding:0 0 4px 14px;text-align:left"><details><summary style="${quiet};cursor:pointer">${title}</summary>${layerTable(inner, { ...table, prefix: `${name}/` })}</details></td></tr>`;
}

function factsTable(network: Network, frozen: Frozen): string {
  const rows = factsOf(network, frozen).map(
    ([name, text]) =>
      `<tr><th scope="row" style="${cellStyle};white-space:nowrap">${name}</th><td style="${cellStyle}">${escapeHtml(text)}</td></tr>`,
  );
  return `<table style="border-collapse:collapse;margin:8px 0;font-size:12px"><tbody>${rows.join("")}</tbody></table>`;
}

const memoryColumns = ["weights", "activations", "gradients", "optimizer", "total"] as const;

function memoryTable(network: Network): string {
  const heads = memoryColumns.map(
    (part) =>
      `<th scope="col" style="${numberStyle}">${part === "optimizer" ? "optimiser" : part}</th>`,
  );
  const rows = memoryRows(network).map(({ name, memory }) => {
    const cells = memoryColumns.map(
      (part) => `<td style="${numberStyle}">${memory?.[part] ? byteCount(memory[part]) : ""}</td>`,
    );
    const inset = name.startsWith(" ") ? ";padding-left:18px" : "";
    return `<tr><th scope="row" style="${cellStyle}${inset}">${name.trim()}</th>${cells.join("")}</tr>`;
  });
  return `<table style="border-collapse:collapse;margin:8px 0;font-size:12px"><thead><tr style="border-bottom:1px solid var(--cs-line)"><th scope="col" style="${cellStyle}">memory, float32</th>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

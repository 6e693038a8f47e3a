/**
 * A network as text for a terminal: a row a layer, the totals, and the memory that it takes. A Network goes in, lines come
 * out; nothing is printed here. It fits the width: first the bars give way, then the exact numbers, then long names.
 */
import type { Layer, Network } from "../network/network.js";
import type { Column } from "./summaryTable.js";
import { painted, plain } from "../language/ansi.js";
import { visible } from "../language/cells.js";
import { formatCount, formatPair, formatShape } from "../network/wording.js";
import { isFrozen, nothingFrozen, type Frozen } from "./frozen.js";
import { longHeaders, shortHeaders, type Headers } from "./summaryHeaders.js";
import { bar, shortCount } from "./summaryNumbers.js";
import { stageText } from "./summaryStage.js";
import { tableLines, tableWidth } from "./summaryTable.js";
import { totalLines } from "./summaryTotals.js";

export interface TextStyle {
  /** Infinity where nothing limits a line. */
  readonly columns: number;
  readonly color: boolean;
}

export function summaryText(
  network: Network,
  { columns, color }: TextStyle,
  frozen: Frozen = nothingFrozen,
): string {
  const paint = color ? painted : plain;
  const rows = tableLines(fitting(network, columns, frozen), paint);
  return [
    heading(network, paint),
    "",
    ...rows,
    ...(hasImplied(network) ? ["", paint("dim", "an activation in brackets is implied")] : []),
    "",
    ...totalLines(network, paint, frozen),
  ].join("\n");
}

function heading({ name, title, complete }: Network, paint: typeof plain): string {
  const unfinished = complete ? "" : paint("red", "  known up to its first error");
  return title === null
    ? paint("bold", name) + unfinished
    : `${paint("bold", visible(title))}  ${name}${unfinished}`;
}

function hasImplied({ layers }: Network): boolean {
  return layers.some((layer) => layer.activation && !layer.activationWritten);
}

/** How much a row shows. */
interface Density {
  readonly count: (value: number) => string;
  readonly headers: Headers;
  /** Characters of a bar; 0 for none. */
  readonly bar: number;
}

const exact = { count: formatCount, headers: longHeaders };
const short = { count: shortCount, headers: shortHeaders };
const narrowest: Density = { ...short, bar: 0 };
const densities: readonly Density[] = [
  { ...exact, bar: 12 },
  { ...exact, bar: 8 },
  { ...short, bar: 8 },
  { ...short, bar: 5 },
  narrowest,
];

function fitting(network: Network, width: number, frozen: Frozen): readonly Column[] {
  for (const density of densities) {
    const columns = layerColumns(network, density, frozen);
    if (tableWidth(columns) <= width) return columns;
  }
  return shortened(layerColumns(network, narrowest, frozen), width);
}

function layerColumns(network: Network, density: Density, frozen: Frozen): readonly Column[] {
  const cells = (text: (layer: Layer) => string) => network.layers.map(text);
  const stage = (layer: Layer) =>
    isFrozen([layer], frozen) ? `${stageText(layer)}, frozen` : stageText(layer);
  return [
    { header: "layer", align: "left", cells: cells((layer) => layer.name), style: "bold" },
    { header: "stage", align: "left", cells: cells(stage) },
    { header: "output", align: "left", cells: cells((layer) => formatShape(layer.outputShape)) },
    ...countColumns(network, "params", density),
    ...countColumns(network, "macs", density),
    {
      header: density.headers.field,
      align: "right",
      cells: cells((layer) => formatPair(layer.receptiveField)),
    },
  ];
}

/** The numbers, and each one as a bar beside the largest. */
function countColumns(
  { layers }: Network,
  part: "params" | "macs",
  { count, headers, bar: width }: Density,
): readonly Column[] {
  const largest = Math.max(...layers.map((layer) => layer[part]));
  const numbers = layers.map((layer) => count(layer[part]));
  const bars = layers.map((layer) => bar(layer[part] / largest, width).padEnd(width));
  const column: Column = { header: headers[part], align: "right", cells: numbers };
  return width === 0
    ? [column]
    : [column, { header: "", align: "left", cells: bars, style: "cyan", gap: 1 }];
}

/** Names keep their end, stages their beginning. */
function shortened(columns: readonly Column[], width: number): readonly Column[] {
  const [names, stages, ...rest] = columns;
  if (!names || !stages) return columns;
  const room = width - tableWidth(rest) - 4;
  const stageRoom = Math.min(longest(stages), 22);
  const nameRoom = Math.max(room - stageRoom, 12);
  return [
    { ...names, cells: names.cells.map((text) => keepEnd(text, nameRoom)) },
    { ...stages, cells: stages.cells.map((text) => keepStart(text, stageRoom)) },
    ...rest,
  ];
}

function longest({ cells }: Column): number {
  return Math.max(...cells.map((text) => text.length));
}

function keepEnd(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;
}

function keepStart(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Networks side by side, a row each: the table of `compare`, and the shorter one of `check`. */
import type { Network } from "../network/network.js";
import type { TextStyle } from "./summary.js";
import type { Column } from "./summaryTable.js";
import { painted, plain } from "../language/ansi.js";
import { inferenceMemory, trainingMemory } from "../network/memory.js";
import { formatCount, formatPair, formatShape } from "../network/wording.js";
import { networkDepth } from "./summaryDepth.js";
import { byteCount, shortCount } from "./summaryNumbers.js";
import { longHeaders, shortHeaders, type Headers } from "./summaryHeaders.js";
import { tableLines, tableWidth } from "./summaryTable.js";
import { usualBatch } from "./summaryTotals.js";

/** Whether numbers and headers are written out. */
interface Wording {
  readonly count: (value: number) => string;
  readonly headers: Headers;
}

const exact: Wording = { count: formatCount, headers: longHeaders };
const short: Wording = { count: shortCount, headers: shortHeaders };

/** Parameters, multiply-adds, memory, receptive field, depth. */
export function comparisonText(networks: readonly Network[], style: TextStyle): string {
  const note = `inference: memory for 1 input; training: for a batch of ${usualBatch} with adam; float32`;
  return [...fittingLines(networks, comparisonColumns, style), "", dim(note, style)].join("\n");
}

/** What a check says of the networks that it found. */
export function overviewText(networks: readonly Network[], style: TextStyle): string {
  return fittingLines(networks, overviewColumns, style).join("\n");
}

function dim(text: string, { color }: TextStyle): string {
  return (color ? painted : plain)("dim", text);
}

/** Exact numbers where they fit, short ones where not. */
function fittingLines(
  networks: readonly Network[],
  columns: (networks: readonly Network[], wording: Wording) => readonly Column[],
  { columns: width, color }: TextStyle,
): readonly string[] {
  const table = columns(networks, exact);
  const fitting = tableWidth(table) <= width ? table : columns(networks, short);
  return tableLines(fitting, color ? painted : plain);
}

function overviewColumns(networks: readonly Network[], wording: Wording): readonly Column[] {
  const { known, of } = cellsOf(networks);
  const { count, headers } = wording;
  return [
    { header: "network", align: "left", cells: of(({ name }) => name), style: "bold" },
    {
      header: "input",
      align: "left",
      cells: of(({ layers }) => formatShape(layers[0]?.outputShape ?? [])),
    },
    { header: "output", align: "left", cells: known(outputText) },
    { header: headers.params, align: "right", cells: known(({ totals }) => count(totals.params)) },
    { header: headers.macs, align: "right", cells: known(({ totals }) => count(totals.macs)) },
    {
      header: headers.field,
      align: "right",
      cells: known(({ totals }) => formatPair(totals.receptiveField)),
    },
  ];
}

function comparisonColumns(networks: readonly Network[], wording: Wording): readonly Column[] {
  const { known } = cellsOf(networks);
  const training = (network: Network) =>
    trainingMemory(network, "adam", { batch: usualBatch }).total;
  return [
    ...overviewColumns(networks, wording),
    { header: "depth", align: "right", cells: known((network) => String(networkDepth(network))) },
    {
      header: "inference",
      align: "right",
      cells: known((network) => byteCount(inferenceMemory(network, { batch: 1 }).total)),
    },
    { header: "training", align: "right", cells: known((network) => byteCount(training(network))) },
  ];
}

function outputText({ layers, output }: Network): string {
  return formatShape(layers[output]?.outputShape ?? []);
}

/** A network with errors shows `?` for what is not known. */
function cellsOf(networks: readonly Network[]) {
  const of = (text: (network: Network) => string) => networks.map(text);
  const known = (text: (network: Network) => string) =>
    networks.map((network) => (network.complete ? text(network) : "?"));
  return { of, known };
}

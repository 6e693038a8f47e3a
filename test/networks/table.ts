/**
 * Cases of numbers: `# title`, a text in the language (or none), `==>`, an aligned table. A row names a network, and
 * with a column `layer` one of its layers; the other columns are figures, `-` where none is known.
 */
import type { Layer, Network } from "../../src/network/network.js";

export interface NumberCase {
  readonly title: string;
  readonly source: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function readCases(text: string): NumberCase[] {
  return text.split(/^# /m).slice(1).map(readCase);
}

function readCase(text: string): NumberCase {
  const [head = "", table = ""] = text.split(/^==>$/m);
  const [title = "", ...source] = head.split("\n");
  const [columns = [], ...rows] = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/ {2,}/));
  return { title, source: source.join("\n"), columns, rows };
}

/** The row as the networks have it, in the case's own spelling; `-` is left as it is. */
export function measure(
  { columns }: NumberCase,
  row: readonly string[],
  networks: ReadonlyMap<string, Network>,
): string[] {
  const network = networks.get(row[0] ?? "");
  if (!network) return ["no such network"];
  const figure =
    columns[1] === "layer" ? layerFigure(network, row[1] ?? "") : networkFigure(network);
  return columns.map((column, i) => (row[i] === "-" ? "-" : figure(column)));
}

type Figure = (column: string) => string;

function networkFigure(network: Network): Figure {
  return (column) => networkColumns[column]?.(network) ?? `no column ${column}`;
}

function layerFigure(network: Network, name: string): Figure {
  const layer = network.layers.find((one) => one.name === name);
  if (!layer) return () => `no layer ${name}`;
  return (column) => layerColumns[column]?.(layer, network) ?? `no column ${column}`;
}

const neuronKinds = new Set(["conv", "fc"]);

const networkColumns: Readonly<Record<string, (network: Network) => string>> = {
  network: ({ name }) => name,
  params: ({ totals }) => count(totals.params),
  withAux: ({ totals }) => (totals.withAux ? count(totals.withAux.params) : "-"),
  weights: ({ totals }) => count(totals.weights),
  biases: ({ totals }) => count(totals.biases),
  nonTrainable: ({ totals }) => count(totals.nonTrainable),
  /** Keras's and tfjs's count. */
  countParams: ({ totals }) => count(totals.params + totals.nonTrainable),
  millions: ({ totals }) => (totals.params / 1e6).toFixed(0),
  macs: ({ totals }) => count(totals.macs),
  billions: ({ totals }) => (totals.macs / 1e9).toFixed(3),
  activations: ({ totals }) => count(totals.activations),
  receptiveField: ({ totals }) => pair(totals.receptiveField),
  neurons: ({ layers }) => {
    const counted = layers.filter(({ operation }) => neuronKinds.has(operation.kind));
    return count(counted.reduce((sum, layer) => sum + product(layer.outputShape), 0));
  },
  output: ({ layers, output }) => size(layers[output]?.outputShape ?? []),
};

const layerColumns: Readonly<Record<string, (layer: Layer, network: Network) => string>> = {
  network: (_, { name }) => name,
  layer: ({ name }) => name,
  output: ({ outputShape }) => size(outputShape),
  params: ({ params }) => count(params),
  weights: ({ weights }) => count(weights),
  macs: ({ macs }) => count(macs),
  receptiveField: ({ receptiveField }) => pair(receptiveField),
  jump: ({ jump }) => pair(jump),
};

function count(n: number): string {
  return n.toLocaleString("en-US");
}

function size(shape: readonly number[]): string {
  return shape.map(count).join("x");
}

function pair([height, width]: readonly [number, number]): string {
  return height === width ? count(height) : `${count(height)}x${count(width)}`;
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, n) => total * n, 1);
}

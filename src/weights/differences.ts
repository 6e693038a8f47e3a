/** Weights in a file against the variables of a network: what is missing, unexpected or of another shape. */
import type { Shape } from "../network/network.js";
import { formatShape } from "../network/wording.js";

export interface Named {
  readonly name: string;
  readonly shape: Shape;
}

export interface Difference {
  readonly name: string;
  /** null where one side does not have it */
  readonly inFile: Shape | null;
  readonly inNetwork: Shape | null;
}

export function differences(
  file: readonly Named[],
  network: readonly Named[],
): readonly Difference[] {
  const inFile = new Map(file.map(({ name, shape }) => [name, shape]));
  const wanted = new Map(network.map(({ name, shape }) => [name, shape]));
  const names = [...new Set([...wanted.keys(), ...inFile.keys()])];
  return names
    .map((name) => ({
      name,
      inFile: inFile.get(name) ?? null,
      inNetwork: wanted.get(name) ?? null,
    }))
    .filter((one) => one.inFile?.join() !== one.inNetwork?.join());
}

const shown = 12;

/** A table in plain text: name, in the file, in the network. */
export function differenceTable(all: readonly Difference[]): string {
  const say = (shape: Shape | null) => (shape === null ? "-" : formatShape(shape) || "a number");
  const rows = [
    ["", "in the file", "in the network"],
    ...all.slice(0, shown).map((one) => [one.name, say(one.inFile), say(one.inNetwork)]),
  ];
  const more = all.length - shown;
  return alignedTable(more > 0 ? [...rows, [`… and ${more} more`]] : rows);
}

/** Rows of three cells, indented. */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cells = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => `  ${cells(row)}`.trimEnd()).join("\n");
}

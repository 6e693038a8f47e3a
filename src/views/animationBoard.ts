/**
 * The board of a sliding window: a row of grids for each channel, and the maps that come out in a last column. In: what each
 * grid holds. Out: where the grids lie, and their parts.
 */
import type { Part } from "./animation.js";
import {
  cellParts,
  gridHeight,
  gridWidth,
  numberParts,
  words,
  type CellClass,
  type Grid,
} from "./animationGrid.js";

export interface Panel {
  readonly heading: string | readonly string[];
  readonly rows: number;
  readonly columns: number;
  readonly cellWidth: number;
  readonly text: (row: number, column: number) => string | readonly string[];
  readonly classOf?: (row: number, column: number) => CellClass;
  /** The step that brings a number. */
  readonly from?: (row: number, column: number) => number;
  /** A line below. */
  readonly under?: string | readonly string[];
}

export interface Board {
  /** By row and column. */
  readonly grids: readonly (readonly Grid[])[];
  readonly outputs: readonly Grid[];
  readonly parts: readonly Part[];
  readonly width: number;
  /** Of the lowest line. */
  readonly bottom: number;
}

export const cellHeight = 24;
export const margin = 8;
const gap = 30;
const headingHeight = 18;
const underHeight = 20;
const rowGap = 8;

/** `signs` stand before the second and later columns. */
export function board(
  top: number,
  rows: readonly (readonly Panel[])[],
  outputs: readonly Panel[],
  signs: readonly string[],
): Board {
  const columns = rows[0]?.map((_, i) => rows.flatMap((row) => row[i] ?? [])) ?? [];
  const widths = [...columns, ...(outputs.length ? [outputs] : [])].map((panels) =>
    Math.max(...panels.map(panelWidth)),
  );
  const lefts = widths.map((_, i) => margin + widths.slice(0, i).reduce((x, w) => x + w + gap, 0));
  const tops = stacked(
    top,
    rows.map((row) => Math.max(...row.map(panelHeight))),
  );
  const outputTops = stacked(top, outputs.map(panelHeight));
  const grids = rows.map((row, r) => row.map((panel, c) => gridOf(panel, lefts[c], tops[r])));
  const last = outputs.map((panel, i) => gridOf(panel, lefts.at(-1), outputTops[i]));
  const parts = rows.flatMap((row, r) =>
    row.flatMap((panel, c) => panelParts(panel, grids[r]?.[c])),
  );
  return {
    grids,
    outputs: last,
    parts: [
      ...parts,
      ...outputs.flatMap((panel, i) => panelParts(panel, last[i])),
      ...grids.flatMap((row, r) =>
        signParts(row, lefts, r > 0 ? signs.slice(0, row.length - 1) : signs),
      ),
    ],
    width: margin * 2 + (lefts.at(-1) ?? 0) - margin + (widths.at(-1) ?? 0),
    bottom: Math.max(tops.at(-1) ?? top, outputTops.at(-1) ?? top),
  };
}

/** Where each begins, and at last where the next would. */
function stacked(top: number, heights: readonly number[]): readonly number[] {
  return [0, ...heights].map((_, i) =>
    heights.slice(0, i).reduce((y, height) => y + height + rowGap, top),
  );
}

export function boardWidth(
  columns: readonly Pick<Panel, "columns" | "cellWidth" | "heading">[],
): number {
  return columns.reduce((sum, panel) => sum + panelWidth(panel) + gap, margin * 2 - gap);
}

function panelWidth(panel: Pick<Panel, "columns" | "cellWidth" | "heading">): number {
  const headings = typeof panel.heading === "string" ? [panel.heading] : panel.heading;
  const heading = Math.max(...headings.map((text) => text.length * 7.6));
  return Math.round(Math.max(gridWidth(panel), heading));
}

export function panelHeight(panel: Pick<Panel, "rows" | "under">): number {
  return (
    headingHeight + gridHeight({ rows: panel.rows, cellHeight }) + (panel.under ? underHeight : 0)
  );
}

function gridOf({ rows, columns, cellWidth }: Panel, x = 0, y = 0): Grid {
  return { x, y: y + headingHeight, rows, columns, cellWidth, cellHeight };
}

function panelParts(panel: Panel, grid: Grid | undefined): readonly Part[] {
  if (!grid) return [];
  const { classOf = () => "c" as const, from } = panel;
  const bottom = grid.y + gridHeight(grid);
  return [
    words(panel.heading, grid.x, grid.y - 6, "h"),
    ...cellParts(grid, classOf),
    ...numberParts(grid, panel.text, (row, column) => ({
      quiet: classOf(row, column) !== "c",
      ...(from ? { from: from(row, column) } : {}),
    })),
    ...(panel.under ? [words(panel.under, grid.x, bottom + 15, "b")] : []),
  ];
}

function signParts(
  grids: readonly Grid[],
  lefts: readonly number[],
  signs: readonly string[],
): readonly Part[] {
  const [first] = grids;
  if (!first) return [];
  const middle = first.y + Math.min(gridHeight(first), 4 * cellHeight) / 2 + 5;
  return signs.map((sign, i) => words(sign, (lefts[i + 1] ?? 0) - gap / 2, middle, "g"));
}

/** Grids of numbers as parts of a drawing, and numbers short enough for their cells. */
import type { Plane } from "../analysis/window.js";
import type { Move, Part } from "./animation.js";
import { planeSize } from "../analysis/window.js";
import { shortCount } from "./summaryNumbers.js";

/** At most two decimals, a real minus sign; `1/9` for a blur's weight. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (Math.abs(value - 1 / 9) < 1e-12) return "1/9";
  const rounded = Math.round(value * 100) / 100;
  const size = Math.abs(rounded);
  const text = size < 100_000 ? String(size) : shortCount(size);
  return rounded < 0 ? `−${text}` : text;
}

/** Where a grid lies and how large its cells are. */
export interface Grid {
  readonly x: number;
  readonly y: number;
  readonly rows: number;
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

export function gridWidth({ columns, cellWidth }: Pick<Grid, "columns" | "cellWidth">): number {
  return columns * cellWidth;
}

export function gridHeight({ rows, cellHeight }: Pick<Grid, "rows" | "cellHeight">): number {
  return rows * cellHeight;
}

/** Of a letter at 11 px. */
export const letter = 6.9;
const narrowestCell = 24;

/** Wide enough for the longest number. */
export function cellWidthOf(planes: readonly Plane[]): number {
  const longest = Math.max(0, ...planes.flat(2).map((value) => numberText(value).length));
  return Math.max(narrowestCell, Math.round(longest * letter + 8));
}

export type CellClass = "c" | "d" | "o";

/** The empty cells: those of padding and those that no window reaches are filled, lines lie over all. */
export function cellParts(grid: Grid, classOf: (row: number, column: number) => CellClass): Part[] {
  const fills = new Map<CellClass, string>();
  eachCell(grid, (row, column, x, y) => {
    const name = classOf(row, column);
    const cell = `M${x} ${y}h${grid.cellWidth}v${grid.cellHeight}h${-grid.cellWidth}z`;
    if (name !== "c") fills.set(name, (fills.get(name) ?? "") + cell);
  });
  const filled = Array.from(fills, ([name, d]) => pathPart(name, d));
  return [...filled, pathPart("c", linesPath(grid))];
}

function pathPart(name: CellClass, d: string): Part {
  return { element: "path", attributes: { class: name, d } };
}

function linesPath(grid: Grid): string {
  const { x, y, rows, columns, cellWidth, cellHeight } = grid;
  const across = Array.from(
    { length: rows + 1 },
    (_, i) => `M${x} ${y + i * cellHeight}h${gridWidth(grid)}`,
  );
  const down = Array.from(
    { length: columns + 1 },
    (_, i) => `M${x + i * cellWidth} ${y}v${gridHeight(grid)}`,
  );
  return [...across, ...down].join("");
}

export interface NumberStyle {
  /** The step that brings it. */
  readonly from?: number;
  readonly quiet?: boolean;
}

/** A number in each cell, the same for every step or one for each. Those that never change share a line. */
export function numberParts(
  grid: Grid,
  text: (row: number, column: number) => string | readonly string[],
  style: (row: number, column: number) => NumberStyle = () => ({}),
): Part[] {
  const lines = new Map<string, { x: number; text: string }[]>();
  const changing = eachCell(grid, (row, column, left, top): Part | null => {
    const { from, quiet } = style(row, column);
    const attributes = {
      class: quiet ? "q" : "n",
      x: left + grid.cellWidth / 2,
      y: top + grid.cellHeight / 2 + 4,
    };
    const content = text(row, column);
    if (typeof content !== "string" || from !== undefined)
      return {
        element: "text",
        attributes,
        text: content,
        ...(from === undefined ? {} : { from }),
      };
    const key = `${attributes.class} ${attributes.y}`;
    lines.set(key, [...(lines.get(key) ?? []), { x: attributes.x, text: content }]);
    return null;
  });
  const still = Array.from(lines, ([key, runs]): Part => {
    const [name = "n", y = "0"] = key.split(" ");
    return { element: "text", attributes: { class: name, y }, runs };
  });
  return [...still, ...changing.filter((part) => part !== null)];
}

/** A colour behind each number: blue above 0, red below, in proportion. */
export function shadeParts(
  grid: Grid,
  plane: Plane,
  most: number,
  from: (row: number, column: number) => number | undefined,
): Part[] {
  return eachCell(grid, (row, column, x, y): Part => {
    const value = plane[row]?.[column] ?? 0;
    const share = most > 0 && Number.isFinite(value) ? Math.abs(value) / most : 0;
    const comes = from(row, column);
    return {
      element: "rect",
      attributes: {
        class: value < 0 ? "minus" : "plus",
        "fill-opacity": Math.round(share * 45) / 100,
        x: x + 1,
        y: y + 1,
        width: grid.cellWidth - 2,
        height: grid.cellHeight - 2,
      },
      ...(comes === undefined ? {} : { from: comes }),
    };
  }).filter(({ attributes }) => attributes["fill-opacity"] !== 0);
}

function eachCell<T>(
  { x, y, rows, columns, cellWidth, cellHeight }: Grid,
  part: (row: number, column: number, x: number, y: number) => T,
): T[] {
  return Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    return part(row, column, x + column * cellWidth, y + row * cellHeight);
  });
}

/** A frame around some cells of a grid, drawn at its first cell and moved by whole cells. */
export function frameParts(
  grid: Grid,
  name: "w" | "r",
  size: readonly [rows: number, columns: number],
  dilation: readonly [number, number],
  cells: readonly (readonly [row: number, column: number])[],
): Part[] {
  const moves = cells.map(([row, column]): Move => [
    column * grid.cellWidth,
    row * grid.cellHeight,
  ]);
  return [
    { element: "path", attributes: { class: name, d: framePath(grid, size, dilation) }, moves },
  ];
}

/** One rectangle, or one for each cell where they lie apart. */
function framePath(
  { x, y, cellWidth, cellHeight }: Grid,
  [rows, columns]: readonly [number, number],
  [down, across]: readonly [number, number],
): string {
  if (down === 1 && across === 1)
    return `M${x} ${y}h${columns * cellWidth}v${rows * cellHeight}h${-columns * cellWidth}z`;
  return Array.from({ length: rows * columns }, (_, index) => {
    const left = x + (index % columns) * across * cellWidth;
    const top = y + Math.floor(index / columns) * down * cellHeight;
    return `M${left} ${top}h${cellWidth}v${cellHeight}h${-cellWidth}z`;
  }).join("");
}

export function words(
  text: string | readonly string[],
  x: number,
  y: number,
  name: "h" | "b" | "f" | "g" | "n",
): Part {
  return { element: "text", attributes: { class: name, x, y }, text };
}

export function largest(planes: readonly Plane[]): number {
  const values = planes.flat(2).filter(Number.isFinite).map(Math.abs);
  return Math.max(0, ...values);
}

/** `3x3` */
export function sizeText(plane: Plane): string {
  return planeSize(plane).join("x");
}

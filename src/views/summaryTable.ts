/** Columns of text, aligned. Widths are counted before anything is painted. */
import type { Paint, Style } from "../language/ansi.js";

export interface Column {
  readonly header: string;
  readonly align: "left" | "right";
  readonly cells: readonly string[];
  readonly style?: Style;
  /** Columns closer to the one before: 2 unless said. */
  readonly gap?: number;
}

export function tableWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, column, i) => sum + widthOf(column) + gapBefore(column, i), 0);
}

/** The header line, then a line for each row. */
export function tableLines(columns: readonly Column[], paint: Paint): readonly string[] {
  const rows = columns[0]?.cells.length ?? 0;
  const header = columns.map((column, i) => cell(column, column.header, i)).join("");
  const body = Array.from({ length: rows }, (_, row) =>
    columns
      .map((column, i) => painted(column, column.cells[row] ?? "", i, paint))
      .join("")
      .trimEnd(),
  );
  return [paint("dim", header.trimEnd()), ...body];
}

function widthOf({ header, cells }: Column): number {
  return cells.reduce((widest, text) => Math.max(widest, text.length), header.length);
}

function gapBefore({ gap = 2 }: Column, index: number): number {
  return index === 0 ? 0 : gap;
}

function cell(column: Column, text: string, index: number): string {
  const width = widthOf(column);
  const aligned = column.align === "left" ? text.padEnd(width) : text.padStart(width);
  return " ".repeat(gapBefore(column, index)) + aligned;
}

/** Blanks stay outside the paint, so that a line can be trimmed. */
function painted(column: Column, text: string, index: number, paint: Paint): string {
  const aligned = cell(column, text, index);
  if (!column.style || text === "") return aligned;
  const at = aligned.indexOf(text);
  return aligned.slice(0, at) + paint(column.style, text) + aligned.slice(at + text.length);
}

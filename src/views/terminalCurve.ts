/** Curves as text. In: values for each epoch. Out: lines with an axis, a dot a value, each curve in its own sign. */
import { condense } from "./terminalSparkline.js";

export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

export interface CurveOptions {
  readonly title: string;
  /** Characters of the whole chart. */
  readonly columns: number;
  /** 1 for shares, whose axis ends at the whole; else the axis begins at 0. */
  readonly top?: number;
}

const signs = "●○◆◇";
const rows = 9;
/** Between labelled rows. */
const labelStep = 4;
const margin = 5;

export function curveChart(
  curves: readonly Curve[],
  { title, columns, top }: CurveOptions,
): string {
  const range = rangeOf(curves, top);
  const epochs = Math.max(...curves.map(({ values }) => values.length));
  const room = Math.max(8, columns - margin - 2);
  const step = Math.max(1, Math.min(4, Math.floor(room / epochs)));
  const cells = Array.from({ length: rows }, () => Array<string>(room).fill(" "));
  curves.forEach(({ values }, index) => {
    drawCurve(cells, condense(values, room), signs[index] ?? "·", step, range);
  });
  const width = Math.min(room, epochs * step);
  const names = curves.map(({ name }, index) => `${signs[index] ?? "·"} ${name}`).join("  ");
  const axis = `${" ".repeat(margin)}└${"─".repeat(width)}`;
  const body = cells.map((row, i) => `${label(i, range).padStart(margin)}│${row.join("")}`);
  return [`${" ".repeat(margin + 1)}${title}: ${names}`, ...body, axis, epochLine(epochs, width)]
    .map((line) => line.trimEnd())
    .join("\n");
}

type Range = readonly [low: number, high: number];

function rangeOf(curves: readonly Curve[], top: number | undefined): Range {
  const all = curves.flatMap(({ values }) => values);
  if (top !== undefined) return [Math.floor(Math.min(...all, top - 0.1) * 10) / 10, top];
  return [Math.min(0, ...all), Math.max(0.1, Math.ceil(Math.max(...all) * 10) / 10)];
}

function drawCurve(
  cells: readonly string[][],
  values: readonly number[],
  sign: string,
  step: number,
  [low, high]: Range,
): void {
  values.forEach((value, i) => {
    const row = cells[Math.round(((high - value) / (high - low)) * (rows - 1))];
    if (row) row[i * step] = sign;
  });
}

function label(row: number, [low, high]: Range): string {
  if (row % labelStep !== 0) return "";
  return (high - ((high - low) * row) / (rows - 1)).toFixed(2);
}

function epochLine(epochs: number, width: number): string {
  const last = `epoch ${epochs}`;
  return `${" ".repeat(margin + 1)}1${last.padStart(Math.max(width - 1, last.length + 2))}`;
}

/** Curves as text. In: values for each epoch. Out: lines with an axis, a dot a value, each curve in its own sign. */

export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

export interface CurveOptions {
  readonly title: string;
  /** Characters of the whole chart. */
  readonly columns: number;
  readonly rows: number;
  /** Axis from 0 to 1 instead of the values' own range. */
  readonly share?: boolean;
}

const signs = "●○◆◇";

export function curveChart(curves: readonly Curve[], options: CurveOptions): string {
  const { title, columns, rows } = options;
  const [low, high] = rangeOf(curves, options.share ?? false);
  const labels = Array.from({ length: rows }, (_, row) =>
    axisLabel(high - ((high - low) * row) / (rows - 1)),
  );
  const margin = Math.max(...labels.map((label) => label.length));
  const count = Math.max(...curves.map(({ values }) => values.length));
  const width = Math.max(count, Math.min(columns - margin - 3, count * 4));
  const cells = Array.from({ length: rows }, () => Array<string>(width).fill(" "));
  curves.forEach((curve, index) => drawCurve(cells, curve, index, count, [low, high]));
  const body = cells.map((row, i) => `${labels[i]?.padStart(margin)} ┤${row.join("")}`);
  const names = curves.map(({ name }, index) => `${signs[index] ?? "·"} ${name}`).join("  ");
  const axis = `${" ".repeat(margin)} └${"─".repeat(width)} epoch ${count}`;
  return [`${" ".repeat(margin)}  ${title}  ${names}`, ...body, axis]
    .map((line) => line.trimEnd())
    .join("\n");
}

function rangeOf(curves: readonly Curve[], share: boolean): readonly [number, number] {
  const all = curves.flatMap(({ values }) => values);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (share) return [Math.min(Math.floor(low * 10) / 10, 0.9), 1];
  return high > low ? [Math.min(0, low), high] : [low - 1, high + 1];
}

function drawCurve(
  cells: readonly string[][],
  { values }: Curve,
  index: number,
  count: number,
  [low, high]: readonly [number, number],
): void {
  const width = cells[0]?.length ?? 0;
  values.forEach((value, i) => {
    const x = count < 2 ? 0 : Math.round((i * (width - 1)) / (count - 1));
    const y = Math.round(((high - value) / (high - low)) * (cells.length - 1));
    const row = cells[y];
    if (row) row[x] = signs[index] ?? "·";
  });
}

function axisLabel(value: number): string {
  return value.toFixed(2);
}

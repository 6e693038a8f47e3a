/** Numbers as a row of small bars. In: values and how many characters. Out: one line. */

const bars = "▁▂▃▄▅▆▇█";

/** The last `width` values, lowest to highest; a flat row where all are the same. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const low = Math.min(...shown);
  const range = Math.max(...shown) - low;
  return shown
    .map((value) => {
      const level = range > 0 ? (value - low) / range : 0;
      return bars[Math.min(bars.length - 1, Math.floor(level * bars.length))] ?? " ";
    })
    .join("");
}

/** Fewer values by averaging neighbours; as they are where they fit. */
export function condense(values: readonly number[], count: number): readonly number[] {
  if (values.length <= count) return values;
  return Array.from({ length: count }, (_, i) => {
    const part = values.slice(
      Math.floor((i * values.length) / count),
      Math.floor(((i + 1) * values.length) / count),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

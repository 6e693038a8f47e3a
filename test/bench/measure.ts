/** Timings: each is the median of many runs, so that one slow run does not count. */
import { formatCount } from "../../src/network/wording.js";

export interface Measurement {
  readonly what: string;
  readonly median: number;
  readonly fastest: number;
  readonly runs: number;
  /** Milliseconds that it should stay under; null where nothing is promised. */
  readonly target: number | null;
}

interface Plan {
  readonly what: string;
  readonly warmUp: number;
  readonly runs: number;
  readonly target: number | null;
}

export async function measure(
  { what, warmUp, runs, target }: Plan,
  run: () => unknown,
): Promise<Measurement> {
  const times: number[] = [];
  for (let round = -warmUp; round < runs; round++) {
    const begin = performance.now();
    await run();
    if (round >= 0) times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  return { what, median: times[runs >> 1] ?? NaN, fastest: times[0] ?? NaN, runs, target };
}

export function printTable(title: string, rows: readonly Measurement[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  console.log(`${title.padEnd(width)}     median    fastest     target   runs`);
  for (const { what, median, fastest, target, runs } of rows) {
    const limit = target === null ? "" : `< ${target} ms`;
    const verdict = target !== null && median >= target ? "  too slow" : "";
    const figures = [milliseconds(median), milliseconds(fastest), limit, formatCount(runs)];
    console.log(
      `${what.padEnd(width)} ${figures.map((text, i) => text.padStart(i === 3 ? 6 : 10)).join(" ")}${verdict}`,
    );
  }
  console.log("");
}

function milliseconds(time: number): string {
  return `${time.toFixed(time < 10 ? 2 : 0)} ms`;
}

/** Comparisons as a table for people and as Markdown for the README. */
import { memoryRatioOf, ratioOf, type Comparison, type Row } from "./compare.js";

/** Losses after the same steps from the same weights; dropout and bf16 draw or round differently. */
const sameLoss = 0.02;

export function printComparison(comparison: Comparison): void {
  const { title, target, rows, failed } = comparison;
  console.log(`\n${title}`);
  for (const row of rows) console.log(`  ${rowText(row)}`);
  for (const { peer, reason } of failed) console.log(`  ${peer.padEnd(20)} no answer: ${reason}`);
  const ratio = ratioOf(comparison);
  const verdict = ratio <= target ? "reached" : "MISSED";
  const memory = memoryRatioOf(comparison).toFixed(2);
  console.log(
    `  ratio to the best ${ratio.toFixed(2)} (target ${target.toFixed(2)}: ${verdict}), memory ${memory}, losses ${lossVerdict(rows)}`,
  );
}

function rowText({ peer, median, fastest, slowest, peakMegabytes, loss, timings }: Row): string {
  const time = `${milliseconds(median)} (${milliseconds(fastest)} to ${milliseconds(slowest)}, ${timings} timings)`;
  return `${peer.padEnd(20)} ${time.padEnd(52)} ${Math.round(peakMegabytes)} MB  loss ${loss.toFixed(5)}`;
}

export function milliseconds(time: number): string {
  return `${time.toPrecision(time < 1000 ? 3 : 4)} ms`;
}

export function lossVerdict(rows: readonly Row[]): string {
  const losses = rows.map(({ loss }) => loss);
  const spread = (Math.max(...losses) - Math.min(...losses)) / Math.max(...losses.map(Math.abs));
  return spread <= sameLoss ? "agree" : `DIFFER by ${(100 * spread).toFixed(1)} %`;
}

/** The README's table: one row a case, the best peer beside ours. */
export function markdownTable(comparisons: readonly Comparison[]): string {
  const head = "| | ConvScript | best other | ratio | memory |\n| --- | --: | --: | --: | --: |";
  const rows = comparisons.map((comparison) => {
    const [own, ...others] = comparison.rows;
    const best = others.toSorted((a, b) => a.median - b.median)[0];
    const theirs = best ? `${milliseconds(best.median)} (${best.peer})` : "";
    const figures = [ratioOf(comparison), memoryRatioOf(comparison)].map((r) => r.toFixed(2));
    return `| ${comparison.title} | ${milliseconds(own?.median ?? NaN)} | ${theirs} | ${figures.join(" | ")} |`;
  });
  return [head, ...rows].join("\n");
}

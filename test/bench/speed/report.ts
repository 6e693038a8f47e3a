/** Comparisons as a table for people and as Markdown for the README. */
import { ratioOf, type Comparison, type Row } from "./compare.js";

/** Peak memory, ours over the leanest. */
const memoryTarget = 1.2;

export function printComparison(comparison: Comparison): void {
  const { title, rows, failed } = comparison;
  console.log(`\n${title}`);
  for (const row of rows) console.log(`  ${rowText(row)}`);
  for (const { peer, reason } of failed) console.log(`  ${peer.padEnd(20)} no answer: ${reason}`);
  console.log(
    `  ${[...targetTexts(comparison), memoryText(comparison), lossText(comparison)].join("; ")}`,
  );
}

function targetTexts(comparison: Comparison): readonly string[] {
  return comparison.targets.map(({ against, ratio }) => {
    const found = ratioOf(comparison, against);
    return `to ${against} ${ratioText(found, ratio)} (${verdict(found, ratio)})`;
  });
}

function memoryText(comparison: Comparison): string {
  const found = ratioOf(comparison, "the best", "peakMegabytes");
  return `memory ${ratioText(found, memoryTarget)} (${verdict(found, memoryTarget)})`;
}

function verdict(found: number, target: number): string {
  return `target ${target.toFixed(2)}: ${found <= target ? "reached" : "MISSED"}`;
}

function rowText({ peer, median, fastest, slowest, peakMegabytes, loss, timings }: Row): string {
  const time = `${milliseconds(median)} (${milliseconds(fastest)} to ${milliseconds(slowest)}, ${timings} timings)`;
  return `${peer.padEnd(20)} ${time.padEnd(52)} ${Math.round(peakMegabytes)} MB  loss ${loss.toFixed(5)}`;
}

export function milliseconds(time: number): string {
  return `${figure(time)} ms`;
}

/** Three digits that count, never with an exponent. */
export function figure(value: number): string {
  return value < 1000 ? value.toPrecision(3) : value.toFixed(0);
}

/** A third decimal where two would hide that the target is missed. */
function ratioText(found: number, target: number): string {
  const short = found.toFixed(2);
  return found > target && short === target.toFixed(2) ? found.toFixed(3) : short;
}

/** Of those that took as many steps as ours. */
export function lossText({ rows, tolerance }: Comparison): string {
  const alike = rows.filter(({ steps }) => steps === rows[0]?.steps);
  const losses = alike.map(({ loss }) => loss);
  const spread = (Math.max(...losses) - Math.min(...losses)) / Math.max(...losses.map(Math.abs));
  const said = spread <= tolerance ? "agree" : "DIFFER";
  const compared = alike.length === rows.length ? "" : ` of ${alike.length}`;
  return `losses${compared} ${said} (${(100 * spread).toPrecision(2)} %)`;
}

/** The README's table: one row a case, the best peer beside ours. Ratios are ours over theirs; what misses its target says so. */
export function markdownTable(comparisons: readonly Comparison[]): string {
  const head =
    "| | ConvScript | best other | ratio | target | memory |\n| --- | --: | --: | --: | --- | --: |";
  const rows = comparisons.map((comparison) => {
    const [own, ...others] = comparison.rows;
    const best = others.toSorted((a, b) => a.median - b.median)[0];
    const theirs = best ? `${milliseconds(best.median)} (${best.peer})` : "";
    const cells = [
      ...[comparison.title, milliseconds(own?.median ?? NaN), theirs],
      ...[ratioOf(comparison).toFixed(2), targetsCell(comparison), memoryCell(comparison)],
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [head, ...rows].join("\n");
}

function targetsCell(comparison: Comparison): string {
  const texts = comparison.targets.map(({ against, ratio }) => {
    const found = ratioOf(comparison, against);
    const to = against === "the best" ? "" : ` to ${against}`;
    return `${ratio.toFixed(2)}${to}${found <= ratio ? "" : `: missed, ${ratioText(found, ratio)}`}`;
  });
  return texts.join("; ");
}

function memoryCell(comparison: Comparison): string {
  const found = ratioOf(comparison, "the best", "peakMegabytes");
  return `${ratioText(found, memoryTarget)}${found <= memoryTarget ? "" : " (missed)"}`;
}

/**
 * `npm run bench -- report`: results.json as tables and plots, in README.md and beside it. Text between the two marks of a document
 * is replaced, and nothing else.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/packageRoot.js";
import type { Chart, Panel } from "../../src/views/chart.js";
import { stillChart } from "../../src/views/still.js";
import { readResults, type Machine, type Results } from "./results.js";
import type { Comparison, Row } from "./speed/compare.js";
import { figure, markdownTable, milliseconds } from "./speed/report.js";

const folder = join(packageRoot, "test", "bench");
const pictures = join(folder, "pictures");
const marks = ["<!-- bench -->", "<!-- /bench -->"] as const;

export function writeReport(): void {
  mkdirSync(pictures, { recursive: true });
  for (const [path, text] of reportFiles(readResults())) writeFileSync(path, text);
}

/** Path and text of every file that the results show in. */
export function reportFiles(results: Results): ReadonlyMap<string, string> {
  const { speed } = results;
  if (!speed) throw new Error("there are no results of `speed` yet: npm run bench -- speed");
  const { comparisons, curves } = speed.found;
  const table = `${measuredOn(speed.machine, speed.quick)}\n\n${markdownTable(comparisons)}`;
  const picture = (path: string) => `![Ratios of each case](${path}pictures/ratios.svg)`;
  const grown = curves.length > 0 ? "\n\n![How time grows](pictures/growth.svg)" : "";
  const all = `${table}\n\n${picture("")}${grown}\n\n${rest(results)}`;
  return new Map([
    drawn("ratios.svg", ratios(comparisons), "Time of a step, others over ConvScript"),
    ...(curves.length > 0
      ? [drawn("growth.svg", growth(curvesOf(results)), "How time grows")]
      : []),
    inserted(join(packageRoot, "README.md"), `${table}\n\n${picture("test/bench/")}`),
    inserted(join(folder, "README.md"), all),
  ]);
}

function measuredOn({ processor, cores, memoryGigabytes, date, node }: Machine, quick: boolean) {
  const length = quick ? "a quick run" : "a full run";
  return `On ${processor} with ${cores} cores and ${memoryGigabytes} GB, Node ${node.slice(1)}, ${date}, in ${length}:`;
}

function drawn(name: string, chart: Chart, title: string): readonly [string, string] {
  return [join(pictures, name), `${stillChart(chart, { title, width: 900 }).svg}\n`];
}

/** Above 1 theirs takes longer. */
function ratios(comparisons: readonly Comparison[]): Chart {
  const titles = comparisons.map(({ title }) => title);
  const names = [...new Set(comparisons.flatMap(({ rows }) => rows.slice(1).map((r) => r.peer)))];
  const marks = names.map((name, color) => {
    const drawn = comparisons.flatMap(({ title, rows: [own, ...others] }) => {
      const row = others.find(({ peer }) => peer === name);
      return own && row ? [{ title, ratio: row.median / own.median }] : [];
    });
    const y = drawn.map(({ title }) => titles.indexOf(title));
    return {
      kind: "points",
      name,
      x: drawn.map(({ ratio }) => ratio),
      y,
      color: color + 1,
    } as const;
  });
  const panel: Panel = {
    x: { label: "their time over ours (right of 1: ConvScript is faster)", scale: "log" },
    y: { label: "", scale: "category", categories: titles, reversed: true },
    marks: [...marks, { kind: "rule", x: 1, label: "ConvScript" }],
  };
  return { panels: [panel], height: 80 + 26 * titles.length };
}

interface PlottedCurve {
  readonly title: string;
  readonly grows: string;
  readonly unit: string;
  readonly points: readonly { readonly at: number; readonly rows: readonly Timed[] }[];
}

type Timed = Pick<Row, "peer" | "median">;

/** Of steps, and of an epoch of images. */
function curvesOf({ speed, data }: Results): readonly PlottedCurve[] {
  const steps = (speed?.found.curves ?? []).map((curve) => ({ ...curve, unit: "ms a step" }));
  const points = (data?.found ?? []).map((row) => ({ at: row.images, rows: [row] }));
  const epochs = { title: "An image folder", grows: "images", unit: "ms an epoch", points };
  return points.length > 0 ? [...steps, epochs] : steps;
}

function growth(curves: readonly PlottedCurve[]): Chart {
  const names = [...new Set(curves.flatMap(({ points }) => points.flatMap(peersOf)))];
  const panels = curves.map(({ title, grows, unit, points }): Panel => ({
    title,
    x: { label: grows, scale: "linear" },
    y: { label: unit, scale: "linear" },
    marks: names.map((name, color) => {
      const found = points.flatMap(({ at, rows }) => {
        const row = rows.find(({ peer }) => peer === name);
        return row ? [{ at, time: row.median }] : [];
      });
      const [x, y] = [found.map(({ at }) => at), found.map(({ time }) => time)];
      return { kind: "line", name, x, y, color, points: true };
    }),
  }));
  return { panels, height: 300 };
}

function peersOf({ rows }: PlottedCurve["points"][number]): readonly string[] {
  return rows.map(({ peer }) => peer);
}

/** What the other parts found, a line each. */
function rest({ speed, compile, check, data, kernel }: Results): string {
  const rows = [
    ...(speed ? [speed.found.firstOutput] : []),
    ...(compile?.found ?? []),
    ...(check?.found ?? []),
    ...(data?.found ?? []),
  ].map(({ what, median, target }) => {
    const missed = target !== null && median >= target ? " (missed)" : "";
    const limit = target === null ? "" : `< ${target} ms${missed}`;
    return `| ${what} | ${milliseconds(median)} | ${limit} |`;
  });
  const table = ["| | median | target |", "| --- | --: | --: |", ...rows].join("\n");
  return kernel ? `${table}\n\n${kernelTable(kernel.found)}` : table;
}

function kernelTable(found: NonNullable<Results["kernel"]>["found"]): string {
  const names = Object.keys(found);
  const figures = [...new Set(Object.values(found).flatMap((one) => Object.keys(one)))];
  const head = `| kernel (ms, MB) | ${names.join(" | ")} |\n| --- |${" --: |".repeat(names.length)}`;
  const rows = figures.map((what) => {
    const cells = names.map((name) => {
      const value = found[name]?.[what];
      return value === undefined ? "" : figure(value);
    });
    return `| ${what} | ${cells.join(" | ")} |`;
  });
  return [head, ...rows].join("\n");
}

function inserted(path: string, text: string): readonly [string, string] {
  const [before, after] = marks;
  const document = readFileSync(path, "utf8");
  const [start, end] = [document.indexOf(before), document.indexOf(after)];
  if (start === -1 || end < start) throw new Error(`${path} has no ${before} … ${after}`);
  const kept = [document.slice(0, start + before.length), document.slice(end)];
  return [path, kept.join(`\n\n${text}\n\n`)];
}

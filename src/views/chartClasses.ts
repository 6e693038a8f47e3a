/** Classes as bars: the likeliest for an image, and how many samples a data set has of each. */
import type { ClassCount } from "../analysis/classCount.js";
import { formatCount } from "../network/wording.js";
import type { BarMark } from "./chart.js";
import type { Figure } from "./figure.js";
import { barsHeight } from "./chartLayers.js";
import { messageFigure } from "./messageFigure.js";
import { percent } from "./terminalProgress.js";
import { untrained } from "./untrained.js";

export interface Ranked {
  readonly net: string;
  readonly image: string;
  readonly trained: boolean;
  /** Its own class, where it is known. */
  readonly label: string | null;
  readonly ranked: readonly { readonly class: string; readonly probability: number }[];
}

/** Its own class in green, the others in blue. */
export function topFigure(top: Ranked): Figure {
  const { net, image, label, ranked } = top;
  const title = `What ${net} sees in ${image}${untrained(top)}`;
  if (ranked.length === 0) return messageFigure(title, "nothing: it has no classes");
  const names = ranked.map((one) => one.class);
  const mark: BarMark = {
    kind: "bars",
    name: "probability",
    color: names.map((name) => (name === label ? 2 : 0)),
    at: ranked.map((_, i) => i),
    values: ranked.map(({ probability }) => probability),
    labels: ranked.map(({ probability }) => percent(probability)),
  };
  const known = label === null ? "" : `this is ${label}\n`;
  const text = known + ranked.map((one) => `${one.class}: ${percent(one.probability)}`).join("\n");
  const x = { label: "probability", scale: "linear", format: "percent", range: [0, 1.12] } as const;
  const y = { label: "", scale: "category", categories: names, reversed: true } as const;
  const chart = { panels: [{ x, y, marks: [mark] }], height: barsHeight(ranked.length) };
  return {
    title,
    alt: `${title}: ${text.replaceAll("\n", ", ")}`,
    text: `${title}\n${text}`,
    body: { kind: "chart", chart },
  };
}

const mostClasses = 40;

/** Of many classes the largest and the smallest. */
export function classCountsFigure(data: string, counts: readonly ClassCount[]): Figure {
  if (counts.length === 0) return messageFigure(`Samples of ${data}`, "there are no classes");
  const shown = shownClasses(counts);
  const title =
    shown.length < counts.length
      ? `Samples of ${data}: the largest and the smallest of ${formatCount(counts.length)} classes`
      : `Samples of ${data}, class by class`;
  const bars = (name: string, part: "train" | "test", color: number): BarMark => ({
    kind: "bars",
    name,
    color,
    at: shown.map((_, i) => i),
    values: shown.map((one) => one[part]),
  });
  const names = shown.map((one) => one.class);
  const panel = {
    x: { label: "samples", scale: "linear", format: "short" },
    y: { label: "", scale: "category", categories: names, reversed: true },
    marks: [bars("training", "train", 0), bars("test", "test", 1)],
  } as const;
  const text = countsText(data, counts);
  const chart = { panels: [panel], height: barsHeight(shown.length * 1.4) };
  return { title, alt: text, text, body: { kind: "chart", chart } };
}

function shownClasses(counts: readonly ClassCount[]): readonly ClassCount[] {
  if (counts.length <= mostClasses) return counts;
  const sorted = counts.toSorted((a, b) => b.train + b.test - a.train - a.test);
  return [...sorted.slice(0, mostClasses / 2), ...sorted.slice(-mostClasses / 2)];
}

function countsText(data: string, counts: readonly ClassCount[]): string {
  const sum = (part: "train" | "test") => counts.reduce((all, one) => all + one[part], 0);
  const classes = `${formatCount(counts.length)} ${counts.length === 1 ? "class" : "classes"}`;
  return `${data}: ${classes}, ${formatCount(sum("train"))} samples to train on, ${formatCount(sum("test"))} to test`;
}

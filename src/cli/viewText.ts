/** A view in words for a terminal: the short form of its figures; tables take the terminal's width. */
import type { SamplesView } from "../analysis/dataSetViews.js";
import type { ViewResult } from "../analysis/view.js";
import { formatCount, formatShape, plural } from "../network/wording.js";
import { viewFigures } from "../views/figures.js";
import { summaryText, type TextStyle } from "../views/summary.js";

export function viewText(view: ViewResult, style: TextStyle): string {
  if (view.kind === "summary") return summaryText(view.network, style, view.frozen);
  if (view.kind === "samples") return samplesText(view);
  return viewFigures(view)
    .map(({ text }) => text)
    .join("\n\n");
}

/** Class counts, the training part's and the test part's. */
function samplesText({ data, shape, counts, skipped }: SamplesView): string {
  const sum = (part: "train" | "test") =>
    formatCount(counts.reduce((all, one) => all + one[part], 0));
  const left = skipped ? `, ${plural(skipped, "file")} left out` : "";
  const width = Math.max(5, ...counts.map((one) => one.class.length));
  const row = (name: string, first: string, second: string) =>
    `  ${name.padEnd(width)}  ${first.padStart(8)}  ${second.padStart(8)}`;
  return [
    `data ${data}: ${sum("train")} images to train on, ${sum("test")} to test${left}, ${formatShape(shape)}, ${counts.length} classes`,
    row("class", "training", "test"),
    ...counts.map((one) => row(one.class, formatCount(one.train), formatCount(one.test))),
  ].join("\n");
}

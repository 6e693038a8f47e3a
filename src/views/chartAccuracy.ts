/** How well each class is found. In: a judged data set. Out: bars, the weakest class first. */
import { formatCount, plural } from "../network/wording.js";
import type { Panel } from "./chart.js";
import { confusionFigure, nameOf, type Tested } from "./chartConfusion.js";
import { barsHeight } from "./chartLayers.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { percent } from "./terminalProgress.js";
import { untrained } from "./untrained.js";

const mostClasses = 40;

/** All that a test shows. */
export function testFigures(tested: Tested): readonly Figure[] {
  return [confusionFigure(tested), classAccuracyFigure(tested)];
}

export function classAccuracyFigure(tested: Tested): Figure {
  const { net, data } = tested;
  const seen = seenClasses(tested);
  const shown = seen.slice(0, mostClasses);
  const title =
    seen.length > shown.length
      ? `The ${mostClasses} weakest of ${formatCount(seen.length)} classes of ${net} on ${data}`
      : `Accuracy of ${net} on ${data}, class by class${untrained(tested)}`;
  if (shown.length === 0) return messageFigure(title, "there are no images");
  const lines = shown.slice(0, 10).map(({ name, accuracy }) => `${name}: ${percent(accuracy)}`);
  const chart = { panels: [accuracyPanel(shown)], height: barsHeight(shown.length) };
  return {
    title,
    alt: `${title}; weakest: ${lines.join(", ")}`,
    text: `${title}\n${lines.join("\n")}`,
    body: { kind: "chart", chart },
  };
}

interface Seen {
  readonly name: string;
  readonly accuracy: number;
  readonly samples: number;
  readonly correct: number;
}

/** Of what the data has none, nothing can be said. */
function seenClasses({ classNames, evaluation }: Tested): readonly Seen[] {
  return evaluation.classes
    .flatMap(({ accuracy, samples, correct }, index) =>
      accuracy === null ? [] : [{ name: nameOf(classNames, index), accuracy, samples, correct }],
    )
    .sort((a, b) => a.accuracy - b.accuracy);
}

function accuracyPanel(shown: readonly Seen[]): Panel {
  return {
    x: { label: "accuracy", scale: "linear", format: "percent", range: [0, 1.12] },
    y: { label: "", scale: "category", categories: shown.map(({ name }) => name), reversed: true },
    marks: [
      {
        kind: "bars",
        name: "accuracy",
        color: 0,
        at: shown.map((_, i) => i),
        values: shown.map(({ accuracy }) => accuracy),
        labels: shown.map(({ accuracy }) => percent(accuracy)),
        hover: shown.map(
          ({ name, correct, samples }) =>
            `${name}\n${formatCount(correct)} of ${plural(samples, "image")}`,
        ),
      },
    ],
  };
}

/** What `test` shows. In: a judged data set. Out: its figures, and bars of how well each class is found. */
import { formatCount, plural } from "../network/wording.js";
import type { Panel } from "./chart.js";
import { evaluationText, figuresText, nameOf, type Tested } from "./chartConfusion.js";
import { barsHeight } from "./chartLayers.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { percent } from "./terminalProgress.js";
import { untrained } from "./untrained.js";

const mostClasses = 40;

/** What a test has come to, and where it fails; `show confusion` says what is taken for what. */
export function testFigure(tested: Tested): Figure {
  const seen = seenClasses(tested);
  if (seen.length === 0)
    return messageFigure(`${tested.net} on ${tested.data}`, "there are no images");
  const shown = seen.slice(0, mostClasses);
  const title = `${figuresText(tested)}${untrained(tested)}`;
  const lines = shown.slice(0, 10).map(({ name, accuracy }) => `${name}: ${percent(accuracy)}`);
  const panel = { ...accuracyPanel(shown), title: panelTitle(seen.length, shown.length) };
  return {
    title,
    alt: `${title}. Weakest classes: ${lines.join(", ")}`,
    text: `${evaluationText(tested)}\nweakest: ${lines.slice(0, 3).join(", ")}`,
    body: { kind: "chart", chart: { panels: [panel], height: barsHeight(shown.length) } },
  };
}

function panelTitle(seen: number, shown: number): string {
  return seen > shown
    ? `The ${shown} weakest of ${formatCount(seen)} classes`
    : "Class by class, the weakest first";
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

/** What a network takes for what. In: a judged data set. Out: the matrix, the most frequent confusions, and each class's figures. */
import { formatCount, plural } from "../network/wording.js";
import type { Evaluation } from "../training/evaluate.js";
import type { BarMark, HeatMark, Panel } from "./chart.js";
import { valueText } from "./chartText.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { barsHeight } from "./chartLayers.js";
import { percent } from "./terminalProgress.js";
import { untrained } from "./untrained.js";

export interface Tested {
  readonly net: string;
  readonly data: string;
  readonly trained: boolean;
  readonly classNames: readonly string[];
  readonly evaluation: Evaluation;
}

const mostClasses = 30;
const mostPairs = 15;
const mostLabelled = 25;

export function confusionFigure(tested: Tested): Figure {
  const { net, data, evaluation } = tested;
  if (evaluation.samples === 0) {
    return messageFigure(`${net} on ${data}`, "there are no images to test it on");
  }
  const title = `What ${net} takes for what in ${data}: accuracy ${percent(evaluation.accuracy)}${untrained(tested)}`;
  const pairs = confusedPairs(evaluation.confusion);
  const text = evaluationText(tested);
  const shown = shownClasses(evaluation.classes.length, pairs);
  const panels = [
    matrixPanel(tested, shown),
    ...(pairs.length > 0 ? [pairPanel(tested, pairs.slice(0, mostPairs))] : []),
  ];
  const height = Math.min(760, Math.max(320, 130 + shown.length * 28));
  return {
    title,
    alt: `Confusion matrix. ${text}`,
    text,
    body: { kind: "chart", chart: { panels, height } },
  };
}

/** The figures, and the most frequent confusions. */
export function evaluationText(tested: Tested): string {
  const { classNames, evaluation } = tested;
  const most = confusedPairs(evaluation.confusion)
    .slice(0, 3)
    .map(({ label, guess, count }) => {
      const [name, other] = [nameOf(classNames, label), nameOf(classNames, guess)];
      return `${name} for ${other} (${plural(count, "time")})`;
    });
  const confused = most.length === 0 ? "" : `\ntaken for another: ${most.join(", ")}`;
  return figuresText(tested) + confused;
}

/** What the test has come to: `lenet5 on digits: accuracy 97.2 % of 360 images, loss 0.1234, top-5 error 0.3 %`. */
export function figuresText({ net, data, evaluation }: Tested): string {
  const { samples, loss, accuracy, topErrors } = evaluation;
  const errors = [...topErrors].map(([k, error]) => `, top-${k} error ${percent(error)}`).join("");
  return `${net} on ${data}: accuracy ${percent(accuracy)} of ${plural(samples, "image")}, loss ${valueText(loss)}${errors}`;
}

export function nameOf(names: readonly string[], index: number): string {
  return names[index] ?? String(index);
}

/** All in their order, or those of the most frequent confusions, the most frequent first. */
function shownClasses(classes: number, pairs: readonly Pair[]): readonly number[] {
  const all = Array.from({ length: classes }, (_, i) => i);
  if (classes <= mostClasses) return all;
  const confused = pairs.flatMap(({ label, guess }) => [label, guess]);
  return [...new Set([...confused, ...all])].slice(0, mostClasses);
}

function matrixPanel({ classNames, evaluation }: Tested, shown: readonly number[]): Panel {
  const { confusion, classes } = evaluation;
  const categories = shown.map((index) => nameOf(classNames, index));
  const count = (label: number, guess: number) => confusion[label]?.[guess] ?? 0;
  const rate = (label: number, guess: number) =>
    count(label, guess) / (classes[label]?.samples || 1);
  const cells = <T>(cell: (label: number, guess: number) => T) =>
    shown.map((label) => shown.map((guess) => cell(label, guess)));
  const mark: HeatMark = {
    kind: "heat",
    unit: "% of the class",
    values: cells((label, guess) => 100 * rate(label, guess)),
    ...(shown.length > mostLabelled
      ? {}
      : {
          labels: cells((label, guess) =>
            count(label, guess) === 0 ? "" : formatCount(count(label, guess)),
          ),
        }),
    hover: cells((label, guess) =>
      count(label, guess) === 0
        ? ""
        : [
            `${nameOf(classNames, label)} seen as ${nameOf(classNames, guess)}`,
            `${plural(count(label, guess), "image")}, ${percent(rate(label, guess))} of the class`,
            ...examples(evaluation, label, guess),
          ].join("\n"),
    ),
  };
  const few = shown.length < classes.length;
  return {
    title: few
      ? `The ${shown.length} of ${formatCount(classes.length)} classes that are confused most`
      : "Counts; colour: share of the class",
    x: { label: "seen as", scale: "category", categories },
    y: { label: "class", scale: "category", categories, reversed: true },
    marks: [mark],
  };
}

/** The worst mistakes of the pair, by their place in the data. */
function examples({ worst }: Evaluation, label: number, guess: number): readonly string[] {
  const found = worst.filter((one) => one.label === label && one.guess === guess);
  return found.length === 0 ? [] : [`such as image ${found.map(({ index }) => index).join(", ")}`];
}

interface Pair {
  readonly label: number;
  readonly guess: number;
  readonly count: number;
}

function confusedPairs(confusion: Evaluation["confusion"]): readonly Pair[] {
  const pairs: Pair[] = [];
  confusion.forEach((row, label) => {
    row.forEach((count, guess) => {
      if (count > 0 && label !== guess) pairs.push({ label, guess, count });
    });
  });
  return pairs.sort((a, b) => b.count - a.count);
}

function pairPanel({ classNames, evaluation }: Tested, pairs: readonly Pair[]): Panel {
  const names = pairs.map(
    ({ label, guess }) => `${nameOf(classNames, label)} for ${nameOf(classNames, guess)}`,
  );
  const mark: BarMark = {
    kind: "bars",
    name: "images",
    color: 5,
    at: pairs.map((_, i) => i),
    values: pairs.map(({ count }) => count),
    labels: pairs.map(({ count }) => formatCount(count)),
    hover: pairs.map(({ label, guess, count }, i) =>
      [names[i] ?? "", plural(count, "image"), ...examples(evaluation, label, guess)].join("\n"),
    ),
  };
  return {
    title: "Taken for another most often",
    height: barsHeight(pairs.length),
    x: { label: "images", scale: "linear", format: "count" },
    y: { label: "", scale: "category", categories: names, reversed: true },
    marks: [mark],
  };
}

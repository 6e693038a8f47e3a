/** Histories over each other, run by run: training dashed, validation whole, a colour a run. */
import type { History } from "../training/history.js";
import type { LineMark, Panel } from "./chart.js";
import { shortened } from "./escape.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { percent } from "./terminalProgress.js";
import { accuracyAxis } from "./trainingFigure.js";

export interface Run {
  readonly name: string;
  readonly history: History;
}

export function historyFigure(runs: readonly Run[]): Figure {
  const trained = runs.filter(({ history }) => history.loss.length > 0);
  const names = runs.map(({ name }) => shortened(name, 40)).join(", ");
  const title = `History of ${names}`;
  if (trained.length === 0) {
    return messageFigure(title, "nothing has been trained yet, so there is no history");
  }
  const x = { label: "epoch", scale: "linear" } as const;
  const panels: readonly Panel[] = [
    {
      title: "Loss",
      x,
      y: { label: "loss", scale: "linear" },
      marks: marks(trained, "loss", "valLoss"),
    },
    { title: "Accuracy", x, y: accuracyAxis, marks: marks(trained, "accuracy", "valAccuracy") },
  ];
  const text = runs.map(runText).join("\n");
  const alt = `Loss and accuracy over the epochs. ${runs.map(runText).join(". ")}`;
  return { title, alt, text, body: { kind: "chart", chart: { panels, height: 300 } } };
}

type Part = keyof History;

function marks(runs: readonly Run[], training: Part, validation: Part): readonly LineMark[] {
  const single = runs.length === 1;
  return runs.flatMap(({ name, history }, run) => {
    const named = (part: string) => (single ? part : `${shortened(name, 40)}, ${part}`);
    const validated = history[validation] !== undefined;
    return [
      curve(named("training"), history[training], run, { dash: validated && !single }),
      ...(validated
        ? [curve(named("validation"), history[validation], single ? 1 : run, { dash: false })]
        : []),
    ];
  });
}

function curve(
  name: string,
  values: readonly number[] = [],
  color: number,
  { dash }: { readonly dash: boolean },
): LineMark {
  const x = values.map((_, i) => i + 1);
  return { kind: "line", name, x, y: values, color, dash, points: values.length <= 30 };
}

function runText({ name, history }: Run): string {
  const { loss, accuracy, valLoss, valAccuracy } = history;
  if (loss.length === 0) return `${name}: not trained`;
  const figures = `loss ${(loss.at(-1) ?? NaN).toFixed(4)}, accuracy ${percent(accuracy.at(-1) ?? NaN)}`;
  const validation = valLoss
    ? `, validation loss ${(valLoss.at(-1) ?? NaN).toFixed(4)}, accuracy ${percent(valAccuracy?.at(-1) ?? NaN)}`
    : "";
  return `${name}: ${loss.length} epochs, ${figures}${validation}`;
}

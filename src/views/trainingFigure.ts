/** The loss and the accuracy of a training over its epochs, step by step, and what they came to. */
import { plural } from "../network/wording.js";
import type { TrainingResult } from "../training/history.js";
import type { Axis, Chart, LineMark, Mark, Panel } from "./chart.js";
import { rounded, valueText } from "./chartText.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { duration, percent } from "./terminalProgress.js";
import { bestEpochOf, curveOf, rateChanges, type TrainingCurve } from "./trainingCurve.js";

export interface Trained extends TrainingResult {
  readonly net: string;
  readonly data?: string;
}

export function trainingFigure(result: Trained): Figure {
  return finishedFigure(result, curveOf(result));
}

/** With the curve of its events, which knows the learning rate too. */
export function finishedFigure(result: Trained, curve: TrainingCurve): Figure {
  const title = trainingTitle(result.net, result.data);
  const text = outcomeText(result);
  if (curve.at.length === 0 && curve.validated.length === 0) {
    return messageFigure(title, `no step was made; ${text}`);
  }
  const best = result.bestEpoch ?? bestEpochOf(curve);
  const reached = Math.max(curve.at.at(-1) ?? 0, curve.validated.at(-1) ?? 0);
  const chart = trainingChart({ ...curve, epochs: reached }, best);
  return { title, alt: `${title}: ${text}`, text, body: { kind: "chart", chart } };
}

export function trainingTitle(net: string, data?: string): string {
  return `Training of ${net}${data === undefined ? "" : ` on ${data}`}`;
}

/** `10 epochs, 500 steps in 1:20 min (tensorflow); loss 0.0123, accuracy 99.1 %; …` */
export function outcomeText(result: TrainingResult): string {
  const { epochs, steps, seconds, engine, history, interrupted, stoppedEarly, bestEpoch } = result;
  const figures = (name: string, loss?: number, accuracy?: number) =>
    loss === undefined || accuracy === undefined
      ? []
      : [`${name}loss ${valueText(loss)}, accuracy ${percent(accuracy)}`];
  return [
    `${plural(epochs, "epoch")}, ${plural(steps, "step")} in ${duration(seconds)} (${engine})`,
    ...figures("", history.loss.at(-1), history.accuracy.at(-1)),
    ...figures("validation ", history.valLoss?.at(-1), history.valAccuracy?.at(-1)),
    ...(interrupted ? ["interrupted"] : []),
    ...(stoppedEarly ? ["stopped early"] : []),
    ...(bestEpoch === null ? [] : [`weights of epoch ${bestEpoch}, the best`]),
  ].join("; ");
}

const names = { training: "training", steps: "training, step by step", validation: "validation" };

/** Where the loss was lost, which ends a training; null where it was not. */
export function lossLost({ last }: TrainingCurve): number | null {
  return last === null || Number.isFinite(last.loss) ? null : last.step;
}

export function trainingChart(curve: TrainingCurve, best: number | null): Chart {
  const lost = lossLost(curve);
  const rules: readonly Mark[] = [
    ...(best === null ? [] : [{ kind: "rule", x: best, label: `best epoch ${best}` } as const]),
    ...(lost === null
      ? []
      : [
          {
            kind: "rule",
            x: lost / curve.stepsPerEpoch,
            label: `stopped at step ${lost}`,
          } as const,
        ]),
  ];
  const panels: readonly Panel[] = [
    panel("Loss", { label: "loss", scale: "linear" }, curve, [...lossMarks(curve), ...rules]),
    panel("Accuracy", accuracyAxis, curve, [...accuracyMarks(curve), ...rules]),
    ...(rateChanges(curve) ? [ratePanel(curve)] : []),
  ];
  return { panels, height: 300 };
}

export const accuracyAxis: Axis = { label: "accuracy", scale: "linear", format: "percent" };

function panel(title: string, y: Axis, { epochs }: TrainingCurve, marks: readonly Mark[]): Panel {
  return { title, x: { label: "epoch", scale: "linear", range: [0, epochs * 1.02] }, y, marks };
}

function lossMarks(curve: TrainingCurve): readonly LineMark[] {
  return marksOf(curve, curve.loss, curve.smoothLoss, curve.valLoss);
}

function accuracyMarks(curve: TrainingCurve): readonly LineMark[] {
  return marksOf(curve, curve.accuracy, curve.smoothAccuracy, curve.valAccuracy);
}

function marksOf(
  { at, validated }: TrainingCurve,
  steps: readonly number[],
  smooth: readonly number[],
  validation: readonly number[],
): readonly LineMark[] {
  const line = { kind: "line", x: at, color: 0 } as const;
  const points = validated.length <= 60;
  return [
    { ...line, name: names.steps, y: steps, faint: true },
    { ...line, name: names.training, y: smooth },
    ...(validated.length === 0
      ? []
      : [{ ...line, name: names.validation, x: validated, y: validation, color: 1, points }]),
  ];
}

function ratePanel(curve: TrainingCurve): Panel {
  const { at, rate } = curve;
  const known = rate.filter((value) => value > 0);
  const wide = Math.max(...known) / Math.min(...known) > 30;
  const y: Axis = { label: "learning rate", scale: wide ? "log" : "linear" };
  const hover = rate.map((value, i) => `epoch ${rounded(at[i] ?? 0, 3)}: ${rounded(value, 4)}`);
  const line = { kind: "line", name: "learning rate", color: 2, x: at, y: rate, hover } as const;
  return { ...panel("Learning rate", y, curve, [line]), height: 200 };
}

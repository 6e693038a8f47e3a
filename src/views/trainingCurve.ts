/**
 * A training as curves, while it goes. In: its events, one by one, or its result. Out: a bounded number of points: steps are put
 * together in groups of equal size, and a moving mean smooths them. Points are only ever appended, so that a page can follow.
 */
import type { StepEvent, TrainingEvent } from "../training/events.js";
import type { StepFigures, TrainingResult } from "../training/history.js";

export interface TrainingCurve {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Steps of a point. */
  readonly group: number;
  /** Of the steps: `at` in epochs, the middle of the group; the means of the groups, and the smoothed ones. */
  readonly at: readonly number[];
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
  readonly smoothLoss: readonly number[];
  readonly smoothAccuracy: readonly number[];
  readonly rate: readonly number[];
  /** Epochs with validation, from 1. */
  readonly validated: readonly number[];
  readonly valLoss: readonly number[];
  readonly valAccuracy: readonly number[];
  /** What the next point has so far: steps, sums. */
  readonly open: Open;
  readonly last: StepEvent | null;
}

interface Open extends StepFigures {
  readonly steps: number;
}

const nothing: Open = { steps: 0, loss: 0, accuracy: 0 };
const mostPoints = 300;
/** The moving mean looks back over about this share of the training. */
const smoothing = 1 / 50;

export function emptyCurve(epochs: number, stepsPerEpoch: number): TrainingCurve {
  const group = Math.max(1, Math.ceil((epochs * stepsPerEpoch) / mostPoints));
  const none = { at: [], loss: [], accuracy: [], smoothLoss: [], smoothAccuracy: [], rate: [] };
  const validation = { validated: [], valLoss: [], valAccuracy: [] };
  return { epochs, stepsPerEpoch, group, ...none, ...validation, open: nothing, last: null };
}

export function advanceCurve(curve: TrainingCurve, event: TrainingEvent): TrainingCurve {
  switch (event.kind) {
    case "begin":
      return emptyCurve(event.epochs, event.stepsPerEpoch);
    case "step":
      return withStep({ ...curve, last: event }, event, event.step, event.learningRate);
    case "epoch":
      return withValidation(curve, event.epoch, event.valLoss, event.valAccuracy);
    case "note":
    case "end":
      return curve;
  }
}

/** The learning rate is not kept in a result. */
export function curveOf({ epochs, steps, history, stepHistory }: TrainingResult): TrainingCurve {
  const { loss, accuracy } = stepHistory;
  const perEpoch = Math.max(1, Math.round(steps / Math.max(1, epochs)));
  const first = steps - loss.length;
  let curve = emptyCurve(Math.max(1, epochs), perEpoch);
  loss.forEach((value, i) => {
    const figures = { loss: value, accuracy: accuracy[i] ?? NaN };
    curve = withStep(curve, figures, first + i + 1, NaN);
  });
  history.valLoss?.forEach((value, i) => {
    curve = withValidation(curve, i + 1, value, history.valAccuracy?.[i]);
  });
  return curve;
}

function withStep(
  curve: TrainingCurve,
  { loss, accuracy }: StepFigures,
  step: number,
  rate: number,
): TrainingCurve {
  const { open } = curve;
  const sums = {
    steps: open.steps + 1,
    loss: open.loss + loss,
    accuracy: open.accuracy + accuracy,
  };
  if (sums.steps < curve.group) return { ...curve, open: sums };
  const point = { loss: sums.loss / sums.steps, accuracy: sums.accuracy / sums.steps };
  return {
    ...curve,
    open: nothing,
    at: [...curve.at, (step - (sums.steps - 1) / 2) / curve.stepsPerEpoch],
    loss: [...curve.loss, point.loss],
    accuracy: [...curve.accuracy, point.accuracy],
    smoothLoss: [...curve.smoothLoss, smooth(curve, "smoothLoss", point.loss)],
    smoothAccuracy: [...curve.smoothAccuracy, smooth(curve, "smoothAccuracy", point.accuracy)],
    rate: [...curve.rate, rate],
  };
}

/** An exponential mean whose window grows with the points at first, so that it does not hang on the first of them. */
function smooth(curve: TrainingCurve, key: "smoothLoss" | "smoothAccuracy", value: number): number {
  const before = curve[key].at(-1) ?? value;
  if (!Number.isFinite(before) || !Number.isFinite(value)) return value;
  const planned = (curve.epochs * curve.stepsPerEpoch) / curve.group;
  const window = Math.max(1, Math.min(planned * smoothing, (curve.at.length + 4) / 4));
  return before + (value - before) / window;
}

function withValidation(
  curve: TrainingCurve,
  epoch: number,
  valLoss: number | undefined,
  valAccuracy: number | undefined,
): TrainingCurve {
  if (valLoss === undefined) return curve;
  return {
    ...curve,
    validated: [...curve.validated, epoch],
    valLoss: [...curve.valLoss, valLoss],
    valAccuracy: [...curve.valAccuracy, valAccuracy ?? NaN],
  };
}

/** The epoch with the lowest validation loss; null without validation. */
export function bestEpochOf({ validated, valLoss }: TrainingCurve): number | null {
  const finite = valLoss.filter(Number.isFinite);
  if (finite.length === 0) return null;
  return validated[valLoss.indexOf(Math.min(...finite))] ?? null;
}

export function rateChanges({ rate }: TrainingCurve): boolean {
  return rate.some((value) => value !== rate[0] && !Number.isNaN(value));
}

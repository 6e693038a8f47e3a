/**
 * How far a training is, as one line for a terminal. In: events, one by one. Out: the line, never wider than the terminal.
 */
import type { StepEvent, TrainingEvent } from "../training/events.js";
import { bar } from "./summaryNumbers.js";
import { condense, sparkline } from "./terminalSparkline.js";

/** What the line is made of; a new training begins with `noProgress`. */
export interface Progress {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly last: StepEvent | null;
  /** The losses of the latest steps. */
  readonly losses: readonly number[];
}

const remembered = 128;

export const noProgress: Progress = { epochs: 0, stepsPerEpoch: 0, last: null, losses: [] };

export function advance(progress: Progress, event: TrainingEvent): Progress {
  switch (event.kind) {
    case "begin":
      return { ...noProgress, epochs: event.epochs, stepsPerEpoch: event.stepsPerEpoch };
    case "step":
      return {
        ...progress,
        last: event,
        losses: [...progress.losses.slice(1 - remembered), event.loss],
      };
    default:
      return progress;
  }
}

const [wide, narrow] = [16, 8];

/** The pictures shrink first; then parts are left out from the end where the terminal is too narrow. */
export function progressLine(progress: Progress, columns: number): string {
  const fits = (parts: readonly string[]) => parts.join("  ").length < columns;
  const whole = lineParts(progress, wide);
  const parts = fits(whole) ? whole : lineParts(progress, narrow);
  while (!fits(parts)) parts.pop();
  return parts.join("  ");
}

function lineParts({ epochs, stepsPerEpoch, last, losses }: Progress, room: number): string[] {
  if (!last) return [];
  const total = epochs * stepsPerEpoch;
  const rate = last.step / last.seconds;
  return [
    `epoch ${last.epoch}/${epochs}`,
    bar(last.step / total, room).padEnd(room, "░"),
    `loss ${last.epochLoss.toFixed(3)}`,
    `accuracy ${percent(last.epochAccuracy)}`,
    `${duration(Math.round((total - last.step) / rate))} left`,
    `${figure(rate)} steps/s`,
    `${figure(last.samples / last.seconds)} images/s`,
    sparkline(condense(losses, room), room),
  ];
}

/** What an epoch came to, as a line that stays. */
export function epochLine(
  event: Extract<TrainingEvent, { kind: "epoch" }>,
  epochs: number,
): string {
  const { epoch, loss, accuracy, valLoss, valAccuracy, seconds } = event;
  const validation =
    valLoss === undefined || valAccuracy === undefined
      ? []
      : [`validation loss ${valLoss.toFixed(4)}`, `accuracy ${percent(valAccuracy)}`];
  const figures = [`loss ${loss.toFixed(4)}`, `accuracy ${percent(accuracy)}`, ...validation];
  return [`epoch ${epoch}/${epochs}`, ...figures, duration(seconds)].join("  ");
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Three digits at most where there are more than a few. */
function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en-US") : value.toFixed(1);
}

/** `0.4 s`, `12 s`, `3:07 min`, `2:05 h` */
export function duration(seconds: number): string {
  if (seconds > 0 && seconds < 9.95) return `${Number(Math.max(0.1, seconds).toFixed(1))} s`;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const [unit, large] = whole < 3600 ? (["min", 60] as const) : (["h", 3600] as const);
  const small = Math.floor((whole % large) / (large / 60));
  return `${Math.floor(whole / large)}:${String(small).padStart(2, "0")} ${unit}`;
}

/** The learning rate as a pure function of the step. */

export type ScheduleName = "constant" | "step" | "cosine";

export interface Schedule {
  readonly name: ScheduleName;
  readonly learningRate: number;
  /** Steps in which the rate rises in a line from learningRate / warmup; 0 for none. */
  readonly warmup: number;
  /** step: epochs between the drops (30), and what each multiplies by (0.1) */
  readonly every: number;
  readonly factor: number;
}

/** `total` steps are planned, `stepsPerEpoch` in an epoch; `step` counts from 0. */
export interface Position {
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly total: number;
}

/** Cosine goes from the full rate after the warm-up to 0 behind the last step (Loshchilov and Hutter, 2017). */
export function learningRateAt(schedule: Schedule, position: Position): number {
  const { learningRate, warmup } = schedule;
  const { step } = position;
  if (step < warmup) return (learningRate * (step + 1)) / warmup;
  return learningRate * shapes[schedule.name](schedule, position);
}

const shapes: Readonly<Record<ScheduleName, (s: Schedule, p: Position) => number>> = {
  constant: () => 1,
  step: ({ every, factor }, { step, stepsPerEpoch }) =>
    factor ** Math.floor(step / stepsPerEpoch / every),
  cosine({ warmup }, { step, total }) {
    const progress = (step - warmup) / Math.max(1, total - warmup);
    return 0.5 * (1 + Math.cos(Math.PI * progress));
  },
};

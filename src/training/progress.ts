/** How far a training has come: with the weights and the optimiser's variables all that it needs to go on. */
import type { EpochFigures } from "./history.js";

/** Of one batch. */
export interface StepRecord {
  /** Mean over the batch. */
  readonly loss: number;
  /** Samples whose largest output is the label. */
  readonly correct: number;
  readonly samples: number;
}

export interface EpochSums {
  readonly loss: number;
  readonly correct: number;
  readonly samples: number;
  /** How many of the epoch's order are done; those left out because they cannot be read are among them. */
  readonly place: number;
}

/** The training loop changes it between its events; nobody else does. */
export interface Progress {
  /** Those that are whole. */
  readonly epochs: EpochFigures[];
  readonly steps: StepRecord[];
  /** Over the epoch that has begun. */
  sums: EpochSums;
  seconds: number;
  /** Samples seen, over all epochs. */
  seen: number;
}

export const noSums: EpochSums = { loss: 0, correct: 0, samples: 0, place: 0 };

export function noProgress(): Progress {
  return { epochs: [], steps: [], sums: noSums, seconds: 0, seen: 0 };
}

/** One that does not change any more. */
export function copyProgress({ epochs, steps, ...rest }: Progress): Progress {
  return { ...rest, epochs: [...epochs], steps: [...steps] };
}

/** A runner's weights and optimiser with the progress that they belong to. */
export interface Kept {
  readonly progress: Progress;
  readonly writeTo: (write: (name: string, data: Float32Array) => Promise<void>) => Promise<void>;
}

/** What a training tells as it goes, as plain data. */
import type { EngineName } from "../engine/runner.js";
import type { EpochFigures, StepFigures, TrainingResult } from "./history.js";

export type TrainingEvent =
  | {
      readonly kind: "begin";
      readonly engine: EngineName;
      readonly epochs: number;
      readonly stepsPerEpoch: number;
      readonly samples: number;
      /** Steps that an earlier session has made. */
      readonly step: number;
    }
  | StepEvent
  | ({ readonly kind: "epoch"; readonly epoch: number; readonly seconds: number } & EpochFigures)
  /** Something that people should know: where it goes on, what could not be kept. */
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "end"; readonly result: TrainingResult };

/** Epochs and steps count from 1, `step` over all epochs; sums are over all sessions of the training. */
export interface StepEvent extends StepFigures {
  readonly kind: "step";
  readonly epoch: number;
  readonly step: number;
  /** Means over the epoch so far. */
  readonly epochLoss: number;
  readonly epochAccuracy: number;
  readonly learningRate: number;
  /** Samples that this training has seen. */
  readonly samples: number;
  readonly seconds: number;
}

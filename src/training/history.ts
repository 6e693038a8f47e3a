/** What training has seen, a value for each epoch, and one for each step. */
import type { EngineName } from "../engine/runner.js";

/** In training the mean over the epoch's steps, as they were; validation after the epoch. */
export interface History {
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
  /** Only with `validate=`. */
  readonly valLoss?: readonly number[];
  readonly valAccuracy?: readonly number[];
}

export interface EpochFigures {
  readonly loss: number;
  readonly accuracy: number;
  readonly valLoss?: number;
  readonly valAccuracy?: number;
}

/** Of one step: means over its batch. */
export interface StepFigures {
  readonly loss: number;
  readonly accuracy: number;
}

export interface TrainingResult {
  readonly epochs: number;
  readonly steps: number;
  readonly seconds: number;
  readonly engine: EngineName;
  readonly history: History;
  readonly stepHistory: { readonly loss: readonly number[]; readonly accuracy: readonly number[] };
  /** True where a signal stopped it: weights and history are those of the steps that were made. */
  readonly interrupted: boolean;
  /** True where `patience` ended it before its last epoch. */
  readonly stoppedEarly: boolean;
  /** With `patience`: the epoch, from 1, whose weights the network has; else null: it has those of the last step. */
  readonly bestEpoch: number | null;
  /** The folder that keeps the run, from which `resume` goes on; null without `checkpoint`. */
  readonly checkpoint: string | null;
  /** With `bad=skip`: for each file that could not be read the reason. */
  readonly skipped?: readonly string[];
}

export function historyOf(epochs: readonly EpochFigures[]): History {
  const all = (key: keyof EpochFigures) => epochs.flatMap((epoch) => epoch[key] ?? []);
  const validated = epochs.some((epoch) => epoch.valLoss !== undefined);
  return {
    loss: all("loss"),
    accuracy: all("accuracy"),
    ...(validated ? { valLoss: all("valLoss"), valAccuracy: all("valAccuracy") } : {}),
  };
}

/** Two trainings one after the other; epochs without validation leave no gap in it. */
export function append(first: History, second: History): History {
  const join = (a: readonly number[] = [], b: readonly number[] = []) => [...a, ...b];
  const validated = first.valLoss ?? second.valLoss;
  return {
    loss: join(first.loss, second.loss),
    accuracy: join(first.accuracy, second.accuracy),
    ...(validated
      ? {
          valLoss: join(first.valLoss, second.valLoss),
          valAccuracy: join(first.valAccuracy, second.valAccuracy),
        }
      : {}),
  };
}

export const noHistory: History = { loss: [], accuracy: [] };

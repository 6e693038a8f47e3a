/** Early stopping, as a pure function of the epochs so far. */
import type { EpochFigures } from "./history.js";

/** The epoch, from 1, with the smallest loss: of validation where there is one, else of training. 0 before the first. */
export function bestEpoch(epochs: readonly EpochFigures[]): number {
  const losses = epochs.map(({ loss, valLoss }) => valLoss ?? loss);
  return losses.indexOf(Math.min(...losses)) + 1;
}

/** True after `patience` epochs without a smaller loss; null never stops. */
export function isStopped(epochs: readonly EpochFigures[], patience: number | null): boolean {
  return patience !== null && epochs.length - bestEpoch(epochs) >= patience;
}

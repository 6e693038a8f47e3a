/** Memory that the main thread and its guard share: one number a slot. */
export const slots = {
  /** Not 0 where loops of cells are to end. */
  stop: 0,
  /** The execution that runs; 0 for none. */
  running: 1,
  /** The last execution that was asked to end. */
  asked: 2,
  /** The last interrupt that the main thread has taken notice of. */
  heard: 3,
  /** The last interrupt at which the guard has cut off what ran. */
  cut: 4,
  /** Work that ends by itself at its next step and must not be cut off. */
  busy: 5,
} as const;

export type Signals = Int32Array;

export function newSignals(): Signals {
  const bytes = Object.keys(slots).length * Int32Array.BYTES_PER_ELEMENT;
  return new Int32Array(new SharedArrayBuffer(bytes));
}

/** From the guard to the main thread. */
export interface Interrupt {
  readonly execution: number;
  /** Counts the interrupts. */
  readonly number: number;
}

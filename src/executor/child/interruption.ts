/**
 * Interrupts as the thread that runs cells knows them. In: what the guard has seen. Out: a signal for work that ends at its next
 * step, an exception in loops, and the end of a cell that only waits. Holds: what is interrupted keeps its state.
 */
import { Worker } from "node:worker_threads";
import { interruption as interruptionName, stopFlag } from "../../cells/loopCheck.js";
import type { ExecutionId } from "../messages.js";
import { defineFixed } from "./intact.js";
import { newSignals, slots, type Interrupt, type Signals } from "./signals.js";

export class Interruption extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("the cell was interrupted; what it has made so far is kept");
  }
}

export interface Interruptions {
  /** False where the execution has been interrupted already. */
  begin(execution: ExecutionId): boolean;
  end(): void;
  /** For work that must not be cut off: it is told by a signal, and ends by itself. */
  working<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** An interrupt of the execution that runs. */
  readonly interrupted: boolean;
}

/** What is awaited has this long to end by itself: a loop with its checks, a `finally`. */
const grace = 100;

export function watchInterrupts(abandon: (execution: ExecutionId) => void): Interruptions {
  const state = { signals: newSignals(), controller: new AbortController(), abandon, last: never };
  const { signals } = state;
  const guard = new Worker(new URL("./guard.js", import.meta.url), { workerData: signals });
  guard.on("message", (interrupt: Interrupt) => take(state, interrupt, guard));
  guard.on("exit", () => process.kill(process.pid, "SIGKILL"));
  guard.unref();
  defineFixed(stopFlag, new Int32Array(signals.buffer, 0, 1));
  defineFixed(interruptionName, () => {
    throw new Interruption();
  });
  return {
    begin(execution) {
      Atomics.store(signals, slots.running, execution);
      calm(state);
      return Atomics.load(signals, slots.asked) !== execution;
    },
    end: () => void Atomics.store(signals, slots.running, 0),
    get interrupted() {
      return running(state) !== 0 && running(state) === Atomics.load(signals, slots.asked);
    },
    async working(work) {
      Atomics.add(signals, slots.busy, 1);
      try {
        return await work(state.controller.signal);
      } finally {
        Atomics.sub(signals, slots.busy, 1);
      }
    },
  };
}

interface State {
  readonly signals: Signals;
  readonly abandon: (execution: ExecutionId) => void;
  controller: AbortController;
  last: Interrupt;
}

const never: Interrupt = { execution: 0, number: 0 };

function running({ signals }: State): ExecutionId {
  return Atomics.load(signals, slots.running);
}

function take(state: State, interrupt: Interrupt, guard: Worker): void {
  const { signals, last } = state;
  const { execution, number } = interrupt;
  const isCut = Atomics.load(signals, slots.cut) === number;
  if (number === last.number) {
    if (isCut && running(state) === execution) state.abandon(execution);
    return;
  }
  state.last = interrupt;
  Atomics.store(signals, slots.heard, number);
  guard.postMessage("heard");
  state.controller.abort();
  const isAgain = execution === last.execution;
  if (execution === 0) setTimeout(calmIdle, grace, state);
  else if (running(state) === execution && (isAgain || isCut)) state.abandon(execution);
  else setTimeout(giveUp, grace, state, execution);
}

function giveUp(state: State, execution: ExecutionId): void {
  const isBusy = Atomics.load(state.signals, slots.busy) > 0;
  if (running(state) === execution && !isBusy) state.abandon(execution);
}

function calmIdle(state: State): void {
  if (running(state) === 0) calm(state);
}

/** Loops run again, and work gets a signal that is not aborted. */
function calm(state: State): void {
  if (state.controller.signal.aborted) state.controller = new AbortController();
  Atomics.store(state.signals, slots.stop, 0);
}

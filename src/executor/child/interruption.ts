/**
 * Interrupts as the thread that runs cells knows them. In: what the guard has seen. Out: a signal for work that ends at its next
 * step, an exception in loops, and the end of a cell that only waits. Holds: what is interrupted keeps its state.
 */
import { Worker } from "node:worker_threads";
import { interruption as interruptionName, stopFlag } from "../../cells/loopCheck.js";
import type { ExecutionId } from "../messages.js";
import { defineFixed } from "./intact.js";
import { newSignals, slots, type Interrupt } from "./signals.js";

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
  const signals = newSignals();
  let controller = new AbortController();
  let last: Interrupt = { execution: 0, number: 0 };
  const running = () => Atomics.load(signals, slots.running);

  const giveUp = (execution: ExecutionId) => {
    if (running() === execution && Atomics.load(signals, slots.busy) === 0) abandon(execution);
  };
  const calm = () => {
    if (controller.signal.aborted) controller = new AbortController();
    Atomics.store(signals, slots.stop, 0);
  };
  const take = (interrupt: Interrupt) => {
    if (interrupt.number === last.number) return;
    Atomics.store(signals, slots.heard, interrupt.number);
    guard.postMessage("heard");
    const again = interrupt.execution === last.execution;
    last = interrupt;
    controller.abort();
    const { execution } = interrupt;
    if (execution === 0) return void setTimeout(() => running() === 0 && calm(), grace);
    if (running() !== execution) return;
    if (again || Atomics.load(signals, slots.cut) === interrupt.number) abandon(execution);
    else setTimeout(giveUp, grace, execution);
  };
  const guard = new Worker(new URL(`./guard${extension}`, import.meta.url), {
    workerData: signals,
  });
  guard.on("message", take);
  guard.on("exit", () => process.kill(process.pid, "SIGKILL"));
  guard.unref();

  defineFixed(stopFlag, new Int32Array(signals.buffer, 0, 1));
  defineFixed(interruptionName, () => {
    throw new Interruption();
  });
  return {
    begin(execution) {
      Atomics.store(signals, slots.running, execution);
      calm();
      return Atomics.load(signals, slots.asked) !== execution;
    },
    end: () => void Atomics.store(signals, slots.running, 0),
    get interrupted() {
      return Atomics.load(signals, slots.asked) === running() && running() !== 0;
    },
    async working(work) {
      Atomics.add(signals, slots.busy, 1);
      try {
        return await work(controller.signal);
      } finally {
        Atomics.sub(signals, slots.busy, 1);
      }
    },
  };
}

const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));

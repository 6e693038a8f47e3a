/**
 * Cells run in turn, and an error takes those behind it along. "Run all" sends its cells over some 20 ms, so a failing
 * cell may be done before the last of them is here: where others wait already, those that come in the next 100 ms are
 * aborted too. Where none waits, only one that was sent before the error is: a client that has seen the error may go on.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

export interface Turn {
  /** By the client's clock, in milliseconds; null where it does not say. */
  readonly sent: number | null;
  /** By our clock. */
  readonly arrived: number;
  /** When its error could first be known, by our clock; null for none. */
  run(): Promise<number | null>;
  abort(): Promise<unknown>;
}

export interface Turns {
  add(turn: Turn): void;
}

interface Failure {
  readonly turn: Turn;
  readonly at: number;
}

/** In milliseconds. */
const burst = 100;

export function now(): number {
  return performance.timeOrigin + performance.now();
}

export function openTurns(): Turns {
  const waiting: Turn[] = [];
  let failure: Failure | null = null;
  let working = false;

  async function work(): Promise<void> {
    working = true;
    for (let turn = waiting.shift(); turn; turn = waiting.shift()) {
      if (failure && knewNothing(turn, failure)) await turn.abort();
      else failure = (await failureOf(turn)) ?? failure;
    }
    working = false;
  }

  async function failureOf(turn: Turn): Promise<Failure | null> {
    const at = await turn.run();
    if (at === null) return null;
    if (waiting.some(({ arrived }) => arrived < at)) {
      await sleep(burst);
      for (const late of waiting.splice(0)) await late.abort();
    }
    return { turn, at };
  }

  return {
    add(turn) {
      waiting.push(turn);
      if (!working) void work();
    },
  };
}

/** Both clocks may differ: the failed request says by how much. Dates are whole milliseconds, hence the 1. */
function knewNothing(turn: Turn, { turn: failed, at }: Failure): boolean {
  if (turn.sent === null || failed.sent === null || turn.arrived - at > burst) return false;
  return turn.sent + (failed.arrived - failed.sent) < at - 1;
}

/**
 * The executor: keeps a process that runs cells, and another when that one has died. In: orders. Out: messages in order.
 * Holds: one cell runs at a time; each `run` gets one `done`; no interrupt hits a cell that was sent after it.
 */
import { deathError, reasonOf, type Death } from "./death.js";
import type { ExecutorOptions, OpenExecutor } from "./executor.js";
import { startProcess, type ExecutorProcess } from "./executorProcess.js";
import type { CellError, FromExecutor, ToExecutor } from "./messages.js";
import type { GuardReport } from "./wire.js";

type Run = Extract<ToExecutor, { kind: "run" }>;

interface State {
  readonly options: ExecutorOptions;
  process: ExecutorProcess | null;
  alive: boolean;
  closed: boolean;
  /** The last process died before it was ready; the next cell tries again. */
  failed: boolean;
  running: Run | null;
  readonly waiting: Run[];
  /** Settled when the interrupt that is under way has been begun. */
  interrupting: { readonly asked: Promise<void>; readonly begun: () => void } | null;
  /** Called when a process is ready, or has died before. */
  started: (failure: string | null) => void;
}

/** Rejects where no process can be started. */
export const openExecutor: OpenExecutor = async (options) => {
  const state: State = {
    options,
    process: null,
    alive: false,
    closed: false,
    failed: false,
    running: null,
    waiting: [],
    interrupting: null,
    started: () => undefined,
  };
  await start(state);
  return {
    get alive() {
      return state.alive;
    },
    send: (message) => send(state, message),
    interrupt: () => interrupt(state),
    async restart() {
      await stop(state, "the process that runs cells was restarted");
      if (!state.closed) await start(state);
    },
    async close() {
      state.closed = true;
      await stop(state, "the process that runs cells was closed");
    },
  };
};

function start(state: State): Promise<void> {
  state.failed = false;
  return new Promise((resolve, reject) => {
    state.started = (failure) => {
      if (failure === null) resolve();
      else reject(new Error(failure));
    };
    const own: ExecutorProcess = startProcess(state.options.folder, {
      onMessage: (message) => state.process === own && receive(state, message),
      onGuard: (report) => state.process === own && hear(state, report),
      onEnd: (death) => state.process === own && bury(state, death),
    });
    state.process = own;
  });
}

function send(state: State, message: ToExecutor): void {
  if (message.kind !== "run") {
    state.process?.send(message);
    return;
  }
  state.waiting.push(message);
  if (state.failed && !state.closed) start(state).catch(() => undefined);
  advance(state);
}

function advance(state: State): void {
  if (state.running || state.interrupting) return;
  if (state.closed) fail(state, deathError("the process that runs cells was closed"));
  const next = state.process ? state.waiting.shift() : undefined;
  if (!next) return;
  state.running = next;
  state.process?.send(next);
}

function receive(state: State, message: FromExecutor): void {
  if (message.kind === "ready") {
    state.alive = true;
    state.started(null);
  }
  if (message.kind === "done") {
    if (state.running?.execution !== message.execution) return;
    state.running = null;
  }
  state.options.onMessage(message);
  if (message.kind === "done") advance(state);
}

function hear(state: State, report: GuardReport): void {
  if (report === "stuck") tellStuck(state);
  state.interrupting?.begun();
  if (report !== "settled") return;
  state.interrupting = null;
  advance(state);
}

function tellStuck({ options, running }: State): void {
  if (!running) return;
  const text =
    "This cannot be interrupted: a call outside JavaScript is not over. It ends by itself, or by a restart, which loses names and weights.\n";
  options.onMessage({ kind: "stream", execution: running.execution, name: "stderr", text });
}

/** A second one while the first is under way is told to the guard too: it insists. */
function interrupt(state: State): Promise<void> {
  if (!state.process || !state.alive) return Promise.resolve();
  state.process.interrupt(state.running?.execution ?? 0);
  state.interrupting ??= newInterrupt();
  return state.interrupting.asked;
}

function newInterrupt(): NonNullable<State["interrupting"]> {
  let begun = () => {};
  const asked = new Promise<void>((resolve) => (begun = resolve));
  return { asked, begun };
}

function bury(state: State, death: Death): void {
  const wasAlive = state.alive;
  const reason = reasonOf(death);
  forget(state);
  fail(state, deathError(reason));
  state.started(reason);
  state.failed = !wasAlive;
  if (state.failed) return;
  start(state).catch(() => undefined);
  state.options.onDeath(reason);
}

async function stop(state: State, reason: string): Promise<void> {
  const { process } = state;
  forget(state);
  fail(state, deathError(reason));
  await process?.kill();
}

function forget(state: State): void {
  state.process = null;
  state.alive = false;
  state.interrupting?.begun();
  state.interrupting = null;
}

/** Ends the cell that runs and those that wait. */
function fail(state: State, outcome: CellError): void {
  const failed = [...(state.running ? [state.running] : []), ...state.waiting.splice(0)];
  state.running = null;
  for (const { execution } of failed) {
    const names = { networks: [], data: [] };
    state.options.onMessage({ kind: "done", execution, outcome, expressions: {}, names });
  }
}

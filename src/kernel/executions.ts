/**
 * Executions by number: whom their output belongs to, also long after their end. Holds: memory is bounded; output of a
 * forgotten cell goes to the latest one.
 */
import type { ExecutionId, FromExecutor } from "../executor/messages.js";
import type { Message } from "./message.js";

export type Done = Extract<FromExecutor, { kind: "done" }>;

export interface Execution {
  readonly id: ExecutionId;
  /** `In[count]`; that of the last counted cell where this one is not. */
  readonly count: number;
  /** Not where it is silent or asks not to be in the history. */
  readonly counted: boolean;
  readonly request: Message;
  readonly silent: boolean;
}

export interface Executions {
  /** The one that has no reply yet. */
  readonly running: Execution | null;
  begin(request: Message, kind: Pick<Execution, "silent" | "counted">): Execution;
  find(id: ExecutionId): Execution | null;
  /** Resolves when the executor says that it is done. */
  done(id: ExecutionId): Promise<Done>;
  end(done: Done): void;
  /** The running one gets its reply now. */
  finish(): void;
}

/** Cells whose timers may still print under them. */
const remembered = 1000;

export function openExecutions(): Executions {
  const all = new Map<ExecutionId, Execution>();
  const awaited = new Map<ExecutionId, (done: Done) => void>();
  let count = 0;
  let latest: ExecutionId = 0;
  let running: Execution | null = null;

  return {
    get running() {
      return running;
    },
    begin(request, { silent, counted }) {
      if (counted) count += 1;
      latest += 1;
      running = { id: latest, count, counted, request, silent };
      all.set(latest, running);
      all.delete(latest - remembered);
      return running;
    },
    find: (id) => all.get(id) ?? all.get(latest) ?? null,
    done: (id) => new Promise((resolve) => awaited.set(id, resolve)),
    end(done) {
      awaited.get(done.execution)?.(done);
      awaited.delete(done.execution);
    },
    finish() {
      running = null;
    },
  };
}

/**
 * The executor as the kernel and the notebook runner hold it. In: compiled cells. Out: output in order, and an end for every
 * cell. Holds: each `run` is answered by exactly one `done`, also when the process dies, and a new process is then ready
 * for the next; nothing of a dead process stays behind.
 */
import type { FromExecutor, ToExecutor } from "./messages.js";

export interface Executor {
  /** False from a death or a restart until the new process is ready. */
  readonly alive: boolean;
  send(message: ToExecutor): void;
  /**
   * Stops what runs, in steps: what is awaited is cancelled and training stops at its next step; loops of the cell end by an
   * exception; then loops of libraries. State is kept. Resolves when it has been asked for, not when the cell has ended.
   */
  interrupt(): Promise<void>;
  /** A new process with nothing in it; the cell that runs ends with an error that says why. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface ExecutorOptions {
  /** Where cells find files and packages. */
  readonly folder: string;
  readonly onMessage: (message: FromExecutor) => void;
  /** After a process has died by itself: why, and that names are gone. The cell's `done` has been sent. */
  readonly onDeath: (reason: string) => void;
}

export type OpenExecutor = (options: ExecutorOptions) => Promise<Executor>;

/** Why a process has ended, in words. */
import { paintedError } from "./cellError.js";
import type { CellError } from "./messages.js";

export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last that it said. */
  readonly stderr: string;
  /** Where it did not end by itself: `cannot start: …`. */
  readonly failure?: string;
}

export function reasonOf({ code, signal, stderr, failure }: Death): string {
  if (failure !== undefined) return `the process that runs cells ${failure}`;
  if (/heap out of memory|allocation failed/i.test(stderr)) {
    return "the process that runs cells ran out of memory: its JavaScript heap was full";
  }
  if (signal === null) {
    return `the process that runs cells ended with exit code ${code ?? "unknown"}, as after \`process.exit(${code ?? 0})\``;
  }
  return `the process that runs cells ${signals[signal] ?? `was ended by ${signal}`}`;
}

const signals: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGKILL: "was killed (SIGKILL); the machine may have run out of memory",
  SIGSEGV: "crashed in native code (SIGSEGV)",
  SIGBUS: "crashed in native code (SIGBUS)",
  SIGILL: "crashed in native code (SIGILL)",
  SIGFPE: "crashed in native code (SIGFPE)",
  SIGABRT: "aborted (SIGABRT)",
};

export function deathError(reason: string): CellError {
  return paintedError("ExecutorDied", `${reason}; names and weights are gone`);
}

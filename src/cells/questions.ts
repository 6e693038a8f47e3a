/** What crosses between the kernel and the thread that compiles. Plain data; what is known is sent once for each change. */
import type { Known } from "./known.js";
import type { CellCompletions, Completeness, Explanation, RefusedCell } from "./service.js";
import type { CompiledText } from "./typescript/compile.js";

export interface Questions {
  readonly compile: { readonly code: string };
  readonly complete: { readonly code: string; readonly cursor: number };
  readonly inspect: { readonly code: string; readonly cursor: number; readonly level: 0 | 1 };
  readonly isComplete: { readonly code: string };
}

export interface Answers {
  readonly compile: CompiledText | RefusedCell;
  readonly complete: CellCompletions;
  readonly inspect: Explanation | null;
  readonly isComplete: Completeness;
}

export type Topic = keyof Questions;

export type ToThread =
  | { readonly kind: "know"; readonly known: Known }
  | {
      [T in Topic]: {
        readonly kind: "ask";
        readonly id: number;
        readonly topic: T;
        readonly question: Questions[T];
      };
    }[Topic];

export interface FromThread {
  readonly id: number;
  /** Of the topic that was asked. */
  readonly answer: Answers[Topic];
}

/** What is said where there is no answer. */
export const noAnswer: { readonly [T in Topic]: (question: Questions[T]) => Answers[T] } = {
  compile: () => refusedFor("the compiler failed on this cell and has been started anew"),
  complete: ({ cursor }) => ({ start: cursor, end: cursor, matches: [] }),
  inspect: () => null,
  isComplete: () => ({ status: "unknown" }),
};

export function refusedFor(message: string): RefusedCell {
  return { language: "refused", name: "SyntaxError", message, traceback: [message] };
}

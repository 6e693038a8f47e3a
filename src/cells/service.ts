/**
 * What the kernel asks about cells. In: the text of a cell and what earlier cells have left. Out: a cell that the executor
 * can run, completions, explanations. It runs in a thread of its own, so that TypeScript's checker never holds up a socket.
 */
import type { SharedNames } from "./sharedNames.js";

/** Cursor positions are UTF-16 offsets; whoever speaks Jupyter converts from code points. */
export interface CellService {
  /** A cell that can run, or why not. Nothing is remembered until `ran`. */
  compile(code: string): Promise<CompiledCell>;
  /** The executor has begun to run the cell: its declarations are known to those that follow. */
  ran(cell: RunnableCell): Promise<void>;
  /** The networks and data sets that the executor holds now, whichever language made them. */
  share(names: SharedNames): Promise<void>;
  complete(code: string, cursor: number): Promise<CellCompletions>;
  /** Null where there is nothing to say. Level 1 is asked for by `??`. */
  inspect(code: string, cursor: number, level: 0 | 1): Promise<Explanation | null>;
  isComplete(code: string): Promise<Completeness>;
  /** A new executor knows no names. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export type CompiledCell = RunnableCell | RefusedCell;

export type RunnableCell =
  /** `code` without `%%conv`, its lines where they were. */
  { readonly language: "conv"; readonly id: number; readonly code: string } | TypeScriptCell;

export interface TypeScriptCell {
  readonly language: "typescript";
  readonly id: number;
  /** CommonJS with checks in its loops; top-level await where `awaits`. */
  readonly javascript: string;
  readonly awaits: boolean;
  /** The export that holds the value of the last expression; null where there is none. */
  readonly lastExpression: string | null;
  /** Local TypeScript files that it imports, compiled. */
  readonly sideOutputs: readonly { readonly path: string; readonly data: string }[];
  /** Top-level names that it declares. */
  readonly declares: readonly string[];
}

/** What is wrong with it, located; as `error` messages have it. */
export interface RefusedCell {
  readonly language: "refused";
  readonly name: "SyntaxError" | "TypeError" | "ConvScriptError";
  readonly message: string;
  /** Lines with carets, coloured by ANSI codes. */
  readonly traceback: readonly string[];
}

export interface CellCompletions {
  readonly start: number;
  readonly end: number;
  readonly matches: readonly {
    readonly text: string;
    readonly start: number;
    readonly end: number;
    /** `function`, `class`, `keyword`, …, as `_jupyter_types_experimental` has them. */
    readonly type: string;
    readonly signature?: string;
  }[];
}

export interface Explanation {
  readonly text: string;
  readonly markdown: string;
}

export type Completeness =
  | { readonly status: "complete" | "invalid" | "unknown" }
  | { readonly status: "incomplete"; readonly indent: string };

/** What running a script tells, as plain data: progress, a result for each statement, what stopped it. */
import type { Diagnostic } from "../language/diagnostic.js";
import type { Network } from "../network/network.js";
import type { Shape } from "../network/network.js";
import type { RunCode } from "../problem/codes.js";
import type { TrainingResult } from "../training/history.js";
import type { TrainingEvent } from "../training/train.js";
import type { Guess } from "./predictImages.js";

export type RunEvent =
  | { readonly kind: "training"; readonly net: string; readonly event: TrainingEvent }
  | { readonly kind: "result"; readonly result: StatementResult }
  | { readonly kind: "problem"; readonly problem: LocatedProblem };

/** A problem at its place in the text. `table` are lines that belong under it. */
export interface LocatedProblem extends Diagnostic<RunCode> {
  readonly table: string | null;
}

export type StatementResult =
  | { readonly kind: "net"; readonly network: Network }
  | { readonly kind: "block"; readonly name: string }
  | { readonly kind: "use"; readonly names: readonly string[] }
  | {
      readonly kind: "data";
      readonly data: string;
      readonly shape: Shape;
      readonly classes: number;
      readonly train: number;
      readonly test: number;
    }
  | ({ readonly kind: "train"; readonly net: string; readonly data: string } & TrainingResult)
  | TestResult
  | {
      readonly kind: "predict";
      readonly net: string;
      readonly image: string;
      readonly top: readonly Guess[];
    }
  | { readonly kind: "show"; readonly network: Network }
  | { readonly kind: "compare"; readonly networks: readonly Network[] }
  | {
      readonly kind: "save";
      readonly net: string;
      readonly path: string;
      readonly bytes: number;
      /** False where the weights are the initial ones. */
      readonly trained: boolean;
    }
  | { readonly kind: "load"; readonly net: string; readonly path: string }
  | { readonly kind: "freeze"; readonly net: string; readonly layers: readonly string[] };

export interface TestResult {
  readonly kind: "test";
  readonly net: string;
  readonly data: string;
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly topErrors: ReadonlyMap<number, number>;
  readonly trained: boolean;
}

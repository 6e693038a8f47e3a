/** What running a script tells, as plain data: progress, a result for each statement, what stopped it. */
import type { ViewResult } from "../analysis/view.js";
import type { Reading } from "../data/dataSet.js";
import type { Diagnostic } from "../language/diagnostic.js";
import type { Network } from "../network/network.js";
import type { Shape } from "../network/network.js";
import type { RunCode } from "../problem/codes.js";
import type { Evaluation } from "../training/evaluate.js";
import type { TrainingResult } from "../training/history.js";
import type { TrainingEvent } from "../training/events.js";
import type { Guess } from "./predictImages.js";

export type RunEvent =
  /** Of a test its notes. */
  | (NamedNetwork & { readonly kind: "training"; readonly event: TrainingEvent })
  /** How far the reading of a data set is: bytes of a file that is fetched, or files of a folder that were looked at. */
  | ({ readonly kind: "reading"; readonly data: string } & Reading)
  | {
      readonly kind: "testing";
      readonly net: string;
      readonly data: string;
      /** Of how many so far. */
      readonly samples: number;
      readonly of: number;
    }
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
  | DataResult
  | (NamedNetwork & TrainingResult & { readonly kind: "train"; readonly data: string })
  | TestResult
  | (NamedNetwork & {
      readonly kind: "predict";
      readonly image: string;
      readonly top: readonly Guess[];
      readonly trained: boolean;
    })
  /** `frozen` are the names of the layers that keep their weights. */
  | { readonly kind: "show"; readonly network: Network; readonly frozen: readonly string[] }
  | { readonly kind: "view"; readonly view: ViewResult }
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

/** A network by its name, and the title that figures show in its place. */
export interface NamedNetwork {
  readonly net: string;
  readonly title: string | null;
}

/** Of `data`, `augment` and `normalize`. */
export interface DataResult {
  readonly kind: "data";
  readonly data: string;
  readonly shape: Shape;
  readonly classes: number;
  readonly train: number;
  readonly test: number;
  /** Files that were left out because they cannot be read. */
  readonly skipped?: number;
  /** Where it was read: why each of them was. */
  readonly reasons?: readonly string[];
}

export interface TestResult extends Evaluation, NamedNetwork {
  readonly kind: "test";
  readonly data: string;
  readonly classNames: readonly string[];
  readonly trained: boolean;
  /** Why the figures may not mean what they seem to. */
  readonly notes: readonly string[];
}

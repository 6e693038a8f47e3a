/** A cell of the history, and what may be asked of all of them. */

export interface Entry {
  readonly session: number;
  /** The cell's number within its session. */
  readonly line: number;
  readonly input: string;
  /** The result as plain text; null where there was none. */
  readonly output: string | null;
}

export type HistoryQuery =
  | { readonly kind: "tail"; readonly count: number }
  | {
      readonly kind: "range";
      /** 0 is the present session, -1 the one before it. */
      readonly session: number;
      readonly start: number;
      /** The first line that is not wanted; null where all are. */
      readonly stop: number | null;
    }
  | {
      readonly kind: "search";
      readonly pattern: string;
      readonly count: number | null;
      /** Of equal inputs only the last. */
      readonly unique: boolean;
    };

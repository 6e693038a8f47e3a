/** Charts as plain data, before they become Plotly JSON (`plotly.ts`) or a still SVG (`still.ts`). */

export interface Chart {
  readonly panels: readonly Panel[];
  /** CSS pixels; the width is that of the column it stands in. */
  readonly height: number;
}

/** One coordinate system. Panels stand side by side, in their order, and wrap where the column is narrow. */
export interface Panel {
  readonly title?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
}

export interface Axis {
  /** With its unit: `parameters`, `memory (MB)`, `epoch`. */
  readonly label: string;
  readonly scale: "linear" | "log" | "category";
  /** Where the data does not decide. */
  readonly range?: readonly [number, number];
  /** Of a category axis, in order. */
  readonly categories?: readonly string[];
  /** How a number is written: 1,234 / 12 % / 1.2 M. */
  readonly format?: "number" | "percent" | "short";
  /** First value at the top, as in tables and pictures. */
  readonly reversed?: boolean;
}

/** `color` is an index into the theme's palette; a NaN leaves a gap. `hover` is a line for each value. */
export type Mark =
  | {
      readonly kind: "line";
      readonly name: string;
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly color: number;
      readonly dash?: boolean;
      readonly faint?: boolean;
      readonly points?: boolean;
      readonly hover?: readonly string[];
    }
  | {
      readonly kind: "bars";
      readonly name: string;
      /** Along the category axis, which may be x or y. */
      readonly at: readonly (string | number)[];
      readonly values: readonly number[];
      readonly color: number | readonly number[];
      readonly stacked?: boolean;
      /** Texts on the bars. */
      readonly labels?: readonly string[];
      readonly hover?: readonly string[];
    }
  | {
      readonly kind: "points";
      readonly name: string;
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly color: number | readonly number[];
      /** Radii in pixels. */
      readonly size?: readonly number[];
      readonly labels?: readonly string[];
      readonly hover?: readonly string[];
    }
  | {
      readonly kind: "heat";
      /** Row by row. */
      readonly values: readonly (readonly number[])[];
      readonly labels?: readonly (readonly string[])[];
      readonly hover?: readonly (readonly string[])[];
      readonly unit: string;
    }
  /** A vertical line with a word: the best epoch, the step where it stopped. */
  | { readonly kind: "rule"; readonly x: number; readonly label: string };

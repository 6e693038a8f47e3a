/** Charts as plain data, before they become Plotly JSON (`plotly.ts`) or a still SVG (`still.ts`). */

export interface Chart {
  readonly panels: readonly Panel[];
  /** CSS pixels of a row of panels, axes included; the width is that of the column it stands in. */
  readonly height: number;
}

/** One coordinate system. Panels stand side by side, in their order, and wrap where the column is narrow. */
export interface Panel {
  readonly title?: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
  /** Its own, in CSS pixels; a row is as high as its highest panel. */
  readonly height?: number;
}

export interface Axis {
  /** With its unit: `parameters`, `memory (MB)`, `epoch`. */
  readonly label: string;
  readonly scale: "linear" | "log" | "category";
  /** Where the data does not decide. */
  readonly range?: readonly [number, number];
  /** Of a category axis, in order. */
  readonly categories?: readonly string[];
  /** How a number is written: 1,234 / 12 % / 1.2 M; of a count, ticks are whole numbers. */
  readonly format?: NumberFormat;
  /** First value at the top, as in tables and pictures. */
  readonly reversed?: boolean;
}

export type NumberFormat = "number" | "percent" | "short" | "count";

/** `color` is an index into the theme's palette; a NaN leaves a gap. `hover` is a text for each value; it may have lines. */
export type Mark = LineMark | BarMark | PointMark | HeatMark | RuleMark;

export interface LineMark {
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

export interface BarMark {
  readonly kind: "bars";
  readonly name: string;
  /** Along the category axis, which may be x or y: names, or places in its categories. */
  readonly at: readonly (string | number)[];
  readonly values: readonly number[];
  readonly color: number | readonly number[];
  readonly stacked?: boolean;
  /** Texts on the bars. */
  readonly labels?: readonly string[];
  readonly hover?: readonly string[];
}

export interface PointMark {
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

export interface HeatMark {
  readonly kind: "heat";
  /** Row by row; signed values get a diverging colour map. */
  readonly values: readonly (readonly number[])[];
  readonly labels?: readonly (readonly string[])[];
  readonly hover?: readonly (readonly string[])[];
  readonly unit: string;
}

/** A vertical line with a word: the best epoch, the step where it stopped. */
export interface RuleMark {
  readonly kind: "rule";
  readonly x: number;
  readonly label: string;
}

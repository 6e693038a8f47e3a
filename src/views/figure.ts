/**
 * What a view gives: a figure, as plain data. In: plain numbers. Out: a chart, a drawing or a table with its title, its words for
 * who does not see it, and its short form for a terminal. Nothing is rendered here and no front end is known.
 */
import type { Chart } from "./chart.js";

export interface Figure {
  /** What is seen: `Feature maps of conv1_2, untrained weights`. Any text; it is escaped where it is shown. */
  readonly title: string;
  /** One or two sentences for who does not see it. */
  readonly alt: string;
  /** The short form for a terminal: a few lines, or a small table. */
  readonly text: string;
  readonly body: FigureBody;
}

export type FigureBody =
  /** Drawn by Plotly where scripts run, by `views/still.ts` as an SVG elsewhere. */
  | { readonly kind: "chart"; readonly chart: Chart }
  | Drawing
  /** HTML without scripts, all user text escaped, legible with and without style sheets. */
  | { readonly kind: "document"; readonly html: string };

/** An SVG of its own (fonts by family only, pictures as data URIs), light; and what takes its place where scripts run. */
export interface Drawing {
  readonly kind: "drawing";
  readonly svg: string;
  /** In SVG user units, which are CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly live?: Live;
}

/**
 * `html` replaces the picture, then `script` runs as the body of a function of that element, `root`. Colours come from the CSS
 * variables of `views/theme.ts`, so that both follow a dark notebook. A page can hold the same figure twice.
 */
export interface Live {
  readonly html: string;
  readonly script: string;
}

/** The convolution as an animation. In: its numbers. Out: the parts of the drawing, a step for each place of the window. */
import type { ConvolutionView } from "../analysis/windowViews.js";
import type { Pair } from "../network/network.js";
import type { Part, Scene } from "./animation.js";
import { at, planeSize, products, total, windowAt, type Plane } from "../analysis/window.js";
import { board, boardWidth, type Board, type Panel } from "./animationBoard.js";
import {
  cellWidthOf,
  frameParts,
  largest,
  numberText,
  shadeParts,
  type CellClass,
} from "./animationGrid.js";
import { shortened } from "./escape.js";
import { hasPadding, sizeLine, settingLines } from "./convolutionFormula.js";
import { cropNote, placesOf, shownPart, type Shown } from "./convolutionShown.js";
import { resultFrame } from "./convolutionFrame.js";
import { notesUnder, photographAbove } from "./animationPage.js";

/** A place of the window: which filter, and the output's row and column. */
interface Step {
  readonly filter: number;
  readonly place: Pair;
  /** For each channel the window times the kernel. */
  readonly products: readonly Plane[];
  readonly sum: number;
}

export function convolutionScene(view: ConvolutionView): Scene {
  const shown = shownOf(view);
  const steps = stepsOf(view, shown);
  const [first = []] = view.input;
  const above = photographAbove(view.photograph, "Brightness of the marked part, 0 to 255");
  const made = board(
    above.bottom,
    view.input.map((_, channel) => channelPanels(view, shown, steps, channel)),
    view.filters.map((_, filter) => outputPanel(view, shown, filter)),
    ["∗", "→", "="],
  );
  const under = notesUnder(
    made.bottom,
    steps.map((step) => equation(view, step)),
    [
      sizeLine(first, view.sliding, false),
      ...settingLines(first, view.sliding, false),
      ...cropNote(shown, planeSize(view.padded[0] ?? [])),
    ],
  );
  return {
    width: Math.max(made.width, above.width, under.width),
    height: under.bottom,
    parts: [
      ...above.parts,
      ...shades(view, shown, made),
      ...made.parts,
      ...windowFrames(view, made, steps),
      ...resultFrame(made.outputs, steps, oneCell),
      ...under.parts,
    ],
    steps: steps.length,
    telling: tellingStep(steps.map(({ sum }) => sum)),
  };
}

function shades({ outputs }: ConvolutionView, shown: Shown, made: Board): readonly Part[] {
  const [rows, columns] = shown.outputs;
  const most = largest(outputs);
  return made.outputs.flatMap((grid, filter) =>
    shadeParts(
      grid,
      outputs[filter] ?? [],
      most,
      (row, column) => filter * rows * columns + row * columns + column,
    ),
  );
}

function windowFrames(view: ConvolutionView, made: Board, steps: readonly Step[]): readonly Part[] {
  const { kernelSize, dilation } = view.sliding;
  const cells = steps.map(({ place }) => origin(view, place));
  return made.grids.flatMap(([input]) =>
    input ? frameParts(input, "w", kernelSize, dilation, cells) : [],
  );
}

/** The step with the largest result. */
export function tellingStep(results: readonly number[]): number {
  const most = Math.max(...results.map(Math.abs));
  return Math.max(
    0,
    results.findIndex((value) => Math.abs(value) === most),
  );
}

function origin({ sliding }: ConvolutionView, [row, column]: Pair): Pair {
  return [row * sliding.strides[0], column * sliding.strides[1]];
}

function shownOf(view: ConvolutionView): Shown {
  const { padded, filters, outputs, input } = view;
  const kernel = kernelPanel(view, [], 0);
  const product = productPanel(view, [], 0);
  const [inputCell, outputCell] = [cellWidthOf(padded), cellWidthOf(outputs)];
  return shownPart(planeSize(outputs[0] ?? []), planeSize(padded[0] ?? []), view.sliding, {
    width: (inputColumns, outputColumns) =>
      boardWidth([
        { heading: "", columns: inputColumns, cellWidth: inputCell },
        kernel,
        product,
        { heading: "", columns: outputColumns, cellWidth: outputCell },
      ]),
    stacked: { inputs: input.length, outputs: filters.length },
    times: filters.length,
  });
}

function stepsOf(view: ConvolutionView, shown: Shown): readonly Step[] {
  return view.filters.flatMap((filter, index) =>
    placesOf(shown.outputs).map((place): Step => {
      const all = view.padded.map((plane, channel) =>
        products(windowAt(plane, view.sliding, ...place), filter[channel] ?? []),
      );
      return {
        filter: index,
        place,
        products: all,
        sum: at(view.outputs[index] ?? [], ...place),
      };
    }),
  );
}

function channelPanels(
  view: ConvolutionView,
  shown: Shown,
  steps: readonly Step[],
  channel: number,
): readonly Panel[] {
  const plane = view.padded[channel] ?? [];
  const [rows, columns] = shown.inputs;
  const input: Panel = {
    heading: inputHeading(view, channel),
    rows,
    columns,
    cellWidth: cellWidthOf(view.padded),
    text: (row, column) => numberText(at(plane, row, column)),
    classOf: (row, column) => paddedClass(view, shown, row, column),
  };
  return [input, kernelPanel(view, steps, channel), productPanel(view, steps, channel)];
}

function inputHeading({ input, padded, sliding }: ConvolutionView, channel: number): string {
  const name =
    input.length > 1 ? `channel ${channel + 1}` : `input ${planeSize(input[0] ?? []).join("x")}`;
  return hasPadding(sliding) && channel === 0 && input.length === 1
    ? `${name}, padded ${planeSize(padded[0] ?? []).join("x")}`
    : name;
}

/** Padding, or a row or column that no window reaches. */
export function paddedClass(
  { input, sliding, outputs }: Pick<ConvolutionView, "input" | "sliding" | "outputs">,
  { whole }: Shown,
  row: number,
  column: number,
): CellClass {
  const [height, width] = planeSize(input[0] ?? []);
  const sizes = planeSize(outputs[0] ?? []);
  const { padding, strides, kernelSize, dilation } = sliding;
  const end = (axis: 0 | 1) =>
    (sizes[axis] - 1) * strides[axis] + dilation[axis] * (kernelSize[axis] - 1);
  if (whole && (row > end(0) || column > end(1))) return "o";
  const [y, x] = [row - padding.top, column - padding.left];
  return y < 0 || x < 0 || y >= height || x >= width ? "d" : "c";
}

function kernelPanel(view: ConvolutionView, steps: readonly Step[], channel: number): Panel {
  const { filters, sliding, kernelName } = view;
  const [rows, columns] = sliding.kernelSize;
  const weight = (filter: number, row: number, column: number) =>
    numberText(at(filters[filter]?.[channel] ?? [], row, column));
  const many = filters.length > 1;
  return {
    heading: many
      ? (steps.length ? steps : [{ filter: 0 }]).map(({ filter }) => `filter ${filter + 1}`)
      : shortened(kernelName ?? "kernel", 16),
    rows,
    columns,
    cellWidth: cellWidthOf(filters.flat()),
    text: (row, column) =>
      many ? steps.map(({ filter }) => weight(filter, row, column)) : weight(0, row, column),
  };
}

function productPanel(view: ConvolutionView, steps: readonly Step[], channel: number): Panel {
  const [rows, columns] = view.sliding.kernelSize;
  const bound = largest(view.input) * largest(view.filters.flat());
  const widest = steps.map(({ products: all }) => all[channel] ?? []);
  const guess: Plane = [[-Math.max(bound, 1)]];
  return {
    heading: "products",
    rows,
    columns,
    cellWidth: cellWidthOf(widest.length ? widest : [guess]),
    text: (row, column) =>
      steps.map(({ products: all }) => numberText(at(all[channel] ?? [], row, column))),
    under: steps.map(({ products: all }) => `sum ${numberText(total(all[channel] ?? []))}`),
  };
}

function outputPanel(view: ConvolutionView, shown: Shown, filter: number): Panel {
  const [rows, columns] = shown.outputs;
  const map = view.outputs[filter] ?? [];
  const name = view.filters.length > 1 ? `map ${filter + 1}` : `output ${planeSize(map).join("x")}`;
  return {
    heading: name,
    rows,
    columns,
    cellWidth: cellWidthOf(view.outputs),
    text: (row, column) => numberText(at(map, row, column)),
    from: (row, column) => filter * rows * columns + row * columns + column,
  };
}

const oneCell = { kernelSize: [1, 1], dilation: [1, 1], strides: [1, 1] } as const;

/** Letters of a line of the formula. */
const longestEquation = 92;

/** Factors where they fit, else products, without those that are 0, else the sums of the channels. */
function equation(view: ConvolutionView, { filter, place, products: all, sum }: Step): string {
  const { bias, padded, filters, sliding } = view;
  const end = `${bias ? ` + bias ${numberText(bias)}` : ""} = ${numberText(sum)}`;
  const windows = padded.map((plane) => windowAt(plane, sliding, ...place));
  const factors = windows.flatMap((window, channel) =>
    window.flatMap((row, y) =>
      row.map(
        (value, x) => `${numberText(value)}·${term(at(filters[filter]?.[channel] ?? [], y, x))}`,
      ),
    ),
  );
  const sums = all.map((plane) => term(total(plane)));
  const values = all.flat(2);
  const nonZero = values.filter((value) => value !== 0);
  const forms = [factors, values.map(term), nonZero.map(term), ...(sums.length > 1 ? [sums] : [])];
  const texts = forms.map((terms) => terms.join(" + ") + end);
  return (
    texts.find((text) => !text.startsWith(" ") && text.length <= longestEquation) ??
    `sum of ${values.length} products${end}`
  );
}

function term(value: number): string {
  const text = numberText(value);
  return value < 0 ? `(${text})` : text;
}

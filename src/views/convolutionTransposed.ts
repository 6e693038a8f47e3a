/** The transposed convolution as an animation: each input value stamps its multiple of the kernel on the output. */
import type { ConvolutionView } from "../analysis/windowViews.js";
import type { Pair } from "../network/network.js";
import type { Part, Scene } from "./animation.js";
import {
  at,
  mapPlane,
  noPadding,
  planeSize,
  total,
  transposedSize,
  type Plane,
} from "../analysis/window.js";
import { board, boardWidth, type Board, type Panel } from "./animationBoard.js";
import { cellWidthOf, frameParts, largest, numberText } from "./animationGrid.js";
import { notesUnder } from "./animationPage.js";
import { settingLines, sizeLine } from "./convolutionFormula.js";
import { shortened } from "./escape.js";
import { resultFrame } from "./convolutionFrame.js";
import { tellingStep } from "./convolutionScene.js";
import { placesOf, shownPart, type Shown } from "./convolutionShown.js";

interface Step {
  readonly filter: number;
  readonly place: Pair;
  /** The stamp of each channel. */
  readonly stamps: readonly Plane[];
  /** Every map so far, with what will be cut off. */
  readonly sums: readonly Plane[];
}

export function transposedScene(view: ConvolutionView): Scene {
  const full = transposedSize(planeSize(view.input[0] ?? []), {
    ...view.sliding,
    padding: noPadding,
  });
  const shown = shownOf(view, full);
  const steps = stepsOf(view, shown);
  const made = board(
    8,
    view.input.map((_, channel) => channelPanels(view, shown, steps, channel)),
    view.filters.map((_, filter) => outputPanel(view, shown, steps, filter, full)),
    ["·", "=", "+"],
  );
  const [first = []] = view.input;
  const under = notesUnder(
    made.bottom,
    steps.map((step) => stepText(view, step)),
    [
      sizeLine(first, view.sliding, true),
      ...settingLines(first, view.sliding, true),
      ...(shown.whole
        ? []
        : [
            `Shown are the first ${shown.outputs[0]} rows and ${shown.outputs[1]} columns of the input, ${planeSize(first).join("x")}; sums at the edge are unfinished.`,
          ]),
    ],
  );
  return {
    width: Math.max(made.width, under.width),
    height: under.bottom,
    parts: [...made.parts, ...frames(view, made, steps), ...under.parts],
    steps: steps.length,
    telling: tellingStep(
      steps.map(({ place }) => total([view.input.map((plane) => at(plane, ...place))])),
    ),
  };
}

/** The roles of input and output are those of a convolution, turned around. */
function shownOf(view: ConvolutionView, full: Pair): Shown {
  const { input, filters, sliding } = view;
  const [cell, stamp] = [cellWidthOf(input), cellWidthOf([[[-largestStamp(view)]]])];
  const kernel = cellWidthOf(filters.flat());
  const columns = sliding.kernelSize[1];
  return shownPart(planeSize(input[0] ?? []), full, sliding, {
    width: (outputColumns, inputColumns) =>
      boardWidth([
        { heading: "input", columns: inputColumns, cellWidth: cell },
        { heading: "kernel", columns, cellWidth: kernel },
        { heading: "value · kernel", columns, cellWidth: stamp },
        { heading: "", columns: outputColumns, cellWidth: stamp },
      ]),
    stacked: { inputs: filters.length, outputs: input.length },
    times: filters.length,
  });
}

function largestStamp({ input, filters }: ConvolutionView): number {
  return Math.max(1, largest(input) * largest(filters.flat()) * input.length);
}

function stepsOf(view: ConvolutionView, shown: Shown): readonly Step[] {
  const { filters, input, sliding, bias } = view;
  const { strides, dilation } = sliding;
  let sums: readonly Plane[] = filters.map(() => mapPlane(shown.inputs, () => bias));
  return filters.flatMap((filter, index) =>
    placesOf(shown.outputs).map((place): Step => {
      const stamps = input.map((plane, channel) =>
        mapPlane(
          sliding.kernelSize,
          (y, x) => at(plane, ...place) * at(filter[channel] ?? [], y, x),
        ),
      );
      const added = sums[index]?.map((row) => [...row]) ?? [];
      stamps.flatMap((stamp) =>
        stamp.map((values, y) =>
          values.forEach((value, x) => {
            const row = added[place[0] * strides[0] + y * dilation[0]];
            const column = place[1] * strides[1] + x * dilation[1];
            if (row) row[column] = (row[column] ?? 0) + value;
          }),
        ),
      );
      sums = sums.with(index, added);
      return { filter: index, place, stamps, sums };
    }),
  );
}

function channelPanels(
  view: ConvolutionView,
  shown: Shown,
  steps: readonly Step[],
  channel: number,
): readonly Panel[] {
  const { input, filters, sliding, kernelName } = view;
  const [rows, columns] = sliding.kernelSize;
  const weight = ({ filter }: Step, row: number, column: number) =>
    numberText(at(filters[filter]?.[channel] ?? [], row, column));
  const size = planeSize(input[0] ?? []).join("x");
  return [
    {
      heading: input.length > 1 ? `channel ${channel + 1}` : `input ${size}`,
      rows: shown.outputs[0],
      columns: shown.outputs[1],
      cellWidth: cellWidthOf(input),
      text: (row, column) => numberText(at(input[channel] ?? [], row, column)),
    },
    {
      heading:
        filters.length > 1
          ? steps.map(({ filter }) => `filter ${filter + 1}`)
          : shortened(kernelName ?? "kernel", 16),
      rows,
      columns,
      cellWidth: cellWidthOf(filters.flat()),
      text: (row, column) => steps.map((step) => weight(step, row, column)),
    },
    {
      heading: "value · kernel",
      rows,
      columns,
      cellWidth: cellWidthOf(steps.flatMap(({ stamps }) => stamps)),
      text: (row, column) =>
        steps.map(({ stamps }) => numberText(at(stamps[channel] ?? [], row, column))),
    },
  ];
}

function outputPanel(
  { outputs, sliding }: ConvolutionView,
  shown: Shown,
  steps: readonly Step[],
  filter: number,
  full: Pair,
): Panel {
  const { top, bottom, left, right } = sliding.padding;
  const cut = (row: number, column: number) =>
    row < top || column < left || row >= full[0] - bottom || column >= full[1] - right;
  const name = outputs.length > 1 ? `map ${filter + 1}` : "output";
  return {
    heading: `${name} ${planeSize(outputs[filter] ?? []).join("x")}`,
    rows: shown.inputs[0],
    columns: shown.inputs[1],
    cellWidth: cellWidthOf(steps.flatMap(({ sums }) => sums)),
    text: (row, column) => steps.map(({ sums }) => numberText(at(sums[filter] ?? [], row, column))),
    classOf: (row, column) => (cut(row, column) ? "d" : "c"),
  };
}

function frames(
  { sliding }: ConvolutionView,
  made: Board,
  steps: readonly Step[],
): readonly Part[] {
  const places = steps.map(({ place }) => place);
  const inputs = made.grids.flatMap(([input]) =>
    input ? frameParts(input, "w", [1, 1], [1, 1], places) : [],
  );
  return [...inputs, ...resultFrame(made.outputs, steps, sliding)];
}

function stepText({ input, filters }: ConvolutionView, { place, filter }: Step): string {
  const values = input.map((plane) => numberText(at(plane, ...place))).join(", ");
  const which = filters.length > 1 ? ` of filter ${filter + 1}` : "";
  return `row ${place[0] + 1}, column ${place[1] + 1}: ${values} times the kernel${which} is added to the output`;
}

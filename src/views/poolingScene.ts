/** Pooling as an animation: what is under the window, and what is kept of it, channel by channel. */
import type { PoolingView } from "../analysis/windowViews.js";
import type { Pair } from "../network/network.js";
import type { Part, Scene } from "./animation.js";
import { at, planeSize, windowAt, type Plane, type PoolWord } from "../analysis/window.js";
import { board, boardWidth, type Board, type Panel } from "./animationBoard.js";
import { cellWidthOf, frameParts, numberText } from "./animationGrid.js";
import { notesUnder, photographAbove } from "./animationPage.js";
import { settingLines, sizeLine } from "./convolutionFormula.js";
import { paddedClass } from "./convolutionScene.js";
import { cropNote, placesOf, shownPart, type Shown } from "./convolutionShown.js";

interface Step {
  readonly place: Pair;
  /** For each channel. */
  readonly windows: readonly Plane[];
  readonly results: readonly number[];
}

export function poolingScene(view: PoolingView): Scene {
  const shown = shownOf(view);
  const steps = stepsOf(view, shown);
  const above = photographAbove(view.photograph, "Brightness of the marked part, 0 to 255");
  const rows = view.input.map((_, channel) => channelPanels(view, shown, steps, channel));
  const made = board(above.bottom, rows, [], ["→", "="]);
  const [first = []] = view.input;
  const under = notesUnder(
    made.bottom,
    view.input.length === 1 ? steps.map((step) => equation(view.pool, step)) : [],
    [
      sizeLine(first, view.sliding, false),
      ...settingLines(first, view.sliding, false),
      "Each channel is pooled on its own; there is nothing to learn.",
      ...cropNote(shown, planeSize(view.padded[0] ?? [])),
    ],
  );
  return {
    width: Math.max(made.width, above.width, under.width),
    height: under.bottom,
    parts: [...above.parts, ...made.parts, ...frames(view, made, steps), ...under.parts],
    steps: steps.length,
    telling: Math.floor(steps.length / 2),
  };
}

function shownOf({ padded, input, outputs, sliding }: PoolingView): Shown {
  const cell = cellWidthOf(padded);
  return shownPart(planeSize(outputs[0] ?? []), planeSize(padded[0] ?? []), sliding, {
    width: (inputColumns, outputColumns) =>
      boardWidth([
        { heading: "input", columns: inputColumns, cellWidth: cell },
        { heading: "window", columns: sliding.kernelSize[1], cellWidth: cell },
        { heading: "output", columns: outputColumns, cellWidth: cellWidthOf(outputs) },
      ]),
    stacked: { inputs: input.length, outputs: input.length },
    times: 1,
  });
}

function stepsOf({ padded, sliding, outputs }: PoolingView, shown: Shown): readonly Step[] {
  return placesOf(shown.outputs).map((place) => ({
    place,
    windows: padded.map((plane) => windowAt(plane, sliding, ...place)),
    results: outputs.map((plane) => at(plane, ...place)),
  }));
}

function channelPanels(
  view: PoolingView,
  shown: Shown,
  steps: readonly Step[],
  channel: number,
): readonly Panel[] {
  const { padded, outputs, input } = view;
  const map = outputs[channel] ?? [];
  const many = input.length > 1;
  const name = (word: string, plane: Plane) => `${word} ${planeSize(plane).join("x")}`;
  return [
    {
      heading: many ? `channel ${channel + 1}` : name("input", input[0] ?? []),
      rows: shown.inputs[0],
      columns: shown.inputs[1],
      cellWidth: cellWidthOf(padded),
      text: (row, column) => numberText(at(padded[channel] ?? [], row, column)),
      classOf: (row, column) => paddedClass(view, shown, row, column),
    },
    windowPanel(view, steps, channel),
    {
      heading: many ? "output" : name("output", map),
      rows: shown.outputs[0],
      columns: shown.outputs[1],
      cellWidth: cellWidthOf(outputs),
      text: (row, column) => numberText(at(map, row, column)),
      from: (row, column) => row * shown.outputs[1] + column,
    },
  ];
}

function windowPanel(
  { padded, sliding, input, pool }: PoolingView,
  steps: readonly Step[],
  channel: number,
): Panel {
  const result = steps.map(
    ({ results }) => `${poolName[pool]} ${numberText(results[channel] ?? NaN)}`,
  );
  return {
    heading: "window",
    rows: sliding.kernelSize[0],
    columns: sliding.kernelSize[1],
    cellWidth: cellWidthOf(padded),
    text: (row, column) =>
      steps.map(({ windows }) => numberText(at(windows[channel] ?? [], row, column))),
    ...(input.length > 1 ? { under: result } : {}),
  };
}

const poolName: Readonly<Record<PoolWord, string>> = { max: "max", avg: "mean", min: "min" };

function frames(
  { sliding, pool }: PoolingView,
  made: Board,
  steps: readonly Step[],
): readonly Part[] {
  const origins = steps.map(({ place }): Pair => [
    place[0] * sliding.strides[0],
    place[1] * sliding.strides[1],
  ]);
  return made.grids.flatMap(([input, window, output], channel) => [
    ...(input ? frameParts(input, "w", sliding.kernelSize, [1, 1], origins) : []),
    ...(window && pool !== "avg"
      ? frameParts(
          window,
          "r",
          [1, 1],
          [1, 1],
          steps.map((step) => winner(step, channel)),
        )
      : []),
    ...(output
      ? frameParts(
          output,
          "r",
          [1, 1],
          [1, 1],
          steps.map(({ place }) => place),
        )
      : []),
  ]);
}

/** The first of equals. */
function winner({ windows, results }: Step, channel: number): Pair {
  const window = windows[channel] ?? [];
  const columns = planeSize(window)[1];
  const index = window.flat().indexOf(results[channel] ?? NaN);
  return [Math.floor(index / columns), index % columns];
}

const longestList = 60;

function equation(pool: PoolWord, { windows, results }: Step): string {
  const values = windows[0]?.flat().map(numberText) ?? [];
  const list = values.join(", ");
  const inside = list.length <= longestList ? list : `the ${values.length} values of the window`;
  return `${poolName[pool]} of ${inside} = ${numberText(results[0] ?? NaN)}`;
}

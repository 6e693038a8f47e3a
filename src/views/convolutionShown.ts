/** How much of a large map is shown: so many outputs that the board fits its column, and what is said of the rest. */
import type { Pair } from "../network/network.js";
import type { Sliding } from "../analysis/window.js";
import { reach } from "../analysis/window.js";
import { panelHeight } from "./animationBoard.js";

export interface Shown {
  /** Rows and columns of the output and of the padded input. */
  readonly outputs: Pair;
  readonly inputs: Pair;
  readonly whole: boolean;
}

export interface Room {
  readonly width: (inputColumns: number, outputColumns: number) => number;
  /** Panels below each other: of what is slid over, and of what comes out. */
  readonly stacked: { readonly inputs: number; readonly outputs: number };
  /** Steps for each output. */
  readonly times: number;
}

interface Limit {
  readonly width: number;
  readonly height: number;
  /** More are tiring, and heavy. */
  readonly steps: number;
}

/** A notebook's column. */
const column: Limit = { width: 684, height: 600, steps: 144 };
/** Where that shows too little of a map: drawn smaller in the column. */
const larger: Limit = { width: 900, height: 820, steps: 144 };
/** For a map of up to 14x14 that is whole in it. */
const largest: Limit = { width: 1100, height: 860, steps: 256 };
/** Outputs along each side that make a window's way clear. */
const enough = 4;

export function shownPart(outputs: Pair, inputs: Pair, sliding: Sliding, room: Room): Shown {
  const within = (limit: Limit) => shownWithin(outputs, inputs, sliding, room, limit);
  const usual = within(column);
  const all = usual.whole ? usual : within(largest);
  if (all.whole) return all;
  const clear = [0, 1].every(
    (axis) => (usual.outputs[axis] ?? 0) >= Math.min(outputs[axis] ?? 0, enough),
  );
  return clear ? usual : within(larger);
}

function shownWithin(
  outputs: Pair,
  inputs: Pair,
  sliding: Sliding,
  room: Room,
  limit: Limit,
): Shown {
  const needed = (axis: 0 | 1, count: number) =>
    count === outputs[axis]
      ? inputs[axis]
      : (count - 1) * sliding.strides[axis] + reach(sliding, axis);
  let [rows, columns] = outputs;
  while (columns > 1 && room.width(needed(1, columns), columns) > limit.width) columns--;
  const height = () =>
    Math.max(
      room.stacked.inputs * panelHeight({ rows: needed(0, rows) }),
      room.stacked.outputs * panelHeight({ rows }),
    );
  while (rows > 1 && height() > limit.height) rows--;
  while (rows > 1 && rows * columns * room.times > limit.steps) rows--;
  while (columns > 1 && rows * columns * room.times > limit.steps) columns--;
  return {
    outputs: [rows, columns],
    inputs: [needed(0, rows), needed(1, columns)],
    whole: rows === outputs[0] && columns === outputs[1],
  };
}

/** Every output in the order in which the window comes to it. */
export function placesOf([rows, columns]: Pair): readonly Pair[] {
  return Array.from({ length: rows * columns }, (_, index): Pair => [
    Math.floor(index / columns),
    index % columns,
  ]);
}

export function cropNote({ whole, inputs }: Shown, size: Pair): readonly string[] {
  return whole
    ? []
    : [`Shown are the first ${inputs[0]} rows and ${inputs[1]} columns of ${size.join("x")}.`];
}

/** How much of a large map is shown: so many outputs that the board fits its column, and what is said of the rest. */
import type { Pair } from "../network/network.js";
import type { Sliding } from "../analysis/window.js";
import { reach } from "../analysis/window.js";

export interface Shown {
  /** Rows and columns of the output and of the padded input. */
  readonly outputs: Pair;
  readonly inputs: Pair;
  readonly whole: boolean;
}

export interface Room {
  readonly width: (inputColumns: number, outputColumns: number) => number;
  readonly height: (inputRows: number, outputRows: number) => number;
  /** Steps for each output. */
  readonly times: number;
}

/** A notebook's column; where that shows too little, a larger board, which is drawn smaller in it. */
const rooms = [
  { width: 684, height: 600 },
  { width: 900, height: 820 },
] as const;
/** Outputs along each side that make a window's way clear. */
const enough = 4;
/** More are tiring, and heavy. */
const manySteps = 144;

export function shownPart(outputs: Pair, inputs: Pair, sliding: Sliding, room: Room): Shown {
  const [usual, large] = rooms.map((limit) => shownWithin(outputs, inputs, sliding, room, limit));
  if (!usual || !large) throw new Error("there are two rooms");
  const clear = [0, 1].every(
    (axis) => (usual.outputs[axis] ?? 0) >= Math.min(outputs[axis] ?? 0, enough),
  );
  return clear ? usual : large;
}

function shownWithin(
  outputs: Pair,
  inputs: Pair,
  sliding: Sliding,
  room: Room,
  limit: { readonly width: number; readonly height: number },
): Shown {
  const needed = (axis: 0 | 1, count: number) =>
    count === outputs[axis]
      ? inputs[axis]
      : (count - 1) * sliding.strides[axis] + reach(sliding, axis);
  let [rows, columns] = outputs;
  while (columns > 1 && room.width(needed(1, columns), columns) > limit.width) columns--;
  while (rows > 1 && room.height(needed(0, rows), rows) > limit.height) rows--;
  while (rows > 1 && rows * columns * room.times > manySteps) rows--;
  while (columns > 1 && rows * columns * room.times > manySteps) columns--;
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

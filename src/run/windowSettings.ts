/** The options of `show convolution`, `show pooling` and `show padding` as numbers. Throws R102 where they do not fit. */
import type { Plane, Planes } from "../analysis/window.js";
import type { CheckedCommand, OptionValue } from "../network/commands/command.js";
import type { PaddingMode, Padding, Pair } from "../network/network.js";
import { mapPlane, noPadding, planeSize } from "../analysis/window.js";
import { Problem } from "../problem/problem.js";

export type Options = CheckedCommand["options"];

export function refuse(about: string, message: string, hint: string): never {
  throw new Problem("R102", message, { about, hints: [hint] });
}

export function numberOf(options: Options, name: string, usual: number): number {
  const value = options[name]?.value;
  return typeof value === "number" ? value : usual;
}

export function wordOf(options: Options, name: string, usual: string): string {
  const value = options[name]?.value;
  return typeof value === "string" ? value : usual;
}

/** `2` or `2x1`. */
export function pairOf(options: Options, name: string, usual: Pair): Pair {
  const value = options[name]?.value;
  if (!isNumbers(value)) return usual;
  const [height = usual[0], width = height] = value;
  return [height, width];
}

function isNumbers(value: OptionValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.every((part) => typeof part === "number");
}

/** `same` keeps the size at stride 1; an odd cell more lies below and to the right. A single row is padded at its ends only. */
export function paddingOf(options: Options, reach: Pair, size: Pair, usual: Padding): Padding {
  const value = options["pad"]?.value;
  if (value === undefined) return usual;
  if (value === "valid") return noPadding;
  const pads =
    value === "same" ? reach.map((cells) => (cells - 1) / 2) : pairOf(options, "pad", [0, 0]);
  const [rows = 0, columns = 0] = pads;
  const across = size[0] === 1 && reach[0] === 1 ? 0 : rows;
  return {
    top: Math.floor(across),
    bottom: Math.ceil(across),
    left: Math.floor(columns),
    right: Math.ceil(columns),
  };
}

/** Reflection needs a map that is longer than its padding. */
export function modeOf(options: Options, padding: Padding, [height, width]: Pair): PaddingMode {
  const word = wordOf(options, "mode", "zero");
  if (word === "replicate") return { kind: "replicate" };
  if (word !== "reflect")
    return { kind: "constant", value: word === "constant" ? numberOf(options, "value", 0) : 0 };
  if (padding.bottom < height && padding.right < width) return { kind: "reflect" };
  return refuse(
    "mode",
    `reflection needs padding smaller than the map; received ${height}x${width} with a padding of ${Math.max(padding.bottom, padding.right)}`,
    "write `mode=replicate`",
  );
}

/** `["size", 6, 6, 3]` of the option, or null. */
export function sizesOf(value: OptionValue | undefined): readonly number[] | null {
  if (typeof value !== "object") return null;
  const [head, ...sizes] = value;
  return head === "size" && isNumbers(sizes) ? sizes : null;
}

/** A row, rows, or planes of rows: channels come first, as they are written. null for what is deeper. */
export function planesOf(value: OptionValue): Planes | null {
  if (isNumbers(value)) return [[value]];
  if (isPlane(value)) return [value];
  return isPlanes(value) ? value : null;
}

export function isPlanes(value: OptionValue): value is Planes {
  return Array.isArray(value) && value.every(isPlane);
}

function isPlane(value: OptionValue): value is Plane {
  return typeof value === "object" && value.every((row: OptionValue) => isNumbers(row));
}

/** Numbers from 0 to 9 that are the same every time, for sizes without numbers. */
export function madeUpInput([height = 1, width = 1, channels = 1]: readonly number[]): Planes {
  const draw = drawing(7);
  return Array.from({ length: channels }, () => mapPlane([height, width], () => draw(10)));
}

/** Weights from −1 to 1. */
export function madeUpFilters(size: Pair, channels: number, count: number): readonly Planes[] {
  const draw = drawing(3);
  return Array.from({ length: count }, () =>
    Array.from({ length: channels }, () => mapPlane(size, () => draw(3) - 1)),
  );
}

/** Knuth's linear congruential generator (MMIX's is wider): its high bits are good enough to look at. */
function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function requireFit(size: Pair, padding: Padding, reach: Pair, about: string): void {
  const [height, width] = size;
  const padded = [height + padding.top + padding.bottom, width + padding.left + padding.right];
  if (reach[0] <= (padded[0] ?? 0) && reach[1] <= (padded[1] ?? 0)) return;
  const received = `${height}x${width}${padding.bottom + padding.right > 0 ? ` (${padded.join("x")} with its padding)` : ""}`;
  refuse(
    about,
    `a window of ${reach.join("x")} needs a map at least as large; received ${received}`,
    "make the window smaller, or write a larger `pad=`",
  );
}

/** What a figure can still show. */
const manyChannels = 4;
const longSide = 1000;

export function requireShowable(input: Planes): void {
  const [height, width] = planeSize(input[0] ?? []);
  if (input.length > manyChannels)
    refuse(
      "of",
      `the window is shown for at most ${manyChannels} channels; received ${input.length}`,
      "show some of them: lists of planes, then rows",
    );
  if (Math.max(height, width) > longSide)
    refuse(
      "of",
      `numbers are shown for maps of at most ${longSide} on a side; received ${height}x${width}`,
      "show a part",
    );
}

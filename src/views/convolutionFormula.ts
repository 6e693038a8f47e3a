/** The sentences under a sliding window: how its output's size comes about, and what its settings do. */
import type { Plane, Sliding } from "../analysis/window.js";
import type { PaddingMode } from "../network/network.js";
import { leftOut, outputSize, planeSize, transposedSize } from "../analysis/window.js";
import { slidingText, spreadText } from "../network/formulas.js";
import { formatPair, plural } from "../network/wording.js";

/** `output (7 − 3 + 2·1)/2 + 1 = 4`, twice where the sides differ. */
export function sizeLine(input: Plane, sliding: Sliding, transposed: boolean): string {
  const size = planeSize(input);
  const result = transposed ? transposedSize(size, sliding) : outputSize(size, sliding);
  const spread = { ...sliding, outputPadding: [0, 0] as const };
  const along = (axis: 0 | 1) =>
    `${transposed ? spreadText(spread, size[axis], axis) : slidingText(sliding, size[axis], axis, result[axis])} = ${result[axis]}`;
  if (size[0] === 1 && result[0] === 1) return `output length ${along(1)}`;
  return along(0) === along(1)
    ? `output height and width ${along(0)}`
    : `output height ${along(0)}, width ${along(1)}`;
}

export function settingLines(
  input: Plane,
  sliding: Sliding,
  transposed: boolean,
): readonly string[] {
  const { strides, dilation } = sliding;
  const stride = formatPair(strides);
  const settings = [
    ...(stride === "1"
      ? []
      : [
          transposed
            ? `stride ${stride}: stamps lie ${stride} apart`
            : `stride ${stride}: the window moves ${stride} cells at a time`,
        ]),
    ...(formatPair(dilation) === "1"
      ? []
      : [`dilation ${formatPair(dilation)}: the kernel's cells lie ${formatPair(dilation)} apart`]),
    ...(hasPadding(sliding) ? [paddingText(sliding, transposed)] : []),
  ];
  const said = settings.length ? [`${settings.join("; ")}.`] : [];
  return transposed ? said : [...said, ...leftOutLines(input, sliding)];
}

export function hasPadding({ padding }: Sliding): boolean {
  return padding.top + padding.bottom + padding.left + padding.right > 0;
}

function paddingText({ padding, mode }: Sliding, transposed: boolean): string {
  const { top, bottom, left, right } = padding;
  // A single row is padded at its ends.
  const sides = top + bottom === 0 ? [left, right] : [top, bottom, left, right];
  const amount =
    new Set(sides).size === 1 ? String(left) : `${top}+${bottom} rows and ${left}+${right} columns`;
  return transposed
    ? `padding ${amount} is cut off the output`
    : `padding ${amount}: ${modeText(mode)}`;
}

function modeText(mode: PaddingMode): string {
  switch (mode.kind) {
    case "reflect":
      return "the map reflected at its edge";
    case "replicate":
      return "the edge repeated";
    case "constant":
      return constantText(mode.value);
  }
}

function constantText(value: number): string {
  if (value === 0) return "zeros";
  return Number.isFinite(value) ? `filled with ${value}` : "never chosen";
}

/** Rows and columns that no window reaches, and the padding that would save them. */
function leftOutLines(input: Plane, sliding: Sliding): readonly string[] {
  const [rows, columns] = leftOut(planeSize(input), sliding);
  const lost = [
    ...(rows ? [plural(rows, "row")] : []),
    ...(columns ? [plural(columns, "column")] : []),
  ];
  if (lost.length === 0) return [];
  const [missing, stride] = columns ? [columns, sliding.strides[1]] : [rows, sliding.strides[0]];
  return [
    `${lost.join(" and ")} (grey) ${rows + columns === 1 ? "is" : "are"} in no window; ${stride - missing} more of padding in total would let one more window in.`,
  ];
}

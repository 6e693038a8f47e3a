/** Random joins and sums whose branches agree in size. */
import type { Dialect, Draw } from "./draw.js";
import type { Convolution, Join, Pair, Spec } from "./spec.js";
import type { Shape } from "./specShape.js";
import { pair } from "./draw.js";
import { sizeAfter } from "./specShape.js";

/** A convolution that keeps the place of its values: its branch can meet others of the same stride. */
function aligned(filters: number, stride: Pair, draw: Draw): Convolution {
  const kernel: Pair = [1 + 2 * draw(3), 1 + 2 * draw(2)];
  const bn = draw(2) === 0;
  return {
    op: "conv",
    filters,
    kernel,
    stride,
    dilation: [1, 1],
    pad: [(kernel[0] - 1) / 2, (kernel[1] - 1) / 2],
    mode: "zero",
    groups: 1,
    bias: !bn && draw(3) > 0,
    bn,
  };
}

export function joining(_: Shape, draw: Draw): Join {
  return join(pair(draw, 2, 1), draw, 2);
}

function join(stride: Pair, draw: Draw, levels: number): Join {
  const branches = Array.from({ length: 2 + draw(2) }, () => branch(stride, draw, levels));
  return { op: "concat", branches };
}

const still: Pair = [1, 1];

function branch(stride: Pair, draw: Draw, levels: number): readonly Spec[] {
  const last = aligned(1 + draw(4), stride, draw);
  const choices: readonly (() => readonly Spec[])[] = [
    () => [last],
    () => [aligned(1 + draw(4), still, draw), last],
    () => [{ op: "bn" }, { op: "relu" }, last],
    () => (stride.every((n) => n === 1) ? [{ op: "id" }] : [last]),
    () => (levels > 1 ? [join(still, draw, levels - 1), last] : [last]),
  ];
  return choices[draw(choices.length)]?.() ?? [last];
}

export function sum(shape: Shape, draw: Draw, dialect: Dialect): Join {
  const channels = shape[2] ?? 1;
  const kept = draw(3) === 0;
  const stride = kept ? still : pair(draw, 2, 1);
  const filters = kept ? channels : channels + draw(4);
  const last = aligned(filters, stride, draw);
  const first: readonly Spec[] = draw(2) ? [aligned(1 + draw(4), still, draw), last] : [last];
  const second = draw(4)
    ? shortcut(shape, last, dialect === "all" && draw(3) === 0)
    : aligned(filters, stride, draw);
  return { op: "add", branches: draw(3) ? [first, [second]] : [[second], first] };
}

/** The language's rule for `shortcut` beside a branch that ends in `last`: the identity where the shapes agree. */
function shortcut(shape: Shape, last: Convolution, zeros: boolean): Spec {
  const { filters, stride } = last;
  const none = { op: "shortcut", convolution: null, zeropad: null } as const;
  const agrees = sizeAfter(last, shape).every((n, i) => n === shape[i]);
  if (agrees) return none;
  if (zeros) return { ...none, zeropad: { filters, stride } };
  return { ...none, convolution: { ...last, kernel: [1, 1], pad: [0, 0] } };
}

/** Random convolutions and pools that fit the map they are given, or null where the drawn one does not. */
import type { Dialect, Draw } from "./draw.js";
import type { Convolution, Pair, Pooling, Transposed } from "./spec.js";
import type { Shape } from "./specShape.js";
import { pair } from "./draw.js";
import { sizeAfter, slide } from "./specShape.js";

export function convolution(shape: Shape, draw: Draw, dialect: Dialect): Convolution | null {
  const kernel = pair(draw, 5, 1);
  const groups = dialect === "all" ? divisor(shape[2] ?? 1, draw) : 1;
  const stride = pair(draw, 3, 1);
  const dilated = dialect === "all" || stride.every((n) => n === 1);
  const dilation = dilated ? pair(draw, 2, 1) : ([1, 1] as const);
  const bn = draw(3) === 0;
  return fitting(shape, draw, dialect, {
    op: "conv",
    filters: groups * (1 + draw(4)),
    kernel,
    stride,
    dilation,
    pad: drawPadding(draw, kernel, dilation),
    mode: "zero",
    groups,
    bias: bn ? draw(4) === 0 : draw(4) > 0,
    bn,
  });
}

export function depthwise(shape: Shape, draw: Draw, dialect: Dialect): Convolution | null {
  const drawn = convolution(shape, draw, dialect);
  if (!drawn) return null;
  // tfjs wants the same stride along both axes of a depthwise convolution.
  const stride: Pair = dialect === "tfjs" ? [drawn.stride[0], drawn.stride[0]] : drawn.stride;
  const dilation: Pair = dialect === "tfjs" ? [1, 1] : drawn.dilation;
  const pad = drawn.pad === "same" ? drawn.pad : drawPadding(draw, drawn.kernel, dilation);
  const one: Convolution = {
    ...drawn,
    op: "dwconv",
    groups: 1,
    stride,
    dilation,
    pad,
    mode: "zero",
  };
  return fits(shape, one) ? one : null;
}

function drawPadding(draw: Draw, kernel: Pair, dilation: Pair): Pair | "same" {
  const odd = kernel.every((k) => k % 2 === 1);
  const half: Pair = [(dilation[0] * (kernel[0] - 1)) / 2, (dilation[1] * (kernel[1] - 1)) / 2];
  const choice = draw(4);
  if (choice === 0) return "same";
  return odd && choice > 1 ? half : pair(draw, 3, 0);
}

/** The convolution with a padding mode that the map allows, or null where the map is too small for it. */
function fitting(
  shape: Shape,
  draw: Draw,
  dialect: Dialect,
  drawn: Convolution,
): Convolution | null {
  if (!fits(shape, drawn)) return null;
  if (dialect === "tfjs" || drawn.pad === "same") return drawn;
  const reflects = drawn.pad.every((amount, i) => amount < (shape[i] ?? 0));
  const modes = reflects
    ? (["zero", "reflect", "replicate"] as const)
    : (["zero", "replicate"] as const);
  return { ...drawn, mode: modes[draw(modes.length)] ?? "zero" };
}

function fits(shape: Shape, { kernel, stride, pad, dilation }: Convolution): boolean {
  return slide(shape, { kernel, stride }, pad, dilation).every((n) => n >= 1);
}

function divisor(n: number, draw: Draw): number {
  const divisors = [1, 2, 3, 4, 5, 6].filter((d) => n % d === 0);
  return divisors[draw(divisors.length)] ?? 1;
}

export function transposed(shape: Shape, draw: Draw, dialect: Dialect): Transposed | null {
  const all = dialect === "all";
  const groups = all ? divisor(shape[2] ?? 1, draw) : 1;
  const stride = pair(draw, 3, 1);
  const extra = pair(draw, 3, 0);
  const kernel: Pair = all ? pair(draw, 4, 1) : [stride[0] + extra[0], stride[1] + extra[1]];
  const dilation = all ? pair(draw, 2, 1) : ([1, 1] as const);
  const pad = pair(draw, 2, 0);
  // Smaller than the stride as PyTorch asks; tfjs has no such rows, they are cropped less.
  const outpad: Pair = [rows(draw, stride[0], all, pad[0]), rows(draw, stride[1], all, pad[1])];
  const bn = draw(3) === 0;
  const filters = groups * (1 + draw(4));
  const drawn: Transposed = {
    op: "deconv",
    filters,
    kernel,
    stride,
    dilation,
    pad,
    outpad,
    groups,
    bias: !bn,
    bn,
  };
  const [height = 0, width = 0] = sizeAfter(drawn, shape);
  return height >= 1 && width >= 1 && height <= 40 && width <= 40 ? drawn : null;
}

function rows(draw: Draw, stride: number, all: boolean, pad: number): number {
  return draw(all ? stride : Math.min(stride, pad + 1));
}

export function pooling(shape: Shape, draw: Draw, dialect: Dialect): Pooling | null {
  const kernel = pair(draw, 4, 1);
  const stride = pair(draw, 3, 1);
  const pad: Pair = draw(2) ? [0, 0] : [kernel[0] >> 1, kernel[1] >> 1];
  const op = (["maxpool", "avgpool", "minpool"] as const)[draw(3)] ?? "maxpool";
  const ceil = dialect === "all" && draw(2) === 0;
  const small = kernel.some((k, i) => k > (shape[i] ?? 0) + 2 * (pad[i] ?? 0));
  return small ? null : { op, kernel, stride, pad, ceil };
}

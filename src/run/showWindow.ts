/** `show convolution`, `show pooling`, `show padding`: from options and pictures to what the figure shows. */
import { basename } from "node:path";
import type { Picture, PixelBox } from "../analysis/picture.js";
import type { Planes, PoolWord, Sliding } from "../analysis/window.js";
import type { Photograph, WindowView } from "../analysis/windowViews.js";
import type { CheckedCommand } from "../network/commands/command.js";
import type { Pair } from "../network/network.js";
import { noPadding, planeSize, poolPadding, reach, transposedSize } from "../analysis/window.js";
import {
  brightness,
  cutPlane,
  filterPicture,
  liveliestPart,
  padPicture,
  poolPicture,
} from "../analysis/windowPicture.js";
import { convolutionView, paddingModes, paddingView, poolingView } from "../analysis/windowView.js";
import { readImage } from "../data/image.js";
import { resize } from "../data/resize.js";
import { Problem } from "../problem/problem.js";
import { besideText } from "./operands.js";
import { filtersOf } from "./windowFilters.js";
import {
  madeUpInput,
  modeOf,
  numberOf,
  paddingOf,
  pairOf,
  planesOf,
  refuse,
  requireFit,
  requireShowable,
  sizesOf,
  wordOf,
} from "./windowSettings.js";

/** What `of=` gives: numbers, or a picture whose liveliest part lends its numbers. */
interface Subject {
  readonly of: string;
  readonly input: Planes;
  readonly picture: Picture | null;
  /** The part whose numbers are shown. */
  readonly cut: PixelBox | null;
}

/** Throws R102 and R205, located at the option. */
export async function showWindow(command: CheckedCommand): Promise<WindowView> {
  if (command.form === "pooling") return pooling(command);
  return command.form === "padding" ? padding(command) : convolution(command);
}

/** Pixels of a picture's longer side: a figure stays below 100 kB. */
const pictureSide = 220;
/** Rows and columns of the part whose numbers are shown. */
const partSide = 7;
const largestPart = 16;

async function subjectOf(
  command: CheckedCommand,
  usual: readonly number[],
  { side = pictureSide, part = partSide } = {},
): Promise<Subject> {
  const value = command.options["of"]?.value ?? ["size", ...usual];
  if (typeof value === "string") return pictureSubject(command, value, side, part);
  const sizes = sizesOf(value);
  const input = sizes ? madeUpInput(sizes) : planesOf(value);
  if (!input || (sizes && sizes.length > 3))
    return refuse(
      "of",
      "`of` is a row, rows or planes of numbers; received more",
      "leave brackets out",
    );
  requireShowable(input);
  return { of: sizes ? "made-up numbers" : "numbers", input, picture: null, cut: null };
}

async function pictureSubject(
  command: CheckedCommand,
  path: string,
  side: number,
  part: number,
): Promise<Subject> {
  const image = await readImage(besideText(command, path)).catch((error: unknown) => {
    if (error instanceof Problem)
      throw new Problem(error.code, error.message, { hints: error.hints, about: "of" });
    throw error;
  });
  const scale = Math.min(1, side / Math.max(image.height, image.width));
  const length = (pixels: number) => Math.max(1, Math.round(pixels * scale));
  const picture = resize(image, length(image.height), length(image.width));
  const bright = brightness(picture);
  const cut = liveliestPart(bright, part);
  return { of: basename(path), input: [cutPlane(bright, cut)], picture, cut };
}

async function convolution(command: CheckedCommand): Promise<WindowView> {
  const { options, flags } = command;
  const subject = await subjectOf(command, [7, 7]);
  const { filters, kernelName } = filtersOf(command, subject.input, subject.picture && "outline");
  const kernelSize = planeSize(filters[0]?.[0] ?? []);
  const sliding = slidingOf(command, subject.input, kernelSize, [1, 1]);
  const transposed = flags.includes("transposed");
  if (transposed) requireOutput(subject.input, sliding);
  else requireFit(planeSize(subject.input[0] ?? []), sliding.padding, reaches(sliding), "kernel");
  const photograph = photographOf(subject, (picture) =>
    filterPicture(picture, filters[0]?.[0] ?? [], sliding),
  );
  return convolutionView({
    of: subject.of,
    input: subject.input,
    filters,
    kernelName,
    bias: numberOf(options, "bias", 0),
    transposed,
    sliding: partSliding(sliding, photograph),
    photograph: transposed ? null : photograph,
  });
}

/** The part's neighbours exist, so nothing is padded around it. */
function partSliding(sliding: Sliding, photograph: Photograph | null): Sliding {
  return photograph ? { ...sliding, padding: noPadding } : sliding;
}

function photographOf(
  { picture, cut }: Subject,
  after: (picture: Picture) => Picture,
): Photograph | null {
  if (!picture || !cut) return null;
  return { before: picture, after: after(picture), cut };
}

function reaches(sliding: Sliding): Pair {
  return [reach(sliding, 0), reach(sliding, 1)];
}

function requireOutput(input: Planes, sliding: Sliding): void {
  const [height, width] = transposedSize(planeSize(input[0] ?? []), sliding);
  if (height < 1 || width < 1)
    refuse(
      "pad",
      `padding cuts everything off: ${height}x${width} is left`,
      "write a smaller `pad=`",
    );
}

function slidingOf(
  { options }: CheckedCommand,
  input: Planes,
  kernelSize: Pair,
  usualStride: Pair,
): Sliding {
  const size = planeSize(input[0] ?? []);
  const strides = pairOf(options, "stride", usualStride);
  const dilation = pairOf(options, "dilate", [1, 1]);
  const free = { kernelSize, strides, dilation, padding: noPadding, mode: poolPadding("avg") };
  const padding = paddingOf(options, reaches(free), size, noPadding);
  return { ...free, padding, mode: modeOf(options, padding, size) };
}

async function pooling(command: CheckedCommand): Promise<WindowView> {
  const side = Math.max(...pairOf(command.options, "size", [2, 2]));
  const part = Math.min(largestPart, Math.max(partSide + 1, 2 * side));
  const subject = await subjectOf(command, [6, 6], { part });
  const { input } = subject;
  const rows = planeSize(input[0] ?? [])[0];
  const kernelSize = pairOf(command.options, "size", [Math.min(2, rows), 2]);
  const sliding = slidingOf(command, input, kernelSize, kernelSize);
  const pool = wordOf(command.options, "pool", "max") as PoolWord;
  const { bottom, right } = sliding.padding;
  const half = bottom * 2 <= kernelSize[0] && right * 2 <= kernelSize[1];
  if (!half)
    refuse(
      "pad",
      "padding is at most half the window, or a window would see nothing",
      "write a smaller `pad=`",
    );
  requireFit(planeSize(input[0] ?? []), sliding.padding, kernelSize, "size");
  const photograph = photographOf(subject, (picture) =>
    poolPicture(picture, pool, { ...sliding, mode: poolPadding(pool) }),
  );
  return poolingView({
    of: subject.of,
    input,
    pool,
    sliding: partSliding(sliding, photograph),
    photograph,
  });
}

async function padding(command: CheckedCommand): Promise<WindowView> {
  const { options } = command;
  const { of, input, picture } = await subjectOf(command, [5, 5], { side: 72, part: 5 });
  const size = planeSize(input[0] ?? []);
  const kernelSize = pairOf(options, "size", [Math.min(3, size[0]), Math.min(3, size[1])]);
  const free: Sliding = {
    kernelSize,
    strides: [1, 1],
    dilation: [1, 1],
    padding: noPadding,
    mode: { kind: "replicate" },
  };
  const one = { top: 1, bottom: 1, left: 1, right: 1 };
  const numbers = paddingOf(
    options,
    kernelSize,
    size,
    size[0] === 1 ? { ...one, top: 0, bottom: 0 } : one,
  );
  requireFit(size, noPadding, kernelSize, "size");
  modeOf({ mode: { value: "reflect", span: command.span } }, numbers, size);
  const value = numberOf(options, "value", picture ? 128 : 5);
  const wide = picture && Math.round(Math.min(picture.height, picture.width) / 4);
  const frame = { top: wide ?? 0, bottom: wide ?? 0, left: wide ?? 0, right: wide ?? 0 };
  const pictures =
    picture &&
    paddingModes(value > 1 ? value / 255 : value).map(({ mode }) =>
      padPicture(picture, { ...free, mode, padding: frame }),
    );
  return paddingView({ of, input, sliding: { ...free, padding: numbers }, value, pictures });
}

/** Makes the views of a window from their numbers. What does not fit (sizes, channels) has been refused before. */
import type { PaddingMode, Pair } from "../network/network.js";
import type { Plane, Planes, PoolWord, Sliding } from "./window.js";
import type { ConvolutionView, PaddingView, Photograph, PoolingView } from "./windowViews.js";
import {
  convolve,
  noPadding,
  padPlane,
  planeSize,
  poolPadding,
  poolPlane,
  timesSeen,
  transposedConvolve,
} from "./window.js";

export interface ConvolutionParts {
  readonly of: string;
  readonly input: Planes;
  readonly filters: readonly Planes[];
  readonly kernelName: string | null;
  readonly bias: number;
  readonly transposed: boolean;
  readonly sliding: Sliding;
  readonly photograph: Photograph | null;
}

export function convolutionView(parts: ConvolutionParts): ConvolutionView {
  const { input, filters, bias, sliding, transposed } = parts;
  const padded = transposed ? input : input.map((plane) => padPlane(plane, sliding));
  const outputs = filters.map((filter) =>
    transposed
      ? transposedConvolve(input, filter, bias, sliding)
      : convolve(padded, filter, bias, sliding),
  );
  return { kind: "convolution", ...parts, padded, outputs };
}

export interface PoolingParts {
  readonly of: string;
  readonly input: Planes;
  readonly pool: PoolWord;
  readonly sliding: Sliding;
  readonly photograph: Photograph | null;
}

export function poolingView(parts: PoolingParts): PoolingView {
  const { pool, input } = parts;
  const sliding = { ...parts.sliding, mode: poolPadding(pool) };
  const padded = input.map((plane) => padPlane(plane, sliding));
  const outputs = padded.map((plane) => poolPlane(pool, plane, sliding));
  return { kind: "pooling", ...parts, sliding, padded, outputs };
}

export interface PaddingParts {
  readonly of: string;
  readonly input: Planes;
  readonly sliding: Sliding;
  /** Of `mode=constant`. */
  readonly value: number;
  /** Padded in the order of `paddingModes`. */
  readonly pictures: PaddingView["pictures"];
}

/** All that there are, with their names; `value` fills the constant one. */
export function paddingModes(
  value: number,
): readonly { readonly name: string; readonly mode: PaddingMode }[] {
  return [
    { name: "zero", mode: { kind: "constant", value: 0 } },
    { name: "constant", mode: { kind: "constant", value } },
    { name: "reflect", mode: { kind: "reflect" } },
    { name: "replicate", mode: { kind: "replicate" } },
  ];
}

export function paddingView({ value, ...parts }: PaddingParts): PaddingView {
  const { input, sliding } = parts;
  const size: Pair = planeSize(input[0] ?? []);
  const modes = paddingModes(value).map(({ name, mode }) => ({
    name,
    padded: input.map((plane: Plane) => padPlane(plane, { ...sliding, mode })),
  }));
  const without = timesSeen(size, { ...sliding, padding: noPadding });
  return { kind: "padding", ...parts, modes, seen: { without, with: timesSeen(size, sliding) } };
}

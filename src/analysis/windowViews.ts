/** The three views of a window: what they show, with every number. */
import type { Picture, PixelBox } from "./picture.js";
import type { Plane, Planes, PoolWord, Sliding } from "./window.js";

/** A picture before and after, both as they look; the numbers are those of the part. */
export interface Photograph {
  readonly before: Picture;
  readonly after: Picture;
  readonly cut: PixelBox;
}

/** What the numbers are of: `numbers`, `cat.png`. */
interface OfPlanes {
  readonly of: string;
  readonly input: Planes;
  readonly sliding: Sliding;
}

export interface ConvolutionView extends OfPlanes {
  readonly kind: "convolution";
  /** Each filter has as many planes as the input. */
  readonly filters: readonly Planes[];
  /** `blur`; null where the kernel was given in numbers. */
  readonly kernelName: string | null;
  readonly bias: number;
  readonly transposed: boolean;
  /** The input with its padding; the input itself where it is transposed. */
  readonly padded: Planes;
  /** A map for each filter. */
  readonly outputs: Planes;
  readonly photograph: Photograph | null;
}

export interface PoolingView extends OfPlanes {
  readonly kind: "pooling";
  readonly pool: PoolWord;
  readonly padded: Planes;
  /** A map for each channel. */
  readonly outputs: Planes;
  readonly photograph: Photograph | null;
}

export interface PaddingView extends OfPlanes {
  readonly kind: "padding";
  readonly modes: readonly { readonly name: string; readonly padded: Planes }[];
  /** A picture padded in each way, in their order; null for numbers. */
  readonly pictures: readonly Picture[] | null;
  /** How many windows see each cell, without the padding and with it. */
  readonly seen: { readonly without: Plane; readonly with: Plane };
}

export type WindowView = ConvolutionView | PoolingView | PaddingView;

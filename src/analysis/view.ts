/**
 * What the views of a network show, as plain numbers. In: a network, its runner, images, data. Out: a result for each view, from
 * which `src/views` makes a figure. A new view is a kind here, its computation beside, and its figure in `src/views/figures.ts`;
 * what is missing does not compile.
 */
import type { Network } from "../network/network.js";

/** Pixels 0 to 1, height x width x channels (1 or 3), row by row: as the picture looks, not as it is normalised. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

export type ViewResult =
  | { readonly kind: "summary"; readonly network: Network }
  | { readonly kind: "diagram"; readonly network: Network };

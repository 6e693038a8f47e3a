/** The frame around what a step writes. In: the maps that come out, and the steps. Out: one part that moves over all of them. */
import type { Sliding } from "../analysis/window.js";
import type { Pair } from "../network/network.js";
import type { Part } from "./animation.js";
import type { Board } from "./animationBoard.js";
import { frameParts } from "./animationGrid.js";

interface Step {
  readonly filter: number;
  readonly place: Pair;
}

/** One frame for all maps, drawn in the first, around the cells that a step writes. */
export function resultFrame(
  grids: Board["outputs"],
  steps: readonly Step[],
  { kernelSize, dilation, strides }: Pick<Sliding, "kernelSize" | "dilation" | "strides">,
): readonly Part[] {
  const [first] = grids;
  if (!first) return [];
  const [part] = frameParts(first, "r", kernelSize, dilation, []);
  if (!part) return [];
  const moves = steps.map(({ filter, place }) => {
    const down = (grids[filter]?.y ?? first.y) - first.y;
    const [row, column] = [place[0] * strides[0], place[1] * strides[1]];
    return [column * first.cellWidth, down + row * first.cellHeight] as const;
  });
  return [{ ...part, moves }];
}

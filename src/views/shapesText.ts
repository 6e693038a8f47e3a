/** The shape on an edge that stands for several: from the first to the last. */
import type { Shape } from "../network/network.js";
import { formatShape } from "../network/wording.js";

/** `56x56x64…224` where the channels grow from copy to copy, `56x56x64…28x28x128` where all changes. */
export function shapesText(first: Shape, last: Shape): string {
  if (first.join() === last.join()) return formatShape(first);
  const sameMap = first.length === 3 && first.slice(0, 2).join() === last.slice(0, 2).join();
  return `${formatShape(first)}…${formatShape(sameMap ? last.slice(2) : last)}`;
}

/** How many filters or units a next layer is likely to have. */
import type { Incoming } from "./incoming.js";

/** A classifier over photographs and one over small pictures. */
const classes = { large: 1000, small: 10 } as const;

/** In a sum those of the other branch; else as many as come in, or twice as many once the map has shrunk. */
export function filterCounts({ shape, target, previous, input }: Incoming): readonly number[] {
  if (target) return target.length === 3 && target[2] ? [target[2]] : [];
  const channels = shape[2] ?? 1;
  if (previous.operation.kind === "input" && channels <= 4)
    return firstFilters(Math.max(input[0] ?? 1, input[1] ?? 1));
  if (channels >= 512) return [channels];
  const { operation } = previous;
  const shrunk = "strides" in operation && Math.max(...operation.strides) > 1;
  return shrunk ? [channels * 2, channels] : [channels, channels * 2];
}

/** VGG begins with 64 filters; a picture of a few dozen pixels needs fewer. */
function firstFilters(pixels: number): readonly number[] {
  if (pixels >= 100) return [64, 32];
  return pixels >= 20 ? [32, 64] : [16, 32];
}

export function unitCounts({ shape, input, previous }: Incoming): readonly number[] {
  const isLarge = Math.max(...input) >= 100;
  const last = isLarge ? classes.large : classes.small;
  const wide = isLarge ? 4096 : 128;
  if (shape.length === 1 && previous.operation.kind === "fc")
    return [previous.operation.units, last];
  return previous.operation.kind === "gap" ? [last, wide] : [wide, last];
}

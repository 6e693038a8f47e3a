/**
 * `show pooltrace`: which pixels survive each max pooling. In: a network and a picture. Out: for each pool the pixel that every cell
 * keeps. The picture itself is pooled, brightness deciding, so that what is seen is the pooling alone.
 */
import type { Layer, Network, Pool } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { boxOf } from "./field.js";
import { mainPath } from "./layers.js";
import type { NamedPicture, Picture } from "./picture.js";
import type { PoolTraceView } from "./view.js";

/** Throws R107 where no max pool fits the picture. */
export function poolTraceView(
  network: Network,
  of: NamedPicture,
  numbers: Float32Array | null = null,
): PoolTraceView {
  const pools: PoolTraceView["pools"][number][] = [];
  const { values, ...rest } = brightness(of.picture);
  const first: Grid = { ...rest, values: numbers ?? values };
  let grid = first;
  for (const layer of maxPools(network)) {
    const next = pooled(grid, layer.operation);
    if (!next) break;
    grid = next;
    pools.push({
      layer: layer.name,
      height: grid.height,
      width: grid.width,
      survivors: grid.pixels,
      field: boxOf(network, layer, [0, 0]),
      jump: layer.jump,
    });
  }
  if (pools.length > 0) return { kind: "pooltrace", network, of, values: first.values, pools };
  const message = `\`${network.name}\` has no max pooling that fits the picture`;
  throw new Problem("R107", message, { about: "net", hints: ["`maxpool2` is one"] });
}

type PoolLayer = Layer & { readonly operation: Pool };

function maxPools(network: Network): readonly PoolLayer[] {
  const isMax = (layer: Layer): layer is PoolLayer => layer.operation.kind === "maxpool";
  return mainPath(network).filter(isMax).reverse();
}

/** The brightness of each cell, and the pixel that it comes from. */
interface Grid {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
  readonly pixels: Int32Array;
}

function brightness({ height, width, channels, data }: Picture): Grid {
  const values = new Float32Array(height * width);
  for (let i = 0; i < values.length; i++) {
    const at = i * channels;
    values[i] =
      channels === 1
        ? (data[at] ?? 0)
        : 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
  }
  return { height, width, values, pixels: Int32Array.from(values.keys()) };
}

/** The first of equals survives. Null where the window does not fit. */
function pooled(grid: Grid, pool: Pool): Grid | null {
  const { padding, ceil } = pool;
  const height = cells(
    grid.height + padding.top + padding.bottom,
    pool,
    0,
    ceil ? padding.top + grid.height : 0,
  );
  const width = cells(
    grid.width + padding.left + padding.right,
    pool,
    1,
    ceil ? padding.left + grid.width : 0,
  );
  if (height < 1 || width < 1) return null;
  const values = new Float32Array(height * width);
  const pixels = new Int32Array(height * width);
  for (let cell = 0; cell < values.length; cell++) {
    const from = strongest(grid, pool, Math.floor(cell / width), cell % width);
    values[cell] = grid.values[from] ?? 0;
    pixels[cell] = grid.pixels[from] ?? 0;
  }
  return { height, width, values, pixels };
}

/** `limit` above 0 rounds up; a window that would begin at it or behind is left out. */
function cells(length: number, { kernelSize, strides }: Pool, axis: 0 | 1, limit: number): number {
  const [kernel, stride] = [kernelSize[axis], strides[axis]];
  if (limit === 0) return Math.floor((length - kernel) / stride) + 1;
  const count = Math.ceil((length - kernel) / stride) + 1;
  return (count - 1) * stride >= limit ? count - 1 : count;
}

function strongest(
  { height, width, values }: Grid,
  { kernelSize, strides, padding }: Pool,
  row: number,
  column: number,
): number {
  const [top, left] = [row * strides[0] - padding.top, column * strides[1] - padding.left];
  let best = -1;
  for (let y = Math.max(0, top); y < Math.min(height, top + kernelSize[0]); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + kernelSize[1]); x++) {
      const at = y * width + x;
      if (best < 0 || (values[at] ?? 0) > (values[best] ?? 0)) best = at;
    }
  }
  return best;
}

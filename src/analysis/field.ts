/**
 * Which input pixels a cell of a layer sees. In: a network. Out: for each layer the field of its cell (0, 0) and the step between
 * neighbours, in input pixels. Padding counts: a field may reach over the picture's edges.
 */
import type { Deconv, Layer, Network, Pair, Shape } from "../network/network.js";
import type { PixelBox } from "./view.js";

/** Along one axis: cell i sees the pixels from `start + i·step` up to, not including, `end + i·step`. */
export interface Reach {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export type Field = readonly [rows: Reach, columns: Reach];

/** One for each layer of the network. */
export function fields({ layers }: Network): readonly Field[] {
  const found: Field[] = [];
  for (const layer of layers) {
    const inputs = layer.inputs.map((index) => found[index] ?? pixel);
    found.push(
      layer.operation.kind === "input" ? pixel : [along(layer, inputs, 0), along(layer, inputs, 1)],
    );
  }
  return found;
}

const one: Reach = { start: 0, end: 1, step: 1 };
const pixel: Field = [one, one];

function along(layer: Layer, inputs: readonly Field[], axis: 0 | 1): Reach {
  const [first = one, ...rest] = inputs.map((field) => field[axis]);
  const joined = rest.reduce(
    (a, b) => ({ start: Math.min(a.start, b.start), end: Math.max(a.end, b.end), step: a.step }),
    first,
  );
  return applied(layer, joined, axis);
}

/** What the operation adds to what its input's cells see. */
function applied({ operation, inputShape }: Layer, reach: Reach, axis: 0 | 1): Reach {
  switch (operation.kind) {
    case "conv":
    case "dwconv":
      return windowed(reach, operation.kernelSize[axis], operation.strides[axis], {
        dilation: operation.dilation[axis],
        before: before(operation.padding, axis),
      });
    case "maxpool":
    case "avgpool":
    case "minpool":
      return windowed(reach, operation.kernelSize[axis], operation.strides[axis], {
        dilation: 1,
        before: before(operation.padding, axis),
      });
    case "deconv":
      return transposed(reach, operation, axis);
    case "upsample":
      return spread(reach, operation.factor[axis], operation.interpolation === "bilinear");
    case "pad":
      return moved(reach, -before(operation.padding, axis));
    case "crop":
      return moved(reach, operation.offset[axis]);
    case "zeropad":
      return { ...reach, step: reach.step * operation.strides[axis] };
    case "gap":
    case "gmp":
    case "fc":
    case "flatten":
      return {
        ...reach,
        end: reach.end + (cellsAlong(inputShape, axis) - 1) * reach.step,
        step: 0,
      };
    default:
      return reach;
  }
}

function cellsAlong(shape: Shape, axis: 0 | 1): number {
  return shape.length === 3 ? (shape[axis] ?? 1) : 1;
}

/** Bilinear outputs lie between two inputs. */
function spread({ start, end, step }: Reach, factor: number, blurs: boolean): Reach {
  return { start: blurs ? start - step : start, end, step: step / factor };
}

/** Output o is reached from input i where o = i·stride − pad + k·dilation. */
function transposed(
  { start, end, step }: Reach,
  { kernelSize, strides, dilation, padding }: Deconv,
  axis: 0 | 1,
): Reach {
  const [stride, pad] = [strides[axis], before(padding, axis)];
  const first = Math.ceil((pad - dilation[axis] * (kernelSize[axis] - 1)) / stride);
  const last = Math.floor((pad + stride - 1) / stride);
  return { start: start + first * step, end: end + last * step, step: step / stride };
}

function windowed(
  { start, end, step }: Reach,
  kernel: number,
  stride: number,
  { dilation, before: pad }: { readonly dilation: number; readonly before: number },
): Reach {
  const first = start - pad * step;
  return { start: first, end: end + (dilation * (kernel - 1) - pad) * step, step: step * stride };
}

function moved({ start, end, step }: Reach, cells: number): Reach {
  return { start: start + cells * step, end: end + cells * step, step };
}

function before(
  { top, left }: { readonly top: number; readonly left: number },
  axis: 0 | 1,
): number {
  return axis === 0 ? top : left;
}

export function boxOf([rows, columns]: Field, [row, column]: Pair): PixelBox {
  return {
    top: rows.start + row * rows.step,
    left: columns.start + column * columns.step,
    height: rows.end - rows.start,
    width: columns.end - columns.start,
  };
}

/** Of one layer. */
export function fieldOf(network: Network, layer: Layer): Field {
  return fields(network)[network.layers.indexOf(layer)] ?? pixel;
}

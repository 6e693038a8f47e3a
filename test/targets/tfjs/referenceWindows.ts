/** Layers that slide a window over a map, in plain loops. */
import type {
  Conv,
  Deconv,
  DepthwiseConv,
  Padding,
  PaddingMode,
  Pool,
} from "../../../src/network/network.js";

export interface Batch {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** A layer's variable by its role. */
export type Read = (role: string) => Float64Array;

export function build(shape: readonly number[], value: (...place: number[]) => number): Batch {
  const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
  const place = shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = value(...place);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis]!++;
      if (place[axis]! < shape[axis]!) break;
      place[axis] = 0;
    }
  }
  return { shape, data };
}

export function at({ shape, data }: Batch, n: number, h: number, w: number, c: number): number {
  return data[((n * shape[1]! + h) * shape[2]! + w) * shape[3]! + c]!;
}

export function padded(
  x: Batch,
  n: number,
  h: number,
  w: number,
  c: number,
  mode: PaddingMode,
): number {
  const [, height, width] = x.shape as [number, number, number];
  const outside = h < 0 || h >= height || w < 0 || w >= width;
  if (outside && mode.kind === "constant") return mode.value;
  const inside = mode.kind === "reflect" ? mirror : clamp;
  return at(x, n, inside(h, height), inside(w, width), c);
}

function mirror(i: number, size: number): number {
  let place = i;
  while (place < 0 || place >= size) place = place < 0 ? -place : 2 * (size - 1) - place;
  return place;
}

const clamp = (i: number, size: number) => (i < 0 ? 0 : i >= size ? size - 1 : i);

export function convolve(x: Batch, shape: readonly number[], o: Conv, read: Read): Batch {
  const kernel = read("kernel");
  const perGroup = x.shape[3]! / o.groups;
  return build(shape, (n, h, w, f) => {
    const group = Math.floor(f / (o.filters / o.groups));
    let sum = o.bias ? read("bias")[f]! : 0;
    eachTap(o, h, w, (k, l, r, s) => {
      for (let c = 0; c < perGroup; c++) {
        if (o.maps && !o.maps[f]!.includes(c)) continue;
        const weight = kernel[((k * o.kernelSize[1] + l) * perGroup + c) * o.filters + f]!;
        sum += weight * padded(x, n, r, s, group * perGroup + c, o.mode);
      }
    });
    return sum;
  });
}

export function depthwise(x: Batch, shape: readonly number[], o: DepthwiseConv, read: Read): Batch {
  const channels = x.shape[3]!;
  return build(shape, (n, h, w, c) => {
    let sum = o.bias ? read("bias")[c]! : 0;
    eachTap(o, h, w, (k, l, r, s) => {
      sum +=
        read("kernel")[(k * o.kernelSize[1] + l) * channels + c]! * padded(x, n, r, s, c, o.mode);
    });
    return sum;
  });
}

/** Each place of the kernel, with the row and column of the input under it. */
function eachTap(
  {
    kernelSize,
    strides,
    dilation,
    padding,
  }: Pick<Conv, "kernelSize" | "strides" | "dilation" | "padding">,
  h: number,
  w: number,
  visit: (k: number, l: number, row: number, column: number) => void,
): void {
  for (let k = 0; k < kernelSize[0]; k++) {
    for (let l = 0; l < kernelSize[1]; l++) {
      const row = h * strides[0] - padding.top + k * dilation[0];
      visit(k, l, row, w * strides[1] - padding.left + l * dilation[1]);
    }
  }
}

/** Every input value, times the kernel, is added to where it falls. */
export function scatter(x: Batch, shape: readonly number[], o: Deconv, read: Read): Batch {
  const [samples, height, width, filters] = shape as [number, number, number, number];
  const y = build(shape, (...place) => (o.bias ? read("bias")[place[3]!]! : 0));
  const channels = x.shape[3]!;
  const perGroup = filters / o.groups;
  for (let n = 0; n < samples; n++) {
    for (let r = 0; r < x.shape[1]!; r++) {
      for (let s = 0; s < x.shape[2]!; s++) {
        eachTap(o, r, s, (k, l, h, w) => {
          if (h < 0 || h >= height || w < 0 || w >= width) return;
          for (let c = 0; c < channels; c++) {
            const group = Math.floor(c / (channels / o.groups));
            for (let f = 0; f < perGroup; f++) {
              const weight =
                read("kernel")[((k * o.kernelSize[1] + l) * perGroup + f) * channels + c]!;
              y.data[((n * height + h) * width + w) * filters + group * perGroup + f]! +=
                weight * at(x, n, r, s, c);
            }
          }
        });
      }
    }
  }
  return y;
}

export function pool(x: Batch, shape: readonly number[], o: Pool): Batch {
  const [, height, width] = x.shape as [number, number, number];
  const inMap = (r: number, s: number) => r >= 0 && r < height && s >= 0 && s < width;
  const inPadding = (r: number, s: number, { bottom, right }: Padding) =>
    r < height + bottom && s < width + right;
  return build(shape, (n, h, w, c) => {
    const values: number[] = [];
    let count = 0;
    eachTap({ ...o, dilation: [1, 1] }, h, w, (_k, _l, r, s) => {
      if (inMap(r, s)) values.push(at(x, n, r, s, c));
      if (inPadding(r, s, o.padding)) count++;
    });
    if (o.kind === "maxpool") return Math.max(...values);
    if (o.kind === "minpool") return Math.min(...values);
    return values.reduce((a, b) => a + b, 0) / count;
  });
}

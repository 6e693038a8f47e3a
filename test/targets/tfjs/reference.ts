/**
 * An independent oracle: the forward pass of a network in plain loops and float64, straight from the definitions. Values
 * are batches in the layout of the engines. Batch normalisation takes the batch's own statistics in training.
 */
import type {
  Activation,
  BatchNorm,
  Conv,
  Deconv,
  DepthwiseConv,
  Layer,
  Network,
  Padding,
  PaddingMode,
  Pool,
} from "../../../src/network/network.js";
import type { ActivationWord } from "../../../src/language/words.js";

export interface Batch {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export type Variables = ReadonlyMap<string, Float64Array>;

/** The value of every layer. */
export function evaluate(
  network: Network,
  variables: Variables,
  images: Batch,
  training: boolean,
): readonly Batch[] {
  const values: Batch[] = [];
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((i) => values[i]!);
    const read = (role: string) => variables.get(`${layer.name}/${role}`)!;
    let value = compute(layer, inputs, images, read, training);
    if (layer.batchNorm) value = normalize(value, layer.batchNorm, read, training);
    values.push(layer.activation ? activate(value, layer.activation) : value);
  }
  return values;
}

type Read = (role: string) => Float64Array;

function compute(
  layer: Layer,
  inputs: readonly Batch[],
  images: Batch,
  read: Read,
  training: boolean,
): Batch {
  const x = inputs[0] ?? images;
  const o = layer.operation;
  const shape = [x.shape[0]!, ...layer.outputShape];
  switch (o.kind) {
    case "input":
    case "id":
    case "dropout":
      return x;
    case "conv":
      return convolve(x, shape, o, read);
    case "dwconv":
      return depthwise(x, shape, o, read);
    case "deconv":
      return scatter(x, shape, o, read);
    case "maxpool":
    case "avgpool":
    case "minpool":
      return pool(x, shape, o);
    case "fc":
      return dense(x, shape, read, o.bias);
    case "gap":
      return build(shape, (n, c) => mean(plane(x, n, c)));
    case "gmp":
      return build(shape, (n, c) => Math.max(...plane(x, n, c)));
    case "flatten":
      return { shape, data: x.data };
    case "add":
      return { shape, data: x.data.map((_, i) => inputs.reduce((s, one) => s + one.data[i]!, 0)) };
    case "concat":
      return concat(inputs, shape);
    case "activation":
      return activate(x, o.activation);
    case "bn":
      return normalize(x, o, read, training);
    case "lrn":
      return build(shape, (n, h, w, c) => {
        const half = Math.floor(o.size / 2);
        let sum = 0;
        for (let i = c - half; i < c - half + o.size; i++) {
          if (i >= 0 && i < x.shape[3]!) sum += at(x, n, h, w, i) ** 2;
        }
        return at(x, n, h, w, c) / (o.bias + o.alpha * sum) ** o.beta;
      });
    case "pad":
      return build(shape, (n, h, w, c) =>
        padded(x, n, h - o.padding.top, w - o.padding.left, c, o.mode),
      );
    case "crop":
      return build(shape, (n, h, w, c) => at(x, n, h + o.offset[0], w + o.offset[1], c));
    case "upsample":
      return o.interpolation === "nearest"
        ? build(shape, (n, h, w, c) =>
            at(x, n, Math.floor(h / o.factor[0]), Math.floor(w / o.factor[1]), c),
          )
        : build(shape, (n, h, w, c) => {
            const rows = between(h, o.factor[0], x.shape[1]!);
            const columns = between(w, o.factor[1], x.shape[2]!);
            let sum = 0;
            for (const [r, a] of rows)
              for (const [s, b] of columns) sum += a * b * at(x, n, r, s, c);
            return sum;
          });
    case "zeropad":
      return build(shape, (n, h, w, c) =>
        c < x.shape[3]! ? at(x, n, h * o.strides[0], w * o.strides[1], c) : 0,
      );
  }
}

function build(shape: readonly number[], value: (...place: number[]) => number): Batch {
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

function at({ shape, data }: Batch, n: number, h: number, w: number, c: number): number {
  return data[((n * shape[1]! + h) * shape[2]! + w) * shape[3]! + c]!;
}

function padded(x: Batch, n: number, h: number, w: number, c: number, mode: PaddingMode): number {
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

function convolve(x: Batch, shape: readonly number[], o: Conv, read: Read): Batch {
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

function depthwise(x: Batch, shape: readonly number[], o: DepthwiseConv, read: Read): Batch {
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
function scatter(x: Batch, shape: readonly number[], o: Deconv, read: Read): Batch {
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

function pool(x: Batch, shape: readonly number[], o: Pool): Batch {
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

function dense(x: Batch, shape: readonly number[], read: Read, bias: boolean): Batch {
  const units = shape[1]!;
  const inputs = x.data.length / shape[0]!;
  return build(shape, (n, u) => {
    let sum = bias ? read("bias")[u]! : 0;
    for (let i = 0; i < inputs; i++)
      sum += x.data[n * inputs + i]! * read("kernel")[i * units + u]!;
    return sum;
  });
}

function plane(x: Batch, n: number, c: number): number[] {
  const values: number[] = [];
  for (let h = 0; h < x.shape[1]!; h++) {
    for (let w = 0; w < x.shape[2]!; w++) values.push(at(x, n, h, w, c));
  }
  return values;
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

function concat(inputs: readonly Batch[], shape: readonly number[]): Batch {
  return build(shape, (...place) => {
    let channel = place.at(-1)!;
    for (const one of inputs) {
      const own = one.shape.at(-1)!;
      if (channel < own) {
        const position = place.slice(0, -1).reduce((sum, p, i) => sum * shape[i]! + p, 0);
        return one.data[position * own + channel]!;
      }
      channel -= own;
    }
    throw new Error("a channel beyond the last");
  });
}

/** The rows that a row between two is made of (half-pixel centres), with their shares. */
function between(o: number, factor: number, size: number): readonly (readonly [number, number])[] {
  const source = Math.max(0, (o + 0.5) / factor - 0.5);
  const low = Math.floor(source);
  const high = Math.min(low + 1, size - 1);
  return [
    [low, 1 - (source - low)],
    [high, source - low],
  ];
}

function normalize(x: Batch, { epsilon }: BatchNorm, read: Read, training: boolean): Batch {
  const channels = x.shape.at(-1)!;
  const data = new Float64Array(x.data.length);
  for (let c = 0; c < channels; c++) {
    const own = Array.from(x.data).filter((_, i) => i % channels === c);
    const centre = training ? mean(own) : read("movingMean")[c]!;
    const variance = training
      ? mean(own.map((v) => (v - centre) ** 2))
      : read("movingVariance")[c]!;
    for (let i = c; i < data.length; i += channels) {
      const standard = (x.data[i]! - centre) / Math.sqrt(variance + epsilon);
      data[i] = read("gamma")[c]! * standard + read("beta")[c]!;
    }
  }
  return { shape: x.shape, data };
}

const functions: Readonly<
  Record<Exclude<ActivationWord, "softmax">, (x: number, alpha: number) => number>
> = {
  relu: (x) => Math.max(0, x),
  leakyrelu: (x, alpha) => (x > 0 ? x : alpha * x),
  elu: (x, alpha) => (x > 0 ? x : alpha * (Math.exp(x) - 1)),
  gelu: (x) => (x * (1 + erf(x / Math.SQRT2))) / 2,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: (x) => Math.tanh(x),
  linear: (x) => x,
};

function activate(x: Batch, { name, alpha }: Activation): Batch {
  if (name === "softmax") return softmax(x);
  return { shape: x.shape, data: x.data.map((value) => functions[name](value, alpha)) };
}

function softmax(x: Batch): Batch {
  const channels = x.shape.at(-1)!;
  const data = x.data.map((value) => Math.exp(value));
  return {
    shape: x.shape,
    data: data.map((value, i) => {
      const first = i - (i % channels);
      return value / data.subarray(first, first + channels).reduce((a, b) => a + b, 0);
    }),
  };
}

/** By Simpson's rule on its integral. */
function erf(x: number): number {
  const steps = 200;
  const h = x / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((i * h) ** 2));
  }
  return ((2 / Math.sqrt(Math.PI)) * sum * h) / 3;
}

/**
 * An independent oracle: the forward pass of a network in plain loops and float64, straight from the definitions. Values
 * are batches in the layout of the engines. Batch normalisation takes the batch's own statistics in training.
 */
import type { Activation, BatchNorm, Layer, Network } from "../../../src/network/network.js";
import type { ActivationWord } from "../../../src/language/words.js";
import {
  at,
  build,
  convolve,
  depthwise,
  padded,
  pool,
  scatter,
  type Batch,
  type Read,
} from "./referenceWindows.js";

export type { Batch };

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

/**
 * What tfjs layers make of a described network: shapes by applying them to symbolic tensors, counts by countParams. Only
 * what the dialect `tfjs` draws can be asked.
 */
import * as tf from "@tensorflow/tfjs";
import type { Entry } from "./agreement.js";
import type { Convolution, NetworkSpec, Pair, Pooling, Spec, Transposed } from "./spec.js";

type Layer = tf.layers.Layer;

/** Parameters and statistics are counted together, as tfjs does. */
export function tfjsEntries({ input, stages }: NetworkSpec): Entry[] {
  const entries: Entry[] = [];
  walk(stages, tf.input({ shape: [...input] }), entries);
  return entries;
}

function walk(
  stages: readonly Spec[],
  start: tf.SymbolicTensor,
  entries: Entry[],
): tf.SymbolicTensor {
  return stages.reduce((x, stage) => {
    if (stage.op !== "concat" && stage.op !== "add") return apply(layersOf(stage, x), x, entries);
    const last = (branch: readonly Spec[]) => (branch[0]?.op === "shortcut" ? 1 : 0);
    const branches = [...stage.branches].sort((a, b) => last(a) - last(b));
    const ends = branches.map((branch) => walk(branch, x, entries));
    return apply([stage.op === "add" ? tf.layers.add() : tf.layers.concatenate()], ends, entries);
  }, start);
}

function apply(
  layers: readonly Layer[],
  x: tf.SymbolicTensor | tf.SymbolicTensor[],
  entries: Entry[],
): tf.SymbolicTensor {
  const end = layers.reduce<tf.SymbolicTensor | tf.SymbolicTensor[]>(
    (at, layer) => layer.apply(at) as tf.SymbolicTensor,
    x,
  ) as tf.SymbolicTensor;
  const params = layers.reduce((sum, layer) => sum + layer.countParams(), 0);
  entries.push([end.shape.slice(1).map(Number), params, 0]);
  layers.forEach((layer) => layer.dispose());
  return end;
}

function layersOf(spec: Spec, { shape, rank }: tf.SymbolicTensor): Layer[] {
  const [, height = 0, width = 0] = shape.map(Number);
  const flat = rank > 2 ? [tf.layers.flatten()] : [];
  switch (spec.op) {
    case "conv":
    case "dwconv":
      return convolution(spec);
    case "deconv":
      return transposed(spec);
    case "maxpool":
    case "avgpool":
    case "minpool":
      return pooling(spec);
    case "shortcut":
      return spec.convolution ? convolution(spec.convolution) : [identity()];
    case "pad":
      return [padding(spec.pad)];
    case "crop":
      return [cropping([height, width], spec.size)];
    case "upsample":
      return [tf.layers.upSampling2d({ size: [...spec.factor] })];
    case "gap":
      return [tf.layers.globalAveragePooling2d({})];
    case "gmp":
      return [tf.layers.globalMaxPooling2d({})];
    case "flatten":
      return flat;
    case "fc":
      return [...flat, tf.layers.dense({ units: spec.units, useBias: spec.bias })];
    case "bn":
      return [tf.layers.batchNormalization()];
    default:
      return [identity()];
  }
}

function identity(): Layer {
  return tf.layers.activation({ activation: "linear" });
}

function padding([height, width]: Pair): Layer {
  return tf.layers.zeroPadding2d({
    padding: [
      [height, height],
      [width, width],
    ],
  });
}

function cropping(from: Pair, to: Pair): Layer {
  const axis = (i: 0 | 1): [number, number] => {
    const before = Math.floor((from[i] - to[i]) / 2);
    return [before, from[i] - to[i] - before];
  };
  return tf.layers.cropping2D({ cropping: [axis(0), axis(1)] });
}

function convolution(spec: Convolution): Layer[] {
  const same = spec.pad === "same";
  const common = {
    kernelSize: [...spec.kernel] as [number, number],
    strides: [...spec.stride] as [number, number],
    padding: same ? ("same" as const) : ("valid" as const),
    useBias: spec.bias,
  };
  const dilationRate = [...spec.dilation] as [number, number];
  const layer =
    spec.op === "dwconv"
      ? tf.layers.depthwiseConv2d(common)
      : tf.layers.conv2d({ ...common, filters: spec.filters, dilationRate });
  return [...(spec.pad === "same" ? [] : [padding(spec.pad)]), layer, ...normalisation(spec)];
}

/** tfjs pads nothing here, so the padding is cropped; `outpad` is what is cropped less at the far end. */
function transposed(spec: Transposed): Layer[] {
  const [[top, left], [rows, columns]] = [spec.pad, spec.outpad];
  return [
    tf.layers.conv2dTranspose({
      filters: spec.filters,
      kernelSize: [...spec.kernel],
      strides: [...spec.stride] as [number, number],
      padding: "valid",
      useBias: spec.bias,
    }),
    tf.layers.cropping2D({
      cropping: [
        [top, top - rows],
        [left, left - columns],
      ],
    }),
    ...normalisation(spec),
  ];
}

function normalisation({ bn }: Convolution | Transposed): Layer[] {
  return bn ? [tf.layers.batchNormalization()] : [];
}

function pooling({ kernel, stride, pad }: Pooling): Layer[] {
  const poolSize = [...kernel] as [number, number];
  const strides = [...stride] as [number, number];
  return [padding(pad), tf.layers.maxPooling2d({ poolSize, strides, padding: "valid" })];
}

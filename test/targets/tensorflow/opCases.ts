/**
 * For every op of the table a few small uses: the shapes it takes, how it is built, and the same in tfjs where tfjs has
 * it. A new op without a case does not compile.
 */
import * as tf from "@tensorflow/tfjs";
import type { Padding, Pair } from "../../../src/network/network.js";
import { floats, ints, type Graph, type Tensor } from "../../../src/targets/tensorflow/graph.js";
import { ops, type OpName } from "../../../src/targets/tensorflow/ops.js";
import type { Window } from "../../../src/targets/tensorflow/ops/window.js";

export interface OpCase {
  readonly inputs: readonly (readonly number[])[];
  readonly build: (graph: Graph, inputs: readonly [Tensor, Tensor, Tensor]) => Tensor;
  /** Of the finite differences: large where values are rounded to bfloat16. */
  readonly step?: number;
  readonly tolerance?: number;
  readonly tfjs?: (inputs: readonly [tf.Tensor, tf.Tensor, tf.Tensor]) => tf.Tensor;
}

const none: Padding = { top: 0, bottom: 0, left: 0, right: 0 };
const around: Padding = { top: 1, bottom: 1, left: 1, right: 1 };
const uneven: Padding = { top: 1, bottom: 2, left: 0, right: 1 };
const noOverhang = { bottom: 0, right: 0 };

function window(kernelSize: Pair, strides: Pair, padding = none, dilation: Pair = [1, 1]): Window {
  return { kernelSize, strides, padding, dilation };
}

const paddings: [number, number][] = [
  [0, 0],
  [1, 1],
  [1, 1],
  [0, 0],
];
const map = [2, 5, 4, 2];
const targets = [0, 1, 0.25, 1, 1, 0];

export const opCases: Readonly<Record<OpName, readonly OpCase[]>> = {
  identity: [
    {
      inputs: [[3]],
      build: (g, [x]) => ops.add(g, ops.identity(g, x), x),
      tfjs: ([x]) => tf.add(x, x),
    },
  ],
  cast: [
    {
      inputs: [[7]],
      build: (g, [x]) => ops.cast(g, ops.cast(g, x, "bfloat16"), "float32"),
      step: 1 / 4,
      tolerance: 2e-2,
    },
  ],
  add: [
    {
      inputs: [
        [3, 4],
        [3, 4],
      ],
      build: (g, [a, b]) => ops.add(g, a, b),
      tfjs: ([a, b]) => tf.add(a, b),
    },
  ],
  addN: [
    { inputs: [[5], [5], [5]], build: ops.addN, tfjs: (all) => tf.addN([...all]) },
    { inputs: [[4]], build: (g, [x]) => ops.addN(g, [x, x, x, x]), tfjs: ([x]) => tf.mul(x, 4) },
  ],
  scale: [
    {
      inputs: [[3, 2]],
      build: (g, [x]) => ops.scale(g, x, floats(g, [1, 2], [2, -3])),
      tfjs: ([x]) => tf.mul(x, tf.tensor2d([2, -3], [1, 2])),
    },
  ],
  negate: [{ inputs: [[6]], build: (g, [x]) => ops.negate(g, x), tfjs: ([x]) => tf.neg(x) }],
  relu: [{ inputs: [[3, 4]], build: (g, [x]) => ops.relu(g, x), tfjs: ([x]) => tf.relu(x) }],
  leakyRelu: [
    {
      inputs: [[3, 4]],
      build: (g, [x]) => ops.leakyRelu(g, x, 0.01),
      tfjs: ([x]) => tf.leakyRelu(x, 0.01),
    },
  ],
  elu: [
    { inputs: [[3, 4]], build: (g, [x]) => ops.elu(g, x, 1), tfjs: ([x]) => tf.elu(x) },
    { inputs: [[3, 4]], build: (g, [x]) => ops.elu(g, x, 0.3) },
  ],
  gelu: [
    {
      inputs: [[3, 4]],
      build: (g, [x]) => ops.gelu(g, x),
      tfjs: ([x]) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
    },
  ],
  sigmoid: [
    { inputs: [[3, 4]], build: (g, [x]) => ops.sigmoid(g, x), tfjs: ([x]) => tf.sigmoid(x) },
  ],
  tanh: [{ inputs: [[3, 4]], build: (g, [x]) => ops.tanh(g, x), tfjs: ([x]) => tf.tanh(x) }],
  softmax: [
    { inputs: [[3, 4]], build: (g, [x]) => ops.softmax(g, x), tfjs: ([x]) => tf.softmax(x) },
    { inputs: [[2, 2, 2, 3]], build: (g, [x]) => ops.softmax(g, x), tfjs: ([x]) => tf.softmax(x) },
  ],
  conv2d: [
    {
      inputs: [map, [3, 3, 2, 3]],
      build: (g, [x, k]) => ops.conv2d(g, x, k, window([3, 3], [1, 1], around)),
      tfjs: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "same"),
    },
    {
      inputs: [map, [2, 3, 2, 3]],
      build: (g, [x, k]) => ops.conv2d(g, x, k, window([2, 3], [2, 1])),
      tfjs: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, [2, 1], "valid"),
    },
    {
      inputs: [map, [3, 3, 2, 2]],
      build: (g, [x, k]) => ops.conv2d(g, x, k, window([3, 3], [2, 2], around)),
      tfjs: ([x, k]) => tf.conv2d(tf.pad(x, paddings) as tf.Tensor4D, k as tf.Tensor4D, 2, "valid"),
    },
    {
      inputs: [map, [5, 4, 2, 3]],
      build: (g, [x, k]) => ops.conv2d(g, x, k, window([5, 4], [1, 1])),
      tfjs: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "valid"),
    },
    {
      inputs: [map, [3, 2, 2, 2]],
      build: (g, [x, k]) => ops.conv2d(g, x, k, window([3, 2], [2, 1], uneven)),
    },
    {
      inputs: [
        [1, 6, 6, 2],
        [2, 2, 2, 2],
      ],
      build: (g, [x, k]) => ops.conv2d(g, x, k, window([2, 2], [1, 1], uneven, [3, 2])),
    },
    {
      inputs: [
        [2, 4, 4, 4],
        [3, 3, 2, 6],
      ],
      build: (g, [x, k]) => ops.conv2d(g, x, k, window([3, 3], [1, 1], around)),
    },
    {
      inputs: [
        [2, 5, 5, 4],
        [3, 3, 1, 4],
      ],
      build: (g, [x, k]) => ops.conv2d(g, x, k, window([3, 3], [2, 1], uneven)),
    },
    {
      inputs: [
        [2, 6, 4, 3],
        [1, 1, 3, 2],
      ],
      build: (g, [x, k]) => ops.conv2d(g, x, k, window([1, 1], [2, 3], around)),
    },
  ],
  depthwiseConv2d: [
    {
      inputs: [map, [3, 3, 2, 1]],
      build: (g, [x, k]) => ops.depthwiseConv2d(g, x, k, window([3, 3], [1, 1], around)),
      tfjs: ([x, k]) => tf.depthwiseConv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "same"),
    },
    {
      inputs: [map, [2, 3, 2, 1]],
      build: (g, [x, k]) => ops.depthwiseConv2d(g, x, k, window([2, 3], [2, 2], uneven)),
    },
  ],
  // Whole tiles, parts of tiles, less than a tile.
  winogradConv2d: [
    [8, 4],
    [5, 6],
    [3, 9],
    [1, 2],
  ].map(([height = 1, width = 1]) => ({
    inputs: [
      [2, height, width, 2],
      [3, 3, 2, 3],
    ],
    build: (g, [x, k]) => ops.winogradConv2d(g, x, k),
    tfjs: ([x, k]) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "same"),
  })),
  conv2dTranspose: [
    {
      inputs: [
        [2, 3, 2, 2],
        [2, 2, 3, 2],
      ],
      build: (g, [x, k]) => ops.conv2dTranspose(g, x, k, window([2, 2], [2, 2]), [6, 4]),
      tfjs: ([x, k]) =>
        tf.conv2dTranspose(x as tf.Tensor4D, k as tf.Tensor4D, [2, 6, 4, 3], 2, "valid"),
    },
    {
      inputs: [
        [2, 3, 2, 2],
        [4, 3, 2, 2],
      ],
      build: (g, [x, k]) => ops.conv2dTranspose(g, x, k, window([4, 3], [2, 2], around), [7, 4]),
    },
    {
      inputs: [
        [1, 3, 3, 4],
        [3, 3, 1, 4],
      ],
      build: (g, [x, k]) =>
        ops.conv2dTranspose(g, x, k, window([3, 3], [1, 1], none, [2, 1]), [7, 5], 2),
    },
    {
      inputs: [
        [2, 3, 2, 3],
        [1, 1, 2, 3],
      ],
      build: (g, [x, k]) => ops.conv2dTranspose(g, x, k, window([1, 1], [2, 3], around), [4, 3]),
    },
  ],
  biasAdd: [
    {
      inputs: [map, [2]],
      build: (g, [x, b]) => ops.biasAdd(g, x, b),
      tfjs: ([x, b]) => tf.add(x, b),
    },
    {
      inputs: [[3, 4], [4]],
      build: (g, [x, b]) => ops.biasAdd(g, x, b),
      tfjs: ([x, b]) => tf.add(x, b),
    },
  ],
  matMul: [
    {
      inputs: [
        [3, 5],
        [5, 2],
      ],
      build: (g, [x, k]) => ops.matMul(g, x, k),
      tfjs: ([x, k]) => tf.matMul(x, k),
    },
  ],
  maxPool: [
    {
      inputs: [map],
      build: (g, [x]) => ops.maxPool(g, x, window([2, 2], [2, 2])),
      tfjs: ([x]) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"),
    },
    {
      inputs: [map],
      build: (g, [x]) => ops.maxPool(g, x, window([3, 3], [1, 1], around)),
      tfjs: ([x]) => tf.maxPool(x as tf.Tensor4D, 3, 1, "same"),
    },
    { inputs: [map], build: (g, [x]) => ops.maxPool(g, x, window([3, 3], [2, 2], around)) },
    { inputs: [map], build: (g, [x]) => ops.maxPool(g, x, window([3, 2], [2, 1], uneven)) },
  ],
  minPool: [
    {
      inputs: [map],
      build: (g, [x]) => ops.minPool(g, x, window([2, 2], [1, 2])),
      tfjs: ([x]) => tf.neg(tf.maxPool(tf.neg(x) as tf.Tensor4D, 2, [1, 2], "valid")),
    },
    { inputs: [map], build: (g, [x]) => ops.minPool(g, x, window([3, 3], [2, 2], around)) },
  ],
  averagePool: [
    {
      inputs: [[2, 4, 6, 2]],
      build: (g, [x]) => ops.averagePool(g, x, window([2, 3], [2, 3]), noOverhang),
      tfjs: ([x]) => tf.avgPool(x as tf.Tensor4D, [2, 3], [2, 3], "valid"),
    },
    {
      inputs: [map],
      build: (g, [x]) => ops.averagePool(g, x, window([2, 2], [2, 2]), noOverhang),
      tfjs: ([x]) => tf.avgPool(x as tf.Tensor4D, 2, 2, "valid"),
    },
    {
      inputs: [map],
      build: (g, [x]) => ops.averagePool(g, x, window([3, 2], [2, 1], uneven), noOverhang),
      tfjs: ([x]) => {
        const padded = tf.pad(x, [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ]);
        return tf.avgPool(padded as tf.Tensor4D, [3, 2], [2, 1], "valid");
      },
    },
    {
      inputs: [map],
      build: (g, [x]) => ops.averagePool(g, x, window([2, 3], [2, 3]), { bottom: 1, right: 2 }),
    },
  ],
  spatialMean: [
    { inputs: [map], build: (g, [x]) => ops.spatialMean(g, x), tfjs: ([x]) => tf.mean(x, [1, 2]) },
  ],
  mean: [{ inputs: [[3, 4]], build: (g, [x]) => ops.mean(g, x), tfjs: ([x]) => tf.mean(x) }],
  reshape: [
    {
      inputs: [map],
      build: (g, [x]) => ops.reshape(g, x, [-1, 40]),
      tfjs: ([x]) => tf.reshape(x, [-1, 40]),
    },
  ],
  slice: [
    {
      inputs: [map],
      build: (g, [x]) => ops.slice(g, x, [0, 1, 2, 0], [-1, 3, 1, 2]),
      tfjs: ([x]) => tf.slice(x, [0, 1, 2, 0], [-1, 3, 1, 2]),
    },
  ],
  subsample: [
    {
      inputs: [map],
      build: (g, [x]) => ops.subsample(g, x, [2, 3]),
      tfjs: ([x]) => gather(x, [0, 2, 4], [0, 3]),
    },
  ],
  concat: [
    {
      inputs: [
        [2, 3, 2, 1],
        [2, 3, 2, 3],
        [2, 3, 2, 2],
      ],
      build: (g, all) => ops.concat(g, all, 3),
      tfjs: (all) => tf.concat([...all], 3),
    },
    {
      inputs: [
        [2, 3],
        [2, 1],
      ],
      build: (g, [a, b]) => ops.concat(g, [a, b, a], 1),
      tfjs: ([a, b]) => tf.concat([a, b, a], 1),
    },
  ],
  pad: [
    {
      inputs: [map],
      build: (g, [x]) => ops.pad(g, x, uneven),
      tfjs: ([x]) =>
        tf.pad(x, [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ]),
    },
    {
      inputs: [map],
      build: (g, [x]) => ops.pad(g, x, uneven, -1.5),
      tfjs: ([x]) =>
        tf.pad(
          x,
          [
            [0, 0],
            [1, 2],
            [0, 1],
            [0, 0],
          ],
          -1.5,
        ),
    },
  ],
  padChannels: [
    {
      inputs: [map],
      build: (g, [x]) => ops.padChannels(g, x, 5),
      tfjs: ([x]) =>
        tf.pad(x, [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, 3],
        ]),
    },
  ],
  appendZeros: [
    {
      inputs: [[2, 3, 2]],
      build: (g, [x]) => ops.appendZeros(g, x, 1, 2),
      tfjs: ([x]) =>
        tf.pad(x, [
          [0, 0],
          [0, 2],
          [0, 0],
        ]),
    },
  ],
  padReflect: [
    {
      inputs: [map],
      build: (g, [x]) => ops.padReflect(g, x, uneven),
      tfjs: ([x]) => gather(x, [1, 0, 1, 2, 3, 4, 3, 2], [0, 1, 2, 3, 2]),
    },
    {
      inputs: [map],
      build: (g, [x]) => ops.padReflect(g, x, { top: 3, bottom: 4, left: 3, right: 2 }),
      tfjs: ([x]) => gather(x, [3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0], [3, 2, 1, 0, 1, 2, 3, 2, 1]),
    },
  ],
  padReplicate: [
    {
      inputs: [map],
      build: (g, [x]) => ops.padReplicate(g, x, uneven),
      tfjs: ([x]) => gather(x, [0, 0, 1, 2, 3, 4, 4, 4], [0, 1, 2, 3, 3]),
    },
    {
      inputs: [map],
      build: (g, [x]) => ops.padReplicate(g, x, { top: 6, bottom: 0, left: 2, right: 3 }),
      tfjs: ([x]) => gather(x, [0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], [0, 0, 0, 1, 2, 3, 3, 3, 3]),
    },
  ],
  resize: [
    {
      inputs: [[2, 3, 2, 2]],
      build: (g, [x]) => ops.resize(g, x, [6, 6], "nearest"),
      tfjs: ([x]) => gather(x, [0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 1]),
    },
    {
      inputs: [[2, 3, 2, 2]],
      build: (g, [x]) => ops.resize(g, x, [6, 6], "bilinear"),
    },
  ],
  batchNorm: [
    { inputs: [map, [2], [2]], build: (g, all) => normalised(g, all, true) },
    {
      inputs: [map, [2], [2]],
      build: (g, all) => normalised(g, all, false),
      tfjs: ([x, gamma, beta]) => tf.batchNorm(x, [0.1, -0.2], [0.5, 2], beta, gamma, 1e-3),
    },
    { inputs: [[7, 2], [2], [2]], build: (g, all) => normalised(g, all, true) },
  ],
  localResponseNorm: [
    {
      inputs: [[2, 2, 2, 6]],
      build: (g, [x]) => ops.localResponseNorm(g, x, { size: 5, bias: 2, alpha: 0.3, beta: 0.75 }),
      tfjs: ([x]) => tf.localResponseNormalization(x as tf.Tensor4D, 2, 2, 0.3, 0.75),
    },
    {
      inputs: [[2, 2, 2, 4]],
      build: (g, [x]) => ops.localResponseNorm(g, x, { size: 3, bias: 1, alpha: 2, beta: 0.5 }),
      tfjs: ([x]) => tf.localResponseNormalization(x as tf.Tensor4D, 1, 1, 2, 0.5),
    },
    {
      inputs: [[2, 2, 2, 5]],
      build: (g, [x]) => ops.localResponseNorm(g, x, { size: 4, bias: 1, alpha: 2, beta: 0.5 }),
    },
  ],
  softmaxCrossEntropy: [
    {
      inputs: [[3, 4]],
      build: (g, [x]) => ops.softmaxCrossEntropy(g, x, ints(g, [1, 3, 0])),
      tfjs: ([x]) => {
        const hot = tf.oneHot(tf.tensor1d([1, 3, 0], "int32"), 4);
        return tf.neg(tf.sum(tf.mul(tf.logSoftmax(x), hot), 1));
      },
    },
  ],
  softCrossEntropy: [
    {
      inputs: [[3, 2]],
      build: (g, [x]) => ops.softCrossEntropy(g, x, floats(g, [3, 2], targets)),
      tfjs: ([x]) => {
        const t = tf.tensor2d(targets, [3, 2]);
        return tf.neg(tf.sum(tf.mul(tf.logSoftmax(x), t), 1));
      },
    },
  ],
  sigmoidCrossEntropy: [
    {
      inputs: [[3, 2]],
      build: (g, [x]) => ops.sigmoidCrossEntropy(g, x, floats(g, [3, 2], targets)),
      tfjs: ([x]) => {
        const t = tf.tensor2d(targets, [3, 2]);
        return tf.sub(tf.softplus(x), tf.mul(x, t));
      },
    },
  ],
  squaredError: [
    {
      inputs: [[3, 2]],
      build: (g, [x]) => ops.squaredError(g, x, floats(g, [3, 2], targets)),
      tfjs: ([x]) => tf.squaredDifference(x, tf.tensor2d(targets, [3, 2])),
    },
  ],
};

function normalised(
  g: Graph,
  [x, gamma, beta]: readonly [Tensor, Tensor, Tensor],
  ofBatch: boolean,
): Tensor {
  const movingMean = floats(g, [2], [0.1, -0.2]);
  const movingVariance = floats(g, [2], [0.5, 2]);
  const variables = { gamma, beta, movingMean, movingVariance };
  return ops.batchNorm(g, x, variables, { epsilon: 1e-3 }, ofBatch).output;
}

function gather(x: tf.Tensor, rows: number[], columns: number[]): tf.Tensor {
  return tf.gather(tf.gather(x, rows, 1), columns, 2);
}

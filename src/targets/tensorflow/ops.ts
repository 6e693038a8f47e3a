/**
 * The ops that layers and losses are made of, in one table. Each builds its nodes, gives its output with the shape
 * known so far, and puts its gradient on the tape.
 */
import * as arrays from "./ops/arrays.js";
import * as convolution from "./ops/convolution.js";
import * as dense from "./ops/dense.js";
import * as elementwise from "./ops/elementwise.js";
import * as losses from "./ops/losses.js";
import * as normalization from "./ops/normalization.js";
import * as pooling from "./ops/pooling.js";
import * as reductions from "./ops/reductions.js";
import * as responseNorm from "./ops/responseNorm.js";
import * as winograd from "./ops/winograd.js";

export const ops = {
  identity: elementwise.identity,
  cast: elementwise.cast,
  add: elementwise.add,
  addN: elementwise.addN,
  scale: elementwise.scale,
  negate: elementwise.negate,
  relu: elementwise.relu,
  leakyRelu: elementwise.leakyRelu,
  elu: elementwise.elu,
  gelu: elementwise.gelu,
  sigmoid: elementwise.sigmoid,
  tanh: elementwise.tanh,
  softmax: elementwise.softmax,
  conv2d: convolution.conv2d,
  depthwiseConv2d: convolution.depthwiseConv2d,
  winogradConv2d: winograd.winogradConv2d,
  conv2dTranspose: convolution.conv2dTranspose,
  biasAdd: dense.biasAdd,
  matMul: dense.matMul,
  maxPool: pooling.maxPool,
  minPool: pooling.minPool,
  averagePool: pooling.averagePool,
  subsample: pooling.subsample,
  spatialMean: reductions.spatialMean,
  mean: reductions.mean,
  reshape: arrays.reshape,
  slice: arrays.slice,
  concat: arrays.concat,
  pad: arrays.pad,
  padChannels: arrays.padChannels,
  appendZeros: arrays.appendZeros,
  padReflect: arrays.padReflect,
  padReplicate: arrays.padReplicate,
  resize: arrays.resize,
  batchNorm: normalization.batchNorm,
  localResponseNorm: responseNorm.localResponseNorm,
  softmaxCrossEntropy: losses.softmaxCrossEntropy,
  softCrossEntropy: losses.softCrossEntropy,
  sigmoidCrossEntropy: losses.sigmoidCrossEntropy,
  squaredError: losses.squaredError,
} as const;

export type OpName = keyof typeof ops;

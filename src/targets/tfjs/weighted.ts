/** The steps of layers with weights. */
import * as tf from "@tensorflow/tfjs";
import type { Conv, Deconv, Dense, DepthwiseConv, Layer, Pair } from "../../network/network.js";
import { variablesOf } from "../../network/variables.js";
import { convolutionLayer, deconvolutionLayer, depthwiseLayer } from "./layers/convolution.js";
import { custom, isZero, operation, paddingSteps, step, type Steps } from "./steps.js";

type Window = Conv | DepthwiseConv;

export function conv(o: Conv, layer: Layer): Steps {
  const { filters, strides, dilation, groups, maps } = o;
  if (groups === 1 && maps === null && isOne(dilation)) {
    return windowed(o, layer, (args) => tf.layers.conv2d({ ...args, filters }));
  }
  const config = { ...custom(layer), variables: shapes(layer), strides, dilation, groups, maps };
  return [...padding(o, layer), ...operation(convolutionLayer(config))];
}

export function dwconv(o: DepthwiseConv, layer: Layer): Steps {
  const { strides, dilation } = o;
  if (isOne(dilation)) {
    return windowed(o, layer, (args) =>
      tf.layers.depthwiseConv2d({ ...args, depthwiseInitializer: "zeros" }),
    );
  }
  const config = { ...custom(layer), variables: shapes(layer), strides, dilation };
  return [...padding(o, layer), ...operation(depthwiseLayer(config))];
}

export function deconv(o: Deconv, layer: Layer): Steps {
  const { filters, strides, dilation, groups } = o;
  const framing = groups === 1 && isOne(dilation) ? transposedPadding(o, layer) : null;
  if (framing) {
    const args = { ...stockArgs(o, layer), filters, padding: framing };
    return step(roleOf(layer), tf.layers.conv2dTranspose(args));
  }
  const origin: Pair = [o.padding.top, o.padding.left];
  const config = { ...custom(layer), variables: shapes(layer), strides, dilation, groups, origin };
  return operation(deconvolutionLayer(config));
}

export function fc({ units, bias }: Dense, layer: Layer): Steps {
  const name = `${layer.name}/flatten`;
  const flat = layer.inputShape.length > 1 ? operation(tf.layers.flatten({ name })) : [];
  const args = { ...initialized(layer), useBias: bias, units };
  return [...flat, ...step(roleOf(layer), tf.layers.dense(args))];
}

/** A stock layer, `same` where that is the layer's own padding, else after a layer of padding. */
function windowed(
  o: Window,
  layer: Layer,
  build: (args: ReturnType<typeof stockArgs> & { padding: "same" | "valid" }) => tf.layers.Layer,
): Steps {
  const same = !isZero(o.padding) && isSame(o, layer);
  const before = same ? [] : padding(o, layer);
  const built = build({ ...stockArgs(o, layer), padding: same ? "same" : "valid" });
  return [...before, ...step(roleOf(layer), built)];
}

function padding(o: Window, layer: Layer): Steps {
  return paddingSteps(`${layer.name}/pad`, o.padding, o.mode, layer);
}

function stockArgs({ kernelSize, strides, bias }: Window | Deconv, layer: Layer) {
  return {
    ...initialized(layer),
    kernelSize: [...kernelSize] as [number, number],
    strides: [...strides] as [number, number],
    useBias: bias,
  };
}

/** Constant: TensorFlow.js draws random weights in JavaScript, minutes for a large network. */
function initialized(layer: Layer) {
  const activation: "relu" | "linear" = roleOf(layer) === "fused" ? "relu" : "linear";
  return { name: layer.name, kernelInitializer: "zeros" as const, activation };
}

/** TensorFlow.js computes convolution, bias and ReLU in one pass. */
function roleOf({ batchNorm, activation }: Layer): "fused" | "operation" {
  return batchNorm === null && activation?.name === "relu" ? "fused" : "operation";
}

/** Never where rows or columns are left over: the wasm backend computes that wrongly (kernel 1x3, stride 2x1). */
function isSame({ mode, kernelSize, strides, padding }: Window, layer: Layer): boolean {
  const along = (axis: 0 | 1, before: number, after: number) => {
    const size = layer.inputShape[axis] ?? 0;
    const outputs = Math.ceil(size / strides[axis]);
    const total = (outputs - 1) * strides[axis] + kernelSize[axis] - size;
    return before === Math.floor(total / 2) && before + after === total;
  };
  return (
    mode.kind === "constant" &&
    mode.value === 0 &&
    along(0, padding.top, padding.bottom) &&
    along(1, padding.left, padding.right)
  );
}

/** What TensorFlow calls the padding of a transposed convolution, where it says the same as PyTorch's. */
function transposedPadding(o: Deconv, layer: Layer): "same" | "valid" | null {
  const origin = [o.padding.top, o.padding.left];
  const [rows, columns] = ([0, 1] as const).map((i) => {
    const [k, s] = [o.kernelSize[i], o.strides[i]];
    const [inputs = 0, outputs] = [layer.inputShape[i], layer.outputShape[i]];
    if (k < s) return null;
    if (origin[i] === 0 && outputs === (inputs - 1) * s + k) return "valid";
    return origin[i] === Math.floor((k - s) / 2) && outputs === inputs * s ? "same" : null;
  });
  return rows !== undefined && rows === columns ? rows : null;
}

function shapes(layer: Layer): Record<string, readonly number[]> {
  const own = variablesOf(layer).filter(({ role }) => role === "kernel" || role === "bias");
  return Object.fromEntries(own.map(({ role, shape }) => [role, shape]));
}

const isOne = (pair: Pair): boolean => pair[0] === 1 && pair[1] === 1;

/**
 * What TensorFlow.js's backends lack in training, do slowly or do wrongly, made of what they do well. Registered once a
 * backend, before it opens, for all of TensorFlow.js in the process.
 */
import * as tf from "@tensorflow/tfjs";
import { inputGradient, kernelGradient, type Geometry, type Kernel } from "./convolution.js";
import { depthwiseInputGradient, depthwiseKernelGradient } from "./depthwise.js";
import { axes, sizeOf, type Maps } from "./maps.js";

type Shape4 = [number, number, number, number];
type Inputs = Readonly<Record<string, tf.Tensor>>;
type Attributes = Readonly<Record<string, unknown>>;

/** Null leaves the call to the backend's own kernel, which `own` calls with other inputs. */
type Replacement = (
  inputs: Inputs,
  attributes: Attributes,
  own: (inputs: Inputs) => tf.Tensor,
) => tf.Tensor | null;
type Replacements = Readonly<Record<string, Replacement>>;

/** Not in the backend: without them neither a convolution nor a depthwise one can be trained. */
const missing: Readonly<Record<string, (inputs: Inputs, attributes: Attributes) => tf.Tensor>> = {
  Conv2DBackpropFilter: ({ x, dy }, attributes) => {
    const shape = attributes.filterShape as Shape4;
    const g = geometry((x as Maps).shape, shape, attributes, false);
    return kernelGradient(x as Maps, dy as Maps, { shape }, g);
  },
  DepthwiseConv2dNativeBackpropInput: ({ dy, filter }, attributes) => {
    const shape = attributes.inputShape as Shape4;
    const g = geometry(shape, (filter as Kernel).shape, attributes, true);
    return depthwiseInputGradient(dy as Maps, filter as Kernel, [shape[1], shape[2]], g);
  },
  DepthwiseConv2dNativeBackpropFilter: ({ x, dy }, attributes) => {
    const shape = attributes.filterShape as Shape4;
    const g = geometry((x as Maps).shape, shape, attributes, true);
    return depthwiseKernelGradient(x as Maps, dy as Maps, { shape }, g);
  },
};

/** In the backend, but as plain loops: some ten times slower than as a convolution or product. */
const slow: Replacements = {
  Conv2DBackpropInput: ({ dy, filter }, attributes) => {
    const shape = attributes.inputShape as Shape4;
    const g = geometry(shape, (filter as Kernel).shape, attributes, false);
    return tf.tidy(() => inputGradient(dy as Maps, filter as Kernel, [shape[1], shape[2]], g));
  },
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) =>
    product(a as tf.Tensor, b as tf.Tensor, transposeA === true, transposeB === true),
  Sum: ({ x }, { axis, keepDims }) =>
    sumOfRows(x as tf.Tensor, axis as number | number[] | null, keepDims === true),
};

const wrongInWasm: Replacements = {
  MaxPoolGrad: ({ dy, input, output }, _, own) =>
    maxPoolGradient(dy as Maps, input as Maps, output as Maps, own),
};

const wrongInJavaScript: Replacements = {
  ResizeNearestNeighborGrad: ({ dy, images }) => nearestGradient(dy as Maps, images as Maps),
};

export function registerWasmKernels(): void {
  for (const [kernelName, kernel] of Object.entries(missing)) {
    tf.registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc: ({ inputs, attrs }) => tf.tidy(() => kernel(inputs as Inputs, attrs ?? {})),
    });
  }
  replaceKernels("wasm", { ...slow, ...wrongInWasm });
}

export function registerJavaScriptKernels(): void {
  replaceKernels("cpu", wrongInJavaScript);
}

function replaceKernels(backendName: string, kernels: Replacements): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const own = tf.getKernel(kernelName, backendName);
    tf.unregisterKernel(kernelName, backendName);
    const kernelFunc: typeof own.kernelFunc = (call) => {
      const again = (inputs: Inputs) =>
        tf.engine().makeTensorFromTensorInfo(own.kernelFunc({ ...call, inputs }) as tf.TensorInfo);
      return kernel(call.inputs as Inputs, call.attrs ?? {}, again) ?? own.kernelFunc(call);
    };
    tf.registerKernel({ ...own, kernelFunc });
  }
}

function geometry(input: Shape4, kernel: Shape4, attributes: Attributes, depthwise: boolean) {
  const { strides, dilations, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computeConv2DInfo(
    input,
    kernel,
    strides as number | [number, number],
    (dilations ?? 1) as number | [number, number],
    pad as "same" | "valid" | number | tf.backend_util.ExplicitPadding,
    dimRoundingMode as "floor" | "round" | "ceil" | undefined,
    depthwise,
  );
  const g: Geometry = {
    strides: [info.strideHeight, info.strideWidth],
    dilation: [info.dilationHeight, info.dilationWidth],
    origin: [info.padInfo.top, info.padInfo.left],
  };
  return g;
}

/** The fast product takes no transposed operands: the smaller ones are transposed first, or the result of AᵀBᵀ. */
function product(a: tf.Tensor, b: tf.Tensor, turnA: boolean, turnB: boolean): tf.Tensor | null {
  if (a.rank !== 2 || b.rank !== 2 || (!turnA && !turnB)) return null;
  const size = (a.shape[turnA ? 1 : 0] ?? 0) * (b.shape[turnB ? 0 : 1] ?? 0);
  const straight = (turnA ? a.size : 0) + (turnB ? b.size : 0);
  const turned = (turnA ? 0 : a.size) + (turnB ? 0 : b.size) + size;
  const operand = (x: tf.Tensor, turn: boolean) => (turn ? tf.transpose(x) : x);
  return tf.tidy(() =>
    straight <= turned
      ? tf.matMul(operand(a, turnA), operand(b, turnB))
      : tf.transpose(tf.matMul(operand(b, !turnB), operand(a, !turnA))),
  );
}

/** A sum over the leading axes, as of a bias's gradient, is a row of ones times the matrix of the rest. */
function sumOfRows(x: tf.Tensor, axis: number | number[] | null, keepDims: boolean) {
  const summed = tf.util.parseAxisParam(axis ?? x.shape.map((_, i) => i), x.shape);
  const leading = summed.length > 0 && summed.length < x.rank && summed.every((a, i) => a === i);
  if (x.dtype !== "float32" || !leading) return null;
  const kept = x.shape.slice(summed.length);
  const columns = tf.util.sizeFromShape(kept);
  const rows = x.size / columns;
  const shape = keepDims ? [...summed.map(() => 1), ...kept] : kept;
  return tf.tidy(() =>
    tf.reshape(tf.matMul(tf.ones([1, rows]), tf.reshape(x, [rows, columns])), shape),
  );
}

/**
 * The wasm backend's own finds the largest value of a window only if it is positive, and else adds to the very first
 * pixel. So windows without a positive value are done apart, with −1/x for x: positive, in the same order, and very
 * large for zero itself. Of equal values it takes the last, other backends the first.
 */
function maxPoolGradient(
  dy: Maps,
  input: Maps,
  output: Maps,
  own: (inputs: Inputs) => tf.Tensor,
): tf.Tensor {
  return tf.tidy(() => {
    const found = tf.mul(dy, tf.cast(tf.greater(output, 0), "float32"));
    const ordered = tf.div(1, tf.sub(1e-30, input));
    return tf.add(
      own({ dy: found, input, output }),
      own({ dy: tf.sub(dy, found), input: ordered, output }),
    );
  });
}

/** The JavaScript backend's own takes the gradients of every sample but the first from the wrong place. */
function nearestGradient(dy: Maps, images: Maps): tf.Tensor | null {
  const block = axes((i) => sizeOf(dy)[i] / sizeOf(images)[i]);
  if (!block.every(Number.isInteger)) return null;
  return tf.tidy(() => {
    const [height, width] = block;
    const means = tf.avgPool(dy, [height, width], [height, width], "valid");
    return tf.mul(means, height * width);
  });
}

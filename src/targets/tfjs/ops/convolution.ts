/**
 * Convolution and its two gradients for batches of maps, each as one call of TensorFlow.js's forward convolution: the
 * only one of the three that is fast on every backend and takes dilation. They are one linear map seen from three
 * sides, so the gradient of each is made of the other two; a transposed convolution is the gradient at the input.
 */
import * as tf from "@tensorflow/tfjs";
import type { Pair } from "../../../network/network.js";
import { differentiable } from "./differentiable.js";
import { axes, dilate, padOrCrop, sizeOf, type Maps } from "./maps.js";

/** kernel height, kernel width, in, out (out, in where transposed) */
export type Kernel = tf.Tensor4D;

export interface Geometry {
  readonly strides: Pair;
  readonly dilation: Pair;
  /** Zeros before the first row and the first column; the sizes imply what comes after the last. */
  readonly origin: Pair;
}

/** A convolution without padding. */
export function conv2d(x: Maps, kernel: Kernel, strides: Pair, dilation: Pair): Maps {
  const g: Geometry = { strides, dilation, origin: [0, 0] };
  const size = convolvedSize(sizeOf(x), kernelSizeOf(kernel), g);
  return differentiable(
    [x, kernel],
    (x, kernel) => ({ value: convolve(x, kernel, size, g), saved: [x, kernel] }),
    (dy, x, kernel) => [inputGradient(dy, kernel, sizeOf(x), g), kernelGradient(x, dy, kernel, g)],
  );
}

/** A transposed convolution to maps of `size`. */
export function deconv2d(x: Maps, kernel: Kernel, size: Pair, g: Geometry): Maps {
  return differentiable(
    [x, kernel],
    (x, kernel) => ({ value: inputGradient(x, kernel, size, g), saved: [x, kernel] }),
    (dy, x, kernel) => [convolve(dy, kernel, sizeOf(x), g), kernelGradient(dy, x, kernel, g)],
  );
}

export function convolvedSize(size: Pair, kernelSize: Pair, { strides, dilation }: Geometry): Pair {
  return axes(
    (i) => Math.floor((size[i] - (kernelSize[i] - 1) * dilation[i] - 1) / strides[i]) + 1,
  );
}

/** y[o] = Σ x[o·stride + k·dilation − origin] · kernel[k], to maps of `size`. */
export function convolve(x: Maps, kernel: Kernel, size: Pair, g: Geometry): Maps {
  return valid(seen(x, size, kernelSizeOf(kernel), g), kernel, g.strides, g.dilation);
}

/**
 * The gradient at x. Rows of x that share their place within a stride form one phase: a convolution of dy with every
 * stride-th row of the kernel. All phases are computed as channels of one convolution and then laid side by side.
 */
export function inputGradient(dy: Maps, kernel: Kernel, size: Pair, g: Geometry): Maps {
  const { strides, dilation, origin } = g;
  if (Math.max(...strides) > 1 && Math.max(...dilation) > 1) {
    return inputGradient(dy, dilateKernel(kernel, dilation), size, { ...g, dilation: [1, 1] });
  }
  const phases = phaseKernel(kernel, strides);
  const reach = axes((i) => (kernelSizeOf(phases)[i] - 1) * dilation[i]);
  const first = axes((i) => Math.floor(origin[i] / strides[i]));
  const last = axes((i) => Math.floor((size[i] - 1 + origin[i]) / strides[i]));
  const read = padOrCrop(
    dy,
    axes((i) => reach[i] - first[i]),
    axes((i) => last[i] + 1 - sizeOf(dy)[i]),
  );
  const dx = interleave(valid(read, phases, [1, 1], dilation), strides);
  const early = axes((i) => origin[i] - first[i] * strides[i]);
  const late = axes((i) => sizeOf(dx)[i] - early[i] - size[i]);
  return padOrCrop(dx, negative(early), negative(late));
}

/** The gradient at the kernel: x convolved with dy, channels for samples, strides and dilation exchanged. */
export function kernelGradient(x: Maps, dy: Maps, kernel: { shape: Kernel["shape"] }, g: Geometry) {
  const [height, width] = kernel.shape;
  const channelsFirst: Maps = tf.transpose(seen(x, sizeOf(dy), [height, width], g), [3, 1, 2, 0]);
  const filter: Kernel = tf.transpose(dy, [1, 2, 0, 3]);
  const gradient: Kernel = tf.transpose(
    valid(channelsFirst, filter, g.dilation, g.strides),
    [1, 2, 0, 3],
  );
  return gradient;
}

/** The rows and columns of x, padded with zeros, that a convolution to maps of `size` reads. */
export function seen(x: Maps, size: Pair, kernelSize: Pair, g: Geometry): Maps {
  const needed = axes(
    (i) => (size[i] - 1) * g.strides[i] + (kernelSize[i] - 1) * g.dilation[i] + 1,
  );
  return padOrCrop(
    x,
    g.origin,
    axes((i) => needed[i] - g.origin[i] - sizeOf(x)[i]),
  );
}

/** The kernel itself, not the checked `tf.conv2d`, which refuses strides together with dilation. */
function valid(x: Maps, filter: Kernel, strides: Pair, dilations: Pair): Maps {
  const attributes = { strides, dilations, pad: "valid", dataFormat: "NHWC" };
  return tf.engine().runKernel("Conv2D", { x, filter }, attributes);
}

/** [k, k', in, out] → [k/s, k'/s', out, s·s'·in], rows and columns in reverse. */
function phaseKernel(kernel: Kernel, [sh, sw]: Pair): Kernel {
  const [height, width, inputs, outputs] = kernel.shape;
  const rows = Math.ceil(height / sh);
  const columns = Math.ceil(width / sw);
  const whole = tf.pad(kernel, [
    [0, rows * sh - height],
    [0, columns * sw - width],
    [0, 0],
    [0, 0],
  ]);
  return tf
    .reverse(tf.reshape(whole, [rows, sh, columns, sw * inputs, outputs]), [0, 2])
    .reshape([rows, sh, columns, sw, inputs, outputs])
    .transpose([0, 2, 5, 1, 3, 4])
    .reshape([rows, columns, outputs, sh * sw * inputs]);
}

/** [n, h, w, s·s'·c] → [n, h·s, w·s', c] */
function interleave(y: Maps, [sh, sw]: Pair): Maps {
  if (sh === 1 && sw === 1) return y;
  const [samples, height, width, depth] = y.shape;
  return tf
    .reshape(y, [samples * height, width, sh, depth / sh])
    .transpose([0, 2, 1, 3])
    .reshape([samples, height * sh, width * sw, depth / (sh * sw)]);
}

/** With zeros between neighbouring weights. */
export function dilateKernel(kernel: Kernel, dilation: Pair): Kernel {
  const [height, width, inputs, outputs] = kernel.shape;
  const spread = dilate(tf.reshape(kernel, [1, height, width, inputs * outputs]), dilation);
  return tf.reshape(spread, [spread.shape[1], spread.shape[2], inputs, outputs]);
}

function kernelSizeOf(kernel: Kernel): Pair {
  return [kernel.shape[0], kernel.shape[1]];
}

const negative = (amounts: Pair): Pair => axes((i) => -amounts[i]);

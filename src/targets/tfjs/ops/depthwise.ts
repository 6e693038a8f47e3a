/** Depthwise convolution and its gradients, made of the forward kernel as in convolution.ts. */
import * as tf from "@tensorflow/tfjs";
import type { Pair } from "../../../network/network.js";
import { dilateKernel, seen, type Geometry, type Kernel } from "./convolution.js";
import { differentiable } from "./differentiable.js";
import { axes, dilate, padOrCrop, sizeOf, type Maps } from "./maps.js";

/** Without padding; the kernel is height x width x channels x 1. */
export function depthwiseConv2d(x: Maps, kernel: Kernel, strides: Pair, dilation: Pair): Maps {
  if (Math.max(...strides) > 1 && Math.max(...dilation) > 1) {
    // No backend takes both.
    return depthwiseConv2d(x, dilateKernel(kernel, dilation), strides, [1, 1]);
  }
  const g: Geometry = { strides, dilation, origin: [0, 0] };
  return differentiable(
    [x, kernel],
    (x, kernel) => ({ value: valid(x, kernel, strides, dilation), saved: [x, kernel] }),
    (dy, x, kernel) => [
      depthwiseInputGradient(dy, kernel, sizeOf(x), g),
      depthwiseKernelGradient(x, dy, kernel, g),
    ],
  );
}

/** dy with the strides' gaps filled by zeros, convolved with the turned kernel. */
export function depthwiseInputGradient(dy: Maps, kernel: Kernel, size: Pair, g: Geometry): Maps {
  const spread = dilate(dy, g.strides);
  const reach = axes(
    (i) => ([kernel.shape[0], kernel.shape[1]] as const)[i] * g.dilation[i] - g.dilation[i],
  );
  const read = padOrCrop(
    spread,
    axes((i) => reach[i] - g.origin[i]),
    axes((i) => size[i] + g.origin[i] - sizeOf(spread)[i]),
  );
  return valid(read, tf.reverse(kernel, [0, 1]), [1, 1], g.dilation);
}

/** For each place of the kernel the sum, over samples and outputs, of dy times the value of x seen there. */
export function depthwiseKernelGradient(
  x: Maps,
  dy: Maps,
  kernel: { shape: Kernel["shape"] },
  g: Geometry,
): Kernel {
  const [height, width, channels] = kernel.shape;
  const read = seen(x, sizeOf(dy), [height, width], g);
  const places = Array.from({ length: height * width }, (_, i) => {
    const start = [Math.floor(i / width) * g.dilation[0], (i % width) * g.dilation[1]] as const;
    return tf.sum(tf.mul(strided(read, start, sizeOf(dy), g.strides), dy), [0, 1, 2]);
  });
  return tf.reshape(tf.stack(places), [height, width, channels, 1]);
}

function strided(x: Maps, [top, left]: Pair, size: Pair, [sh, sw]: Pair): Maps {
  const [samples, , , channels] = x.shape;
  const end = [samples, top + (size[0] - 1) * sh + 1, left + (size[1] - 1) * sw + 1, channels];
  return tf.stridedSlice(x, [0, top, left, 0], end, [1, sh, sw, 1]) as Maps;
}

function valid(x: Maps, filter: Kernel, strides: Pair, dilations: Pair): Maps {
  const attributes = { strides, dilations, pad: "valid", dataFormat: "NHWC" };
  return tf.engine().runKernel("DepthwiseConv2dNative", { x, filter }, attributes);
}

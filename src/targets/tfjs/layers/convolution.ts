/** Convolutions with groups, dilation or a table of maps, and every transposed convolution. All read a padded input. */
import * as tf from "@tensorflow/tfjs";
import type { Pair } from "../../../network/network.js";
import { conv2d, deconv2d, type Kernel } from "../ops/convolution.js";
import { customLayer, type CustomConfig, type Weights } from "./customLayer.js";
import { depthwiseConv2d } from "../ops/depthwise.js";
import type { Maps } from "../ops/maps.js";

interface ConvolutionConfig extends CustomConfig {
  readonly strides: Pair;
  readonly dilation: Pair;
}

interface GroupedConfig extends ConvolutionConfig {
  readonly groups: number;
}

export const convolutionLayer = customLayer<
  GroupedConfig & { readonly maps: readonly (readonly number[])[] | null }
>("Convolution", (x, { strides, dilation, groups, maps }, weights) => {
  const kernel = maps ? masked(weights.kernel as Kernel, maps) : (weights.kernel as Kernel);
  const y = grouped(groups, x as Maps, kernel, (x, kernel) => conv2d(x, kernel, strides, dilation));
  return withBias(y, weights);
});

export const depthwiseLayer = customLayer<ConvolutionConfig>(
  "DepthwiseConvolution",
  (x, { strides, dilation }, weights) =>
    withBias(depthwiseConv2d(x as Maps, weights.kernel as Kernel, strides, dilation), weights),
);

/** `origin` is PyTorch's padding before the first row and column: what is cut from the full result. */
export const deconvolutionLayer = customLayer<GroupedConfig & { readonly origin: Pair }>(
  "TransposedConvolution",
  (x, { strides, dilation, groups, origin, outputShape }, weights) => {
    const size: Pair = [outputShape[0] ?? 0, outputShape[1] ?? 0];
    const g = { strides, dilation, origin };
    const y = grouped(groups, x as Maps, weights.kernel as Kernel, (x, kernel) =>
      deconv2d(x, kernel, size, g),
    );
    return withBias(y, weights);
  },
);

/** Each group of input channels with its part of the kernel's last axis; results joined. */
function grouped(
  groups: number,
  x: Maps,
  kernel: Kernel,
  convolve: (x: Maps, kernel: Kernel) => Maps,
): Maps {
  if (groups === 1) return convolve(x, kernel);
  const kernels = tf.split(kernel, groups, 3);
  return tf.concat(
    tf.split(x, groups, 3).map((part, i) => convolve(part as Maps, kernels[i] as Kernel)),
    3,
  );
}

/** Zeros where a filter does not see a map; so the gradient there is zero too. */
function masked(kernel: Kernel, maps: readonly (readonly number[])[]): Kernel {
  const table = Array.from({ length: kernel.shape[2] }, (_, map) =>
    maps.map((seen) => (seen.includes(map) ? 1 : 0)),
  );
  return tf.mul(kernel, tf.tensor2d(table));
}

function withBias(y: Maps, { bias }: Weights): Maps {
  return bias ? tf.add(y, bias) : y;
}

/** Layers on single values and on neighbouring channels. */
import * as tf from "@tensorflow/tfjs";
import type { Padding } from "../../../network/network.js";
import { customLayer, type CustomConfig } from "./customLayer.js";
import { padOrCrop, type Maps } from "../ops/maps.js";

export const constantPaddingLayer = customLayer<
  CustomConfig & { readonly padding: Padding; readonly value: number }
>("ConstantPadding", (x, { padding: { top, bottom, left, right }, value }) =>
  padOrCrop(x as Maps, [top, left], [bottom, right], value),
);

/** alpha·(eˣ − 1) below zero; TensorFlow.js's own takes an alpha of 1 only. */
export const eluLayer = customLayer<CustomConfig & { readonly alpha: number }>(
  "ScaledElu",
  (x, { alpha }) => tf.mul(tf.elu(x), tf.step(x, alpha)),
);

/** x / (bias + alpha·Σ x²)^beta (Krizhevsky et al. 2012, section 3.3); the sum is a product with a band of ones. */
export const responseNormLayer = customLayer<
  CustomConfig & {
    readonly size: number;
    readonly bias: number;
    readonly alpha: number;
    readonly beta: number;
  }
>("LocalResponseNormalization", (x, { size, bias, alpha, beta }) => {
  const channels = x.shape.at(-1) ?? 0;
  const sums = tf.matMul(tf.square(x).reshape([-1, channels]), band(channels, size));
  return tf.mul(x, tf.pow(tf.add(bias, tf.mul(alpha, sums)), -beta).reshape(x.shape));
});

/** An even size reaches one channel further down than up, as PyTorch's. */
function band(channels: number, size: number): tf.Tensor2D {
  const down = Math.floor(size / 2);
  return tf.tensor2d(
    Array.from({ length: channels }, (_, from) =>
      Array.from({ length: channels }, (_, to) =>
        from >= to - down && from < to - down + size ? 1 : 0,
      ),
    ),
  );
}

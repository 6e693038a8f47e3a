/**
 * Layers that mix rows with rows and columns with columns, each by one matrix: padding with what is inside, bilinear
 * upsampling, subsampling. As products their gradients are right on every backend; TensorFlow.js's own for mirrored
 * padding and for bilinear resizing with half-pixel centres are not.
 */
import * as tf from "@tensorflow/tfjs";
import type { Padding, Pair } from "../../../network/network.js";
import { customLayer, type CustomConfig } from "./customLayer.js";
import { sizeOf, type Maps } from "../ops/maps.js";

/** `matrix[o][i]`: how much of row i row o takes. */
type Matrix = readonly (readonly number[])[];

export const edgePaddingLayer = customLayer<
  CustomConfig & { readonly padding: Padding; readonly mode: "reflect" | "replicate" }
>("EdgePadding", (x, { padding: { top, bottom, left, right }, mode }) => {
  const [height, width] = sizeOf(x as Maps);
  const inside = mode === "reflect" ? reflected : replicated;
  const matrix = (size: number, before: number, after: number): Matrix =>
    selection(size, size + before + after, (o) => inside(o - before, size));
  return resample(x as Maps, matrix(height, top, bottom), matrix(width, left, right));
});

export const bilinearLayer = customLayer<CustomConfig & { readonly factor: Pair }>(
  "BilinearUpsampling",
  (x, { factor }) => {
    const [height, width] = sizeOf(x as Maps);
    return resample(x as Maps, bilinear(height, factor[0]), bilinear(width, factor[1]));
  },
);

/** ResNet's option A: every `strides`-th row and column, and channels of zeros after the others. */
export const zeroShortcutLayer = customLayer<CustomConfig & { readonly strides: Pair }>(
  "ZeroPaddedShortcut",
  (x, { strides, outputShape: [rows = 0, columns = 0, channels = 0] }) => {
    const [height, width] = sizeOf(x as Maps);
    const sampled = resample(
      x as Maps,
      selection(height, rows, (o) => o * strides[0]),
      selection(width, columns, (o) => o * strides[1]),
    );
    return tf.pad(sampled, [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, channels - sampled.shape[3]],
    ]);
  },
);

function resample(x: Maps, rows: Matrix, columns: Matrix): Maps {
  return mixLast(
    mixLast(x.transpose([0, 3, 1, 2]), columns).transpose([0, 1, 3, 2]),
    rows,
  ).transpose([0, 3, 2, 1]);
}

function mixLast(x: Maps, matrix: Matrix): Maps {
  const [a, b, c, size] = x.shape;
  const weights = tf.tensor2d(matrix.map((row) => [...row])).transpose();
  return tf.matMul(x.reshape([a * b * c, size]), weights).reshape([a, b, c, matrix.length]);
}

function selection(size: number, length: number, source: (o: number) => number): Matrix {
  return Array.from({ length }, (_, o) =>
    Array.from({ length: size }, (_, i) => (i === source(o) ? 1 : 0)),
  );
}

/** Half-pixel centres, as TensorFlow's and PyTorch's default; the edge rows repeat outside. */
function bilinear(size: number, factor: number): Matrix {
  return Array.from({ length: size * factor }, (_, o) => {
    const at = Math.min(size - 1, Math.max(0, (o + 0.5) / factor - 0.5));
    return Array.from({ length: size }, (_, i) => Math.max(0, 1 - Math.abs(at - i)));
  });
}

function reflected(i: number, size: number): number {
  const period = Math.max(1, 2 * (size - 1));
  const place = Math.abs(i) % period;
  return Math.min(place, period - place);
}

function replicated(i: number, size: number): number {
  return Math.min(size - 1, Math.max(0, i));
}

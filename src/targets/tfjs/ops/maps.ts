/** Batches of maps (batch, height, width, channels): cutting, padding, spreading along height and width. */
import * as tf from "@tensorflow/tfjs";
import type { Pair } from "../../../network/network.js";

export type Maps = tf.Tensor4D;

export const axes = (value: (axis: 0 | 1) => number): Pair => [value(0), value(1)];

export const sizeOf = (x: Maps): Pair => [x.shape[1], x.shape[2]];

/** Adds rows and columns of `fill` on each side; a negative amount takes them away. */
export function padOrCrop(x: Maps, before: Pair, after: Pair, fill = 0): Maps {
  return pad(crop(x, before, after), before, after, fill);
}

function crop(x: Maps, before: Pair, after: Pair): Maps {
  if (![...before, ...after].some((n) => n < 0)) return x;
  const start = axes((i) => Math.max(0, -before[i]));
  const kept = axes((i) => sizeOf(x)[i] - start[i] - Math.max(0, -after[i]));
  return tf.slice(x, [0, ...start, 0], [x.shape[0], ...kept, x.shape[3]]);
}

function pad(x: Maps, [top, left]: Pair, [bottom, right]: Pair, fill: number): Maps {
  if (![top, left, bottom, right].some((n) => n > 0)) return x;
  const rows: [number, number] = [Math.max(0, top), Math.max(0, bottom)];
  const columns: [number, number] = [Math.max(0, left), Math.max(0, right)];
  return tf.pad(x, [[0, 0], rows, columns, [0, 0]], fill);
}

/** Puts `factor − 1` zeros between neighbouring rows and columns. */
export function dilate(x: Maps, [sh, sw]: Pair): Maps {
  if (sh === 1 && sw === 1) return x;
  const [samples, height, width, channels] = x.shape;
  const wide = tf.pad(tf.reshape(x, [samples * height, width, channels]), [
    [0, 0],
    [0, 0],
    [0, (sw - 1) * channels],
  ]);
  const high = tf.pad(tf.reshape(wide, [samples, height, width * sw * channels]), [
    [0, 0],
    [0, 0],
    [0, (sh - 1) * width * sw * channels],
  ]);
  const spread = tf.reshape(high, [samples, height * sh, width * sw, channels]);
  return padOrCrop(spread as Maps, [0, 0], [1 - sh, 1 - sw]);
}

/** Pooling with padding, with rounding up, and of minima. */
import * as tf from "@tensorflow/tfjs";
import type { Padding, Pair } from "../../../network/network.js";
import { customLayer, type CustomConfig } from "./customLayer.js";
import { axes, padOrCrop, sizeOf, type Maps } from "../ops/maps.js";

interface PoolConfig extends CustomConfig {
  readonly operation: "max" | "average" | "min";
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

export const poolingLayer = customLayer<PoolConfig>("Pooling", (input, config) => {
  const x = input as Maps;
  const { operation } = config;
  if (operation === "min") return tf.neg(pool("max", tf.neg(x), config));
  const y = pool(operation, x, config);
  return operation === "max" ? y : tf.mul(y, shares(sizeOf(x), config));
});

function pool(operation: "max" | "average", x: Maps, config: PoolConfig): Maps {
  const { padding, kernelSize, strides } = config;
  const fill = operation === "max" ? -Infinity : 0;
  const after = axes((i) => reach(config, i) - origin(padding)[i] - sizeOf(x)[i]);
  const padded = padOrCrop(x, origin(padding), after, fill);
  const run = operation === "max" ? tf.maxPool : tf.avgPool;
  return run(padded, [...kernelSize], [...strides], "valid");
}

/** Rows (columns) from the first of the padded map to the last that a window reads. */
function reach({ outputShape, kernelSize, strides }: PoolConfig, axis: 0 | 1): number {
  return ((outputShape[axis] ?? 0) - 1) * strides[axis] + kernelSize[axis];
}

/** A window's size over the part of it that lies in the padded map: 1 except at the end of a map rounded up. */
function shares(size: Pair, config: PoolConfig): tf.Tensor {
  const { outputShape, kernelSize, strides, padding } = config;
  const ends = [size[0] + padding.top + padding.bottom, size[1] + padding.left + padding.right];
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    Array.from({ length: outputShape[axis] ?? 0 }, (_, o) => {
      const counted = Math.min(kernelSize[axis], (ends[axis] ?? 0) - o * strides[axis]);
      return kernelSize[axis] / counted;
    }),
  );
  return tf.mul(
    tf.tensor(rows ?? []).reshape([-1, 1, 1]),
    tf.tensor(columns ?? []).reshape([-1, 1]),
  );
}

const origin = (padding: Padding): Pair => [padding.top, padding.left];

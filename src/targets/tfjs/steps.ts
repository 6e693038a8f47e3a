/** The parts that layers of the network are made of: one TensorFlow.js layer each. */
import * as tf from "@tensorflow/tfjs";
import type { BatchNorm, Layer, Padding, PaddingMode } from "../../network/network.js";
import type { CustomConfig } from "./layers/customLayer.js";
import { edgePaddingLayer } from "./layers/resampling.js";
import { constantPaddingLayer } from "./layers/values.js";

/** `fused` is an operation with the layer's ReLU in it. In training the runner itself does the three after it. */
export type Role = "operation" | "fused" | "batchNorm" | "dropout" | "activation";

export interface Step {
  readonly role: Role;
  readonly layer: tf.layers.Layer;
}

export type Steps = readonly Step[];

export const step = (role: Role, layer: tf.layers.Layer): Steps => [{ role, layer }];

export const operation = (layer: tf.layers.Layer): Steps => step("operation", layer);

export function identity({ name }: Layer): Steps {
  return operation(tf.layers.activation({ name, activation: "linear" }));
}

export function custom({ name, outputShape }: Layer): CustomConfig {
  return { name, outputShape };
}

export function batchNormStep(name: string, { epsilon, momentum }: BatchNorm): Steps {
  return step("batchNorm", tf.layers.batchNormalization({ name, epsilon, momentum }));
}

/** Nothing where there is nothing to pad. */
export function paddingSteps(
  name: string,
  padding: Padding,
  mode: PaddingMode,
  { inputShape: [height = 0, width = 0, channels = 0] }: Pick<Layer, "inputShape">,
): Steps {
  const { top, bottom, left, right } = padding;
  if (isZero(padding)) return [];
  const outputShape = [height + top + bottom, width + left + right, channels];
  if (mode.kind !== "constant") {
    return operation(edgePaddingLayer({ name, outputShape, padding, mode: mode.kind }));
  }
  if (mode.value !== 0) {
    return operation(constantPaddingLayer({ name, outputShape, padding, value: mode.value }));
  }
  const amounts: [[number, number], [number, number]] = [
    [top, bottom],
    [left, right],
  ];
  return operation(tf.layers.zeroPadding2d({ name, padding: amounts }));
}

export function isZero({ top, bottom, left, right }: Padding): boolean {
  return top === 0 && bottom === 0 && left === 0 && right === 0;
}

/** Images and labels as tensors, checked first. In: typed arrays. Out: tensors of the current scope, or a RangeError. */
import * as tf from "@tensorflow/tfjs";
import type { LabelledBatch, Values } from "../../engine/runner.js";
import type { Network, Shape } from "../../network/network.js";
import { sizeOf } from "../../network/variables.js";
import { layerAt } from "../../training/headPath.js";
import type { LossRule } from "./losses.js";

export function imageTensor(network: Network, { shape, data }: Values): tf.Tensor {
  const wanted = layerAt(network, 0).outputShape;
  const [samples = 0, ...rest] = shape;
  if (rest.join() !== wanted.join()) {
    const received = describe(rest);
    throw new RangeError(
      `${network.name} takes images of ${describe(wanted)}; received ${received}`,
    );
  }
  if (samples < 1) throw new RangeError(`${network.name} needs at least one image; received none`);
  if (data.length !== sizeOf(shape)) {
    const values = `${sizeOf(shape)} values`;
    throw new RangeError(`${describe(shape)} has ${values}; received ${data.length}`);
  }
  return tf.tensor(data, [...shape]);
}

/** Class numbers, one a sample (a pixel, where the output is a map); or targets in the shape of the output. */
export function labelTensor(
  network: Network,
  rule: LossRule,
  samples: number,
  labels: LabelledBatch["labels"],
): tf.Tensor {
  const { outputShape } = layerAt(network, network.output);
  const classes = rule.labels === "classes";
  const wanted = samples * sizeOf(classes ? outputShape.slice(0, -1) : outputShape);
  if (labels.length !== wanted) {
    const received = `received ${labels.length}`;
    throw new RangeError(
      `${samples} images need ${wanted} ${rule.labels} (output ${describe(outputShape)}); ${received}`,
    );
  }
  if (!classes) return tf.tensor(Float32Array.from(labels), [samples, ...outputShape]);
  checkClasses(labels, outputShape.at(-1) ?? 0);
  return tf.tensor1d(Int32Array.from(labels), "int32");
}

function checkClasses(labels: LabelledBatch["labels"], classes: number): void {
  const wrong = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong === undefined) return;
  throw new RangeError(`labels are whole numbers from 0 to ${classes - 1}; received ${wrong}`);
}

function describe(shape: Shape): string {
  return shape.length === 0 ? "nothing" : shape.join("×");
}

/** What a runner is given, checked before TensorFlow sees it. In: images and labels. Out: feeds, or a RangeError. */
import type { LabelledBatch, Values } from "../../engine/runner.js";
import type { Feed, Held } from "../../engine/session.js";
import type { Network, Shape } from "../../network/network.js";
import { sizeOf } from "../../network/variables.js";
import type { Loss } from "../../training/plan.js";
import { heldBy } from "./heldValues.js";
import { lossRules } from "./losses.js";

export function imageFeed(network: Network, values: Values): Feed | Held {
  const { shape } = values;
  const wanted = network.layers[0]?.outputShape ?? [];
  const [samples = 0, ...rest] = shape;
  if (rest.join() !== wanted.join()) {
    throw new RangeError(
      `${network.name} takes images of ${describe(wanted)}; received ${describe(rest)}`,
    );
  }
  if (samples < 1) throw new RangeError(`${network.name} needs at least one image; received none`);
  const held = heldBy(values);
  if (held) return held;
  const { data } = values;
  if (data.length !== sizeOf(shape)) {
    const values = `${sizeOf(shape)} values`;
    throw new RangeError(`${describe(shape)} has ${values}; received ${data.length}`);
  }
  return { type: "float32", shape, data };
}

/** Class numbers for crossentropy, one a sample (a pixel, where the output is a map); else targets like the output. */
export function labelFeed(
  network: Network,
  loss: Loss,
  samples: number,
  labels: LabelledBatch["labels"],
): Feed {
  const output = network.layers[network.output]?.outputShape ?? [];
  const { labels: type } = lossRules[loss];
  const each = type === "int32" ? output.slice(0, -1) : output;
  const wanted = samples * sizeOf(each);
  if (labels.length !== wanted) {
    const what = type === "int32" ? "labels" : "target values";
    throw new RangeError(
      `${samples} images need ${wanted} ${what} (${loss}, output ${describe(output)}); received ${labels.length}`,
    );
  }
  if (type === "float32") {
    return { type, shape: [samples, ...output], data: Float32Array.from(labels) };
  }
  checkClasses(labels, output.at(-1) ?? 0);
  return { type, shape: [wanted], data: Int32Array.from(labels) };
}

function checkClasses(labels: LabelledBatch["labels"], classes: number): void {
  const wrong = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong === undefined) return;
  throw new RangeError(`labels are whole numbers from 0 to ${classes - 1}; received ${wrong}`);
}

function describe(shape: Shape): string {
  return shape.length === 0 ? "nothing" : shape.join("×");
}

/** What a runner is given, checked before an engine sees it: the same words on every engine. Throws a RangeError. */
import type { LabelledBatch, Values } from "../engine/runner.js";
import type { Network, Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { layerAt } from "./headPath.js";

export function checkImageShape(network: Network, shape: Shape): void {
  const wanted = layerAt(network, 0).outputShape;
  const [samples = 0, ...rest] = shape;
  if (rest.join() !== wanted.join()) {
    const received = describe(rest);
    throw new RangeError(
      `${network.name} takes images of ${describe(wanted)}; received ${received}`,
    );
  }
  if (samples < 1) throw new RangeError(`${network.name} needs at least one image; received none`);
}

export function checkCount({ shape, data }: Values): void {
  if (data.length === sizeOf(shape)) return;
  const values = `${sizeOf(shape)} values`;
  throw new RangeError(`${describe(shape)} has ${values}; received ${data.length}`);
}

/** Class numbers, one a sample (a pixel, where the output is a map); or targets in the shape of the output. */
export function checkLabels(
  network: Network,
  kind: "classes" | "targets",
  samples: number,
  labels: LabelledBatch["labels"],
): void {
  const { outputShape } = layerAt(network, network.output);
  const classes = kind === "classes";
  const wanted = samples * sizeOf(classes ? outputShape.slice(0, -1) : outputShape);
  if (labels.length !== wanted) {
    const what = classes ? "labels" : "target values";
    const received = `received ${labels.length}`;
    throw new RangeError(
      `${samples} images need ${wanted} ${what} (output ${describe(outputShape)}); ${received}`,
    );
  }
  if (classes) checkClasses(labels, outputShape.at(-1) ?? 0);
}

function checkClasses(labels: LabelledBatch["labels"], classes: number): void {
  const wrong = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong === undefined) return;
  throw new RangeError(`labels are whole numbers from 0 to ${classes - 1}; received ${wrong}`);
}

function describe(shape: Shape): string {
  return shape.length === 0 ? "nothing" : shape.join("×");
}

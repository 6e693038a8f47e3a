/** Whether a network can take a data set: told before anything runs. */
import type { DataSetInfo } from "../data/dataSet.js";
import type { Samples } from "../data/samples.js";
import type { Layer, Network, Shape } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { describeShape, formatShape } from "../network/wording.js";
import { Problem } from "../problem/problem.js";
import type { Loss } from "./plan.js";

type Known = Pick<DataSetInfo, "name" | "shape" | "classNames">;

export function inputShapeOf({ layers }: Network): Shape {
  return layers[0]?.outputShape ?? [];
}

/** Outputs of a network that classifies whole images. */
export function outputCount({ layers, output }: Network): number {
  return layers[output]?.outputShape.at(-1) ?? 0;
}

/** Throws R102, located at the data set, with the layer that does not fit. A vector takes an image of as many values. */
export function requireFit(network: Network, data: Known, loss: Loss): void {
  requireImages(network, data);
  requireClasses(network, data, loss);
}

export function requireImages(network: Network, { name, shape }: Known): void {
  const wanted = inputShapeOf(network);
  const vector = wanted.length === 1 && wanted[0] === sizeOf(shape);
  if (vector || wanted.join() === shape.join()) return;
  const message = `\`${network.name}\` takes ${describeShape(wanted)}; the images of \`${name}\` are ${formatShape(shape)}`;
  const hints = [`write \`input ${formatShape(shape)}\` in \`${network.name}\``];
  throw new Problem("R102", message, {
    about: "data",
    hints,
    notes: notes(network.layers[0], `takes ${formatShape(wanted)}`),
  });
}

function requireClasses(network: Network, { name, classNames }: Known, loss: Loss): void {
  const layer = network.layers[network.output];
  const shape = layer?.outputShape ?? [];
  const [outputs, classes] = [outputCount(network), classNames.length];
  const single = sizeOf(shape.slice(0, -1)) === 1;
  const classified = loss === "crossentropy" || loss === "softcrossentropy";
  const binary = !classified && outputs === 1 && classes === 2;
  if (single && (outputs === classes || binary)) return;
  const message = `\`${network.name}\` gives ${describeShape(shape)}; \`${name}\` has ${classes} classes`;
  const hints = [
    single ? `let it end in \`fc-${classes} | softmax\`` : `end it with \`gap | fc-${classes}\``,
  ];
  throw new Problem("R102", message, {
    about: "data",
    hints,
    notes: notes(layer, `gives ${formatShape(shape)}`),
  });
}

/** Throws R102 where labels, pixels and classes do not go together: data may come from a program. */
export function requireSamples(
  { name, classNames }: Known,
  { shape, images, labels, source }: Samples,
): void {
  const wanted = labels.length * sizeOf(shape);
  if (!source && images.length !== wanted) {
    const message = `\`${name}\` has ${images.length} pixels; ${labels.length} images of ${formatShape(shape)} have ${wanted}`;
    throw new Problem("R102", message, { about: "data" });
  }
  const wrong = labels.find((label) => label < 0 || label >= classNames.length);
  if (wrong === undefined) return;
  const message = `\`${name}\` has the label ${wrong}; expected 0 to ${classNames.length - 1}`;
  throw new Problem("R102", message, { about: "data" });
}

function notes(layer: Layer | undefined, text: string) {
  return layer ? [{ span: layer.span, text }] : [];
}

/** Classes as scores. In: a network and what it gives. Out: its classes by probability, and the score of one of them. */
import type { Score, Values } from "../engine/runner.js";
import type { Layer, Network } from "../network/network.js";
import { sizeOf } from "../network/variables.js";
import { describeShape } from "../network/wording.js";
import { closest } from "../language/spelling.js";
import { Problem } from "../problem/problem.js";
import { outputCount } from "../training/fit.js";
import { probabilities } from "../training/probabilities.js";
import { scoringLayer } from "./layers.js";
import { mapShape, type Subject } from "./subject.js";
import type { RankedClass } from "./ofNetwork.js";

/** Likeliest first. */
export async function rankedClasses(
  subject: Subject,
  values: Values,
): Promise<readonly RankedClass[]> {
  requireClasses(subject.network);
  const { data } = await subject.runner.predict(values);
  return ranked(subject, data);
}

/** Of one sample's outputs. */
export function ranked(
  { network, classNames }: Pick<Subject, "network" | "classNames">,
  outputs: Float32Array,
): readonly RankedClass[] {
  const shares = probabilities(network, outputs);
  const names = classNames?.length === shares.length ? classNames : null;
  return shares
    .map((probability, index) => ({ index, class: names?.[index] ?? String(index), probability }))
    .sort((a, b) => b.probability - a.probability || a.index - b.index);
}

/** Throws R107 where the network gives no vector of classes. */
export function requireClasses(network: Network): void {
  const shape = network.layers[network.output]?.outputShape ?? [];
  if (outputCount(network) === sizeOf(shape)) return;
  const message = `\`${network.name}\` gives ${describeShape(shape)}; this view needs a vector of classes`;
  throw new Problem("R107", message, {
    about: "net",
    hints: ["end it with `gap`, or `fc-10 | softmax`"],
  });
}

/** The class that is asked for by number or name, else the likeliest. Throws R107 for one that there is not. */
export function chosenClass(
  classes: readonly RankedClass[],
  asked: number | string | null,
): RankedClass {
  const found =
    asked === null
      ? classes[0]
      : classes.find((one) => (typeof asked === "number" ? one.index : one.class) === asked);
  if (found) return found;
  const names = classes.map((one) => one.class);
  const near = typeof asked === "string" ? closest(asked, names) : null;
  throw new Problem("R107", `there is no class ${JSON.stringify(asked)}`, {
    about: "class",
    hints: [
      near === null
        ? `classes are numbered from 0 to ${classes.length - 1}`
        : `write \`class="${near}"\``,
    ],
  });
}

/** The score of a class before softmax or sigmoid; a single output is the score of the second class. */
export function classScore(
  network: Network,
  samples: number,
  index: number,
  guided = false,
): Score {
  const layer = scoringLayer(network);
  const single = outputCount(network) === 1;
  return unitScore(layer, Array<number>(samples).fill(single ? 0 : index), {
    guided,
    sign: single && index === 0 ? -1 : 1,
  });
}

/** For each sample the mean of one unit's values over its map. */
export function unitScore(
  layer: Layer,
  units: readonly number[],
  { guided = false, sign = 1 }: { readonly guided?: boolean; readonly sign?: number } = {},
): Score {
  const [height, width, channels] = mapShape(layer);
  const cells = height * width;
  const data = new Float32Array(units.length * cells * channels);
  units.forEach((unit, sample) => {
    for (let cell = 0; cell < cells; cell++) {
      data[(sample * cells + cell) * channels + unit] = sign / cells;
    }
  });
  const weights = { shape: [units.length, ...layer.outputShape], data };
  return { layer: layer.name, weights, guided };
}

/** All channels of one cell. */
export function cellScore(layer: Layer, row: number, column: number): Score {
  const [height, width, channels] = mapShape(layer);
  const data = new Float32Array(height * width * channels);
  const start = (row * width + column) * channels;
  data.fill(1, start, start + channels);
  return { layer: layer.name, weights: { shape: [1, ...layer.outputShape], data }, guided: false };
}

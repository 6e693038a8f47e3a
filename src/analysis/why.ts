/**
 * Why a class: pictures from gradients. In: a subject, an input, a class. Out: how much each place matters, largest 1.
 * Gradients are of the class's score before softmax.
 */
import type { Layer } from "../network/network.js";
import type { Values } from "../engine/runner.js";
import { asPicture, type Input } from "./input.js";
import { chosenClass, classScore, rankedClasses } from "./classScore.js";
import { mapShape, ofNetwork, unfit, type Subject } from "./subject.js";
import type { RankedClass } from "./ofNetwork.js";
import type { HeatMap } from "./picture.js";
import type { WhyView } from "./view.js";

/** Selvaraju et al. 2017, equations 1 and 2: ReLU(Σ α·A), α the mean of the gradient at each map. Throws R107. */
export async function gradCamView(
  subject: Subject,
  layer: Layer,
  { shown, values }: Input,
  asked: number | string | null,
): Promise<WhyView> {
  if (layer.outputShape.length !== 3) {
    throw unfit(layer, "gives a vector; Grad-CAM needs maps", "name a convolution: `at=conv1_1`");
  }
  const chosen = chosenClass(await rankedClasses(subject, values), asked);
  const score = classScore(subject.network, 1, chosen.index);
  const what = [
    { kind: "activation", layer: layer.name },
    { kind: "scoreGradient", score, at: layer.name },
  ] as const;
  const [maps, gradient] = await subject.runner.fetch(what, { images: values });
  const heat = weighted(maps, gradient, mapShape(layer));
  return {
    kind: "gradcam",
    ...ofNetwork(subject),
    ...{ of: shown, class: chosen, layer: layer.name, heat, signed: null },
  };
}

function weighted(
  maps: Values | undefined,
  gradient: Values | undefined,
  [height, width, channels]: readonly [number, number, number],
): HeatMap {
  const [a, g] = [maps?.data ?? [], gradient?.data ?? []];
  const cells = height * width;
  const alpha = new Float64Array(channels);
  for (let i = 0; i < g.length; i++)
    alpha[i % channels] = (alpha[i % channels] ?? 0) + (g[i] ?? 0) / cells;
  const values = new Float32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += (alpha[c] ?? 0) * (a[cell * channels + c] ?? 0);
    values[cell] = Math.max(0, sum);
  }
  return { height, width, values: toOne(values) };
}

/** Simonyan et al. 2013, or with the gradients of guided backpropagation (Springenberg et al. 2014). Throws R107. */
export async function saliencyView(
  subject: Subject,
  { shown, values }: Input,
  asked: number | string | null,
  guided: boolean,
): Promise<WhyView> {
  const { network, runner } = subject;
  const chosen = chosenClass(await rankedClasses(subject, values), asked);
  const at = network.layers[0]?.name ?? "input";
  const score = classScore(network, 1, chosen.index, guided);
  const [gradient] = await runner.fetch([{ kind: "scoreGradient", score, at }], { images: values });
  const data = gradient?.data ?? new Float32Array();
  const [height, width, channels] = asPicture(values.shape.slice(1));
  return {
    kind: guided ? "guided" : "saliency",
    ...ofNetwork(subject),
    ...{
      of: shown,
      class: chosen,
      layer: at,
      heat: { height, width, values: toOne(sizes(data, channels)) },
    },
    signed: guided ? signedToOne(data) : null,
  };
}

/** The largest size over the channels. */
export function sizes(data: Float32Array, channels: number): Float32Array {
  const found = new Float32Array(data.length / channels);
  for (let i = 0; i < data.length; i++) {
    const cell = Math.floor(i / channels);
    found[cell] = Math.max(found[cell] ?? 0, Math.abs(data[i] ?? 0));
  }
  return found;
}

/** Divided by the largest; zeros stay zeros. */
export function toOne(values: Float32Array): Float32Array {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  return largest > 0 ? values.map((value) => value / largest) : values;
}

function signedToOne(values: Float32Array): Float32Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 ? values.map((value) => value / largest) : values;
}

export type { RankedClass };

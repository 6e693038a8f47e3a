/**
 * `show histogram`: values and weights of layers. In: a subject, layers, batches of inputs. Out: histograms, and the units that
 * never answered. Batches are gone through twice, for the range and for the counts, so that memory does not grow with them.
 */
import type { Values } from "../engine/runner.js";
import type { Layer, Network } from "../network/network.js";
import { variablesOf } from "../network/variables.js";
import {
  addMoments,
  binsOf,
  count,
  emptyMoments,
  histogram,
  histogramOf,
  type Moments,
} from "./histogram.js";
import { hasRelu } from "./layers.js";
import { mapShape, ofNetwork, type Subject } from "./subject.js";
import type { HistogramView, LayerHistogram } from "./view.js";

/** Inputs by batches; can be gone through again. */
export type Batches = () => AsyncIterable<Values>;

/** Layers with weights, evenly chosen where there are many. */
export function weighedLayers({ layers }: Network, most = 24): readonly Layer[] {
  const all = layers.filter((layer) => layer.aux === 0 && "initializer" in layer.operation);
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => {
    return all[Math.round((i * (all.length - 1)) / (most - 1))];
  }).flatMap((layer) => layer ?? []);
}

export async function histogramView(
  subject: Subject,
  layers: readonly Layer[],
  inputs: { readonly name: string; readonly batches: Batches } | null,
): Promise<HistogramView> {
  const seen = inputs ? await activationHistograms(subject, layers, inputs.batches) : null;
  const found: LayerHistogram[] = [];
  for (const layer of layers) {
    const [, , units] = mapShape(layer);
    const own = seen?.get(layer.name);
    const weights = await weightHistogram(subject, layer);
    const dead = own && hasRelu(subject.network, layer) ? own.dead : null;
    found.push({ layer: layer.name, activations: own?.activations ?? null, weights, units, dead });
  }
  return { kind: "histogram", ...ofNetwork(subject), of: inputs?.name ?? null, layers: found };
}

async function weightHistogram(
  { runner }: Subject,
  layer: Layer,
): Promise<LayerHistogram["weights"]> {
  const kernel = variablesOf(layer).find(({ role }) => role === "kernel" || role === "gamma");
  return kernel ? histogram(await runner.readVariable(kernel.name)) : null;
}

interface Seen {
  readonly moments: Moments;
  /** Largest value of each unit. */
  readonly largest: Float32Array;
}

async function activationHistograms(subject: Subject, layers: readonly Layer[], inputs: Batches) {
  const seen: readonly Seen[] = layers.map((layer) => {
    const [, , units] = mapShape(layer);
    return { moments: emptyMoments(), largest: new Float32Array(units).fill(-Infinity) };
  });
  await throughLayers(subject, layers, inputs, (data, i) => {
    const own = seen[i];
    if (!own) return;
    addMoments(own.moments, data);
    keepLargest(own.largest, data);
  });
  const bins = seen.map(({ moments }) => binsOf(moments));
  await throughLayers(subject, layers, inputs, (data, i) => {
    const own = bins[i];
    if (own) count(own, data);
  });
  return new Map(
    layers.flatMap(({ name }, i) => {
      const [own, counted] = [seen[i], bins[i]];
      if (!own || !counted) return [];
      const dead = [...own.largest.keys()].filter((unit) => !((own.largest[unit] ?? 0) > 0));
      return [[name, { activations: histogramOf(counted), dead }] as const];
    }),
  );
}

async function throughLayers(
  { runner }: Subject,
  layers: readonly Layer[],
  inputs: Batches,
  see: (data: Float32Array, layer: number) => void,
): Promise<void> {
  const what = layers.map(({ name }) => ({ kind: "activation", layer: name }) as const);
  for await (const images of inputs()) {
    const found = await runner.fetch(what, { images });
    found.forEach(({ data }, i) => see(data, i));
  }
}

function keepLargest(largest: Float32Array, data: Float32Array): void {
  const units = largest.length;
  for (let i = 0; i < data.length; i++) {
    const unit = i % units;
    if ((data[i] ?? 0) > (largest[unit] ?? 0)) largest[unit] = data[i] ?? 0;
  }
}

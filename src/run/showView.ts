/**
 * `show net VIEW`: plain numbers of a view. In: a network with its weights, a view, options. Out: its result. A new view is an entry
 * of the table here.
 */
import { batchNormView, firstBatchNorm } from "../analysis/batchNorm.js";
import { embeddingView } from "../analysis/embedding.js";
import { filtersView } from "../analysis/filters.js";
import { histogramView, weighedLayers } from "../analysis/histograms.js";
import { beforeDecision, firstConvolution, lastConvolution, lastMaps } from "../analysis/layers.js";
import { mapsView } from "../analysis/maps.js";
import { maximizeView } from "../analysis/maximize.js";
import { occlusionView } from "../analysis/occlusion.js";
import { patchesView } from "../analysis/patches.js";
import { poolTraceView } from "../analysis/poolTrace.js";
import { predictionsView, topView } from "../analysis/predictions.js";
import { receptiveField } from "../analysis/receptive.js";
import { layerNamed, mapShape, requireUnit, type Subject } from "../analysis/subject.js";
import type { HistoryView, ViewResult } from "../analysis/view.js";
import { gradCamView, saliencyView } from "../analysis/why.js";
import type { networkViews } from "../network/commands/options.js";
import type { Layer, Network } from "../network/network.js";
import { requireInferenceRoom } from "../training/room.js";
import { exclusively, runnerOf, type LiveNetwork } from "./liveNetwork.js";
import { testNetwork } from "./testNetwork.js";
import {
  batchesOf,
  dataFor,
  inputFor,
  optionalInput,
  pictureFor,
  type ViewOptions,
} from "./viewOptions.js";

export type NetworkView = (typeof networkViews)[number];

interface Request {
  readonly live: LiveNetwork;
  readonly options: ViewOptions;
  readonly signal: AbortSignal | undefined;
}

/** Of the network alone, or of its values, with the runner to itself. */
type View =
  | {
      readonly of: "network";
      readonly show: (request: Request) => ViewResult | Promise<ViewResult>;
    }
  | {
      readonly of: "values";
      readonly show: (subject: Subject, request: Request) => Promise<ViewResult>;
    };

/** Several trainings over each other. */
export function historyOf(nets: readonly LiveNetwork[]): HistoryView {
  const runs = nets.map(({ network: { title, name }, history }) => ({
    name: title ?? name,
    history,
  }));
  return { kind: "history", runs };
}

const views: Readonly<Record<NetworkView, View>> = {
  summary: ofNetwork(({ live: { network, frozen } }) => ({ kind: "summary", network, frozen })),
  diagram: ofNetwork(({ live: { network, frozen } }) => ({ kind: "diagram", network, frozen })),
  params: ofNetwork(({ live: { network } }) => ({ kind: "params", network })),
  memory: ofNetwork(({ live: { network }, options: { batch = 64 } }) => {
    return { kind: "memory", network, batch };
  }),
  history: ofNetwork(({ live }) => historyOf([live])),
  pooltrace: ofNetwork(async ({ live, options }) => {
    const { of } = options;
    const numbers = typeof of === "object" ? Float32Array.from(of.flat()) : null;
    return poolTraceView(live.network, await pictureFor(live, options), numbers);
  }),
  confusion: ofNetwork(async ({ live, options, signal }) => {
    const data = dataFor(live, options);
    const { batch } = options;
    const evaluation = await testNetwork(live, data, { signal, ...(batch ? { batch } : {}) });
    const { network, trained } = live;
    const { name, classNames } = data;
    return { kind: "confusion", network, trained, data: name, classNames, evaluation };
  }),
  receptive: ofValues(receptive),
  filters: ofValues((subject, { options }) => {
    const layer = layerOf(subject.network, options, firstConvolution);
    return filtersView(subject, layer, options.unit ?? null);
  }),
  maps: ofValues(async (subject, { live, options }) => {
    const layer = layerOf(subject.network, options, firstConvolution);
    return mapsView(subject, layer, await inputFor(live, options), options.scale ?? "map");
  }),
  histogram: ofValues(async (subject, { live, options }) => {
    const { network } = subject;
    const layers =
      options.at === undefined ? weighedLayers(network) : [layerNamed(network, options.at)];
    return histogramView(subject, layers, await batchesOf(subject, live, options));
  }),
  gradcam: ofValues(async (subject, { live, options }) => {
    const layer = layerOf(subject.network, options, lastMaps);
    return gradCamView(subject, layer, await inputFor(live, options), options.class ?? null);
  }),
  saliency: ofValues(async (subject, { live, options }) =>
    saliencyView(subject, await inputFor(live, options), options.class ?? null, false),
  ),
  guided: ofValues(async (subject, { live, options }) =>
    saliencyView(subject, await inputFor(live, options), options.class ?? null, true),
  ),
  occlusion: ofValues(async (subject, { live, options }) => {
    const { class: asked = null, size = null, stride = null } = options;
    const input = await inputFor(live, options);
    return occlusionView(subject, input, { class: asked, size, stride });
  }),
  maximize: ofValues(maximize),
  patches: ofValues((subject, { live, options }) => {
    const layer = layerOf(subject.network, options, lastConvolution);
    const { unit = 0, samples = 1000 } = options;
    return patchesView(subject, layer, dataFor(live, options), { unit, samples });
  }),
  top5: ofValues(async (subject, { live, options }) =>
    topView(subject, await inputFor(live, options), Math.max(...(options.top ?? [5]))),
  ),
  predictions: ofValues((subject, { live, options }) =>
    predictionsView(subject, dataFor(live, options)),
  ),
  embedding: ofValues((subject, { live, options }) => {
    const layer = layerOf(subject.network, options, beforeDecision);
    const { method = "tsne", samples = 200, seed = 1 } = options;
    return embeddingView(subject, layer, dataFor(live, options), { method, samples, seed });
  }),
  batchnorm: ofValues((subject, { live, options }) => {
    const layer = layerOf(subject.network, options, firstBatchNorm);
    return batchNormView(subject, layer, dataFor(live, options));
  }),
};

function ofNetwork(show: (request: Request) => ViewResult | Promise<ViewResult>): View {
  return { of: "network", show };
}

function ofValues(show: (subject: Subject, request: Request) => Promise<ViewResult>): View {
  return { of: "values", show };
}

/** Throws R102, R104 to R107, R205, R304, each about the option that it comes from. */
export async function showView(
  live: LiveNetwork,
  view: NetworkView,
  options: ViewOptions,
  signal?: AbortSignal,
): Promise<ViewResult> {
  const request = { live, options, signal };
  const entry = views[view];
  if (entry.of === "network") return entry.show(request);
  return exclusively(live, async () => {
    const { network, trained } = live;
    requireInferenceRoom(network, 1);
    const classNames = options.on?.classNames ?? live.classNames;
    const runner = await runnerOf(live);
    return entry.show({ network, runner, trained, classNames, signal }, request);
  });
}

function layerOf(
  network: Network,
  { at }: ViewOptions,
  otherwise: (network: Network) => Layer,
): Layer {
  return at === undefined ? otherwise(network) : layerNamed(network, at);
}

/** The growth chart where neither a layer nor a picture is asked for. */
async function receptive(subject: Subject, { live, options }: Request): Promise<ViewResult> {
  const { network, trained } = subject;
  const layer = layerOf(network, options, lastMaps);
  const input = await optionalInput(live, options);
  if (options.at === undefined && options.cell === undefined && !input) {
    return { kind: "receptive", network, trained, layer: layer.name, field: null };
  }
  return receptiveField(subject, layer, options.cell ?? null, input);
}

/** More multiply-adds than these make a step slow. */
const slow = 5e8;

/** One unit, or the first nine; large networks get fewer steps and units. */
async function maximize(subject: Subject, { live, options }: Request): Promise<ViewResult> {
  const { network } = subject;
  const layer = layerOf(network, options, lastConvolution);
  const { unit, seed = 1 } = options;
  if (unit !== undefined) requireUnit(layer, unit);
  const [, , count] = mapShape(layer);
  const large = network.totals.macs > slow;
  const first = Array.from({ length: Math.min(count, large ? 1 : 9) }, (_, i) => i);
  const steps = options.steps ?? (large ? 20 : 64);
  const { preprocessing } = live;
  const units = unit === undefined ? first : [unit];
  return maximizeView(subject, layer, { units, steps, seed, preprocessing });
}

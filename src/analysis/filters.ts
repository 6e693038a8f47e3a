/** `show filters`: the weights of a layer as small pictures. In: a subject and a layer. Out: filters of bounded number and depth. */
import type { Layer, Network } from "../network/network.js";
import { variablesOf } from "../network/variables.js";
import { asPicture } from "./input.js";
import { ofNetwork, requireUnit, unfit, type Subject } from "./subject.js";
import type { FiltersView } from "./view.js";

const mostFilters = 64;
const mostChannels = 16;
/** Channels of a single filter. */
const mostOfOne = 256;

/** Throws R107 for a layer whose weights are no pictures. */
export async function filtersView(
  subject: Subject,
  layer: Layer,
  unit: number | null,
): Promise<FiltersView> {
  const kernel = kernelOf(subject.network, layer);
  if (unit !== null) requireUnit(layer, unit);
  const data = await subject.runner.readVariable(`${layer.name}/kernel`);
  const norms = Array.from({ length: kernel.filters }, (_, f) => normOf(kernel, data, f));
  const filters = unit === null ? longest(norms, mostFilters) : [unit];
  const single = unit !== null || kernel.channels === 1 || kernel.rgb;
  const channels = Math.min(kernel.channels, single ? mostOfOne : mostChannels);
  return {
    kind: "filters",
    ...ofNetwork(subject),
    layer: layer.name,
    height: kernel.height,
    width: kernel.width,
    channels,
    allChannels: kernel.channels,
    filters,
    norms: filters.map((f) => norms[f] ?? 0),
    allFilters: kernel.filters,
    values: valuesOf(kernel, data, filters, channels),
    rgb: kernel.rgb,
  };
}

interface Kernel {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly rgb: boolean;
  readonly place: (filter: number, channel: number, row: number, column: number) => number;
}

function kernelOf(network: Network, layer: Layer): Kernel {
  const [variable] = variablesOf(layer);
  const { operation } = layer;
  const [height = 1, width = 1, third = 1, fourth = 1] = variable?.shape ?? [];
  const at = (row: number, column: number) => (row * width + column) * third * fourth;
  switch (operation.kind) {
    case "conv": {
      const place = (f: number, c: number, y: number, x: number) => at(y, x) + c * fourth + f;
      return {
        height,
        width,
        channels: third,
        filters: fourth,
        rgb: seesColours(network, layer, third),
        place,
      };
    }
    case "dwconv": {
      const place = (f: number, _: number, y: number, x: number) => at(y, x) + f;
      return { height, width, channels: 1, filters: third, rgb: false, place };
    }
    case "deconv": {
      const { filters, groups } = operation;
      const [each, channels] = [filters / groups, fourth / groups];
      const place = (f: number, c: number, y: number, x: number) =>
        at(y, x) + (f % each) * fourth + Math.floor(f / each) * channels + c;
      return { height, width, channels, filters, rgb: false, place };
    }
    case "fc":
      return denseKernel(network, layer, operation.units);
    default:
      throw unfit(layer, "has no filters", "convolutions and dense layers have them: `at=conv1_1`");
  }
}

/** Each unit's weights lie as the map that it reads. */
function denseKernel(network: Network, layer: Layer, units: number): Kernel {
  const map = mapBefore(network, layer);
  if (!map) {
    const hint = "`show … histogram` shows the weights of a dense layer behind another";
    throw unfit(layer, "reads a vector, so its weights are no pictures", hint);
  }
  const [height, width, channels] = map;
  const place = (f: number, c: number, y: number, x: number) =>
    ((y * width + x) * channels + c) * units + f;
  return {
    height,
    width,
    channels,
    filters: units,
    rgb: seesColours(network, layer, channels),
    place,
  };
}

/** The map that a dense layer reads, perhaps flattened; the picture where it reads the input. */
function mapBefore(network: Network, layer: Layer): readonly [number, number, number] | null {
  const before = network.layers[layer.inputs[0] ?? 0];
  const shape = layer.inputShape.length === 3 ? layer.inputShape : (before?.inputShape ?? []);
  const passes = before && /^(flatten|dropout|id|input)$/.test(before.operation.kind);
  if (layer.inputShape.length !== 3 && !passes) return null;
  const [height = 1, width = 1, channels = 1] = shape;
  if (shape.length === 3) return [height, width, channels];
  if (before?.operation.kind !== "input") return null;
  return asPicture(shape);
}

function seesColours(network: Network, layer: Layer, channels: number): boolean {
  const before = network.layers[layer.inputs[0] ?? 0];
  const first = before?.operation.kind === "input" || before?.inputs[0] === 0;
  return channels === 3 && first && network.layers[0]?.outputShape[2] === 3;
}

function normOf(
  { height, width, channels, place }: Kernel,
  data: Float32Array,
  filter: number,
): number {
  let squares = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) squares += (data[place(filter, c, y, x)] ?? 0) ** 2;
  return Math.sqrt(squares);
}

/** The numbers of the longest, in order. */
function longest(norms: readonly number[], most: number): readonly number[] {
  const order = [...norms.keys()].sort((a, b) => (norms[b] ?? 0) - (norms[a] ?? 0) || a - b);
  return order.slice(0, most).sort((a, b) => a - b);
}

function valuesOf(
  { height, width, place }: Kernel,
  data: Float32Array,
  filters: readonly number[],
  channels: number,
): Float32Array {
  const values = new Float32Array(filters.length * height * width * channels);
  let next = 0;
  for (const filter of filters)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++) values[next++] = data[place(filter, c, y, x)] ?? 0;
  return values;
}

/** `show maps`: every channel of a layer for one picture. In: a subject, a layer, an input. Out: the maps, the strongest first. */
import type { Layer } from "../network/network.js";
import type { Input } from "./input.js";
import { mapShape, ofNetwork, type Subject } from "./subject.js";
import type { MapsView } from "./view.js";

export async function mapsView(
  subject: Subject,
  layer: Layer,
  { shown, values }: Input,
  scale: MapsView["scale"],
): Promise<MapsView> {
  const [found] = await subject.runner.fetch([{ kind: "activation", layer: layer.name }], {
    images: values,
  });
  const shape = mapShape(layer);
  const data = found?.data ?? new Float32Array();
  const strengths = channelStrengths(data, shape[2]);
  const order = [...strengths.keys()].sort(
    (a, b) => (strengths[b] ?? 0) - (strengths[a] ?? 0) || a - b,
  );
  return {
    kind: "maps",
    ...ofNetwork(subject),
    ...{ layer: layer.name, of: shown, shape, values: data, order, strengths, scale },
  };
}

/** Mean size of the values of each channel. */
export function channelStrengths(data: Float32Array, channels: number): readonly number[] {
  const sums = new Float64Array(channels);
  for (let start = 0; start < data.length; start += channels) {
    for (let c = 0; c < channels; c++) {
      const value = Math.abs(data[start + c] ?? 0);
      if (value < Infinity) sums[c] = (sums[c] ?? 0) + value;
    }
  }
  return Array.from(sums, (sum) => (sum * channels) / Math.max(1, data.length));
}

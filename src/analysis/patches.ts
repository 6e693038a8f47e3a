/** `show patches`: what a filter answers to most. In: a subject, a layer, a unit, a data set. Out: patches of its samples. */
import type { DataSet } from "../data/dataSet.js";
import type { Layer } from "../network/network.js";
import { boxOf } from "./field.js";
import { batches, shownPart, someOf } from "./samples.js";
import { mapShape, ofNetwork, requireUnit, type Subject } from "./subject.js";
import type { PatchesView } from "./dataSetViews.js";

export interface PatchesOptions {
  readonly unit: number;
  /** How many are shown. */
  readonly most?: number;
  /** How many samples are looked at. */
  readonly samples?: number;
}

type Patch = PatchesView["patches"][number];

/** Of each sample the cell with the largest value; of equals the first. Throws R107, R304. */
export async function patchesView(
  subject: Subject,
  layer: Layer,
  data: DataSet,
  { unit, most = 12, samples = 1000 }: PatchesOptions,
): Promise<PatchesView> {
  requireUnit(layer, unit);
  const part = shownPart(data);
  const indices = someOf(part, samples);
  const [, width, channels] = mapShape(layer);
  let best: readonly Patch[] = [];
  for await (const { shown, values } of batches(subject, data, part, indices)) {
    const what = [{ kind: "activation", layer: layer.name }] as const;
    const [found] = await subject.runner.fetch(what, { images: values });
    if (!found) continue;
    const each = found.data.length / shown.length;
    const own = shown.map((sample, i): Patch => {
      const { cell, value } = largest(
        found.data.subarray(i * each, (i + 1) * each),
        unit,
        channels,
      );
      return {
        sample,
        box: boxOf(subject.network, layer, [Math.floor(cell / width), cell % width]),
        value,
      };
    });
    best = [...best, ...own]
      .sort((a, b) => b.value - a.value)
      .slice(0, most)
      .map(copied);
  }
  return {
    kind: "patches",
    ...ofNetwork(subject),
    ...{ layer: layer.name, unit, data: data.name, samples: indices.length, patches: best },
  };
}

/** With a picture of its own, so that its batch can be freed. */
function copied(patch: Patch): Patch {
  const { sample } = patch;
  const { picture } = sample;
  if (picture.data.buffer.byteLength === picture.data.byteLength) return patch;
  return { ...patch, sample: { ...sample, picture: { ...picture, data: picture.data.slice() } } };
}

function largest(data: Float32Array, unit: number, channels: number) {
  let best = { cell: 0, value: -Infinity };
  for (let cell = 0; cell * channels < data.length; cell++) {
    const value = data[cell * channels + unit] ?? -Infinity;
    if (value > best.value) best = { cell, value };
  }
  return best;
}

/** `show data`: samples of each class; `show data augmented`: variants. In: a data set. Out: pictures of bounded number. */
import { noAugmentation, augment, type Augmentation } from "../data/augment.js";
import type { DataSet } from "../data/dataSet.js";
import { classCounts, pixelsOf, sampleCount, type Samples } from "../data/samples.js";
import { picturesOf } from "./input.js";
import { someOf } from "./samples.js";
import type { SamplesView, VariantsView } from "./dataSetViews.js";
import type { NamedPicture } from "./picture.js";

/** About so many pictures are shown, the same number of each class. */
const shownSamples = 60;

export function samplesView({
  name,
  shape,
  classNames,
  train,
  test,
  skipped,
}: DataSet): SamplesView {
  const [trained, tested] = [train, test].map((part) => classCounts(part, classNames.length));
  const counts = classNames.map((one, label) => ({
    class: one,
    train: trained?.[label] ?? 0,
    test: tested?.[label] ?? 0,
  }));
  const each = Math.max(1, Math.min(8, Math.floor(shownSamples / Math.max(1, classNames.length))));
  const indices = firstOfEach(train, each).slice(0, shownSamples);
  const shown = pictures(name, train, classNames, indices);
  return { kind: "samples", data: name, shape, counts, shown, skipped: skipped?.length ?? 0 };
}

/** By class, so that each has a row or a part of one. */
function firstOfEach({ labels }: Samples, each: number): Int32Array {
  const found = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const own = found.get(label) ?? [];
    if (own.length < each) found.set(label, [...own, index]);
  });
  return Int32Array.from([...found].sort(([a], [b]) => a - b).flatMap(([, own]) => own));
}

function pictures(
  name: string,
  samples: Samples,
  classNames: readonly string[],
  indices: Int32Array,
): readonly NamedPicture[] {
  return picturesOf(pixelsOf(samples, indices), samples.shape).map((picture, i) => {
    const index = indices[i] ?? 0;
    const label = classNames[samples.labels[index] ?? 0] ?? null;
    return { name: `${name} ${index}`, picture, label };
  });
}

/** Six samples with seven variants each, as the first epochs of a training with that seed draw them. */
export function variantsView(
  { name, shape, classNames, train }: DataSet,
  seed: number,
): VariantsView {
  const augmentation = train.augmentation ?? noAugmentation;
  const indices = someOf(train, 6, seed);
  const first = pictures(name, train, classNames, indices);
  const epochs = Array.from({ length: 7 }, (_, epoch) => epoch);
  const drawn = epochs.map((epoch) => {
    const pixels = pixelsOf(train, indices);
    augment(pixels, indices, shape, augmentation, { seed, epoch });
    return picturesOf(pixels, shape);
  });
  const rows = first.map((sample, i) => [
    sample,
    ...drawn.flatMap((all, epoch) => {
      const picture = all[i];
      return picture
        ? [{ name: `${sample.name}, variant ${epoch + 1}`, picture, label: sample.label }]
        : [];
    }),
  ]);
  const how = sampleCount(train) > 0 ? describe(augmentation) : [];
  return { kind: "variants", data: name, how, rows };
}

function describe({ flip, ...numbers }: Augmentation): readonly string[] {
  const drawn = Object.entries(numbers).filter(([, value]) => value > 0);
  return [...(flip ? ["flip"] : []), ...drawn.map(([key, value]) => `${key} ${value}`)];
}

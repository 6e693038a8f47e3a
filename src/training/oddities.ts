/** Settings that are allowed and seldom meant. In: settings and samples. Out: a sentence for each, told before the first step. */
import { sampleCount, type Samples } from "../data/samples.js";
import { formatCount } from "../network/wording.js";
import type { TrainingSettings } from "./settings.js";

export function oddities(
  { batch, schedule }: TrainingSettings,
  samples: Samples,
): readonly string[] {
  const count = sampleCount(samples);
  return [
    ...(schedule.learningRate === 0 ? ["`lr=0`: the weights stay as they are"] : []),
    ...(batch > count
      ? [
          `the batch of ${formatCount(batch)} holds all ${formatCount(count)} images: a step an epoch`,
        ]
      : []),
  ];
}

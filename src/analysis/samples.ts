/** Samples of a data set, batch by batch, as a network takes them. */
import type { DataSet } from "../data/dataSet.js";
import { permutation } from "../data/random.js";
import { inOrder, sampleCount, slices, type Samples } from "../data/samples.js";
import { Problem } from "../problem/problem.js";
import { sampleInputs } from "./input.js";
import { batchFor, pause, type Subject } from "./subject.js";

type Batch = ReturnType<typeof sampleInputs> & { readonly indices: Int32Array };

/** The test part, so that nothing shown was trained on; the training part where there is no other. Throws R104. */
export function shownPart({ name, test, train }: DataSet): Samples {
  const part = sampleCount(test) > 0 ? test : train;
  if (sampleCount(part) > 0) return part;
  throw new Problem("R104", `\`${name}\` is empty`, { about: "on" });
}

/** At most so many, evenly drawn with a seed, in the data's order. */
export function someOf(samples: Samples, most: number, seed = 1): Int32Array {
  const count = sampleCount(samples);
  return count <= most ? inOrder(samples) : permutation(count, seed).slice(0, most).sort();
}

/** Control returns to the event loop after each. Throws R304. */
export async function* batches(
  subject: Subject,
  data: DataSet,
  samples: Samples,
  indices: Int32Array,
): AsyncGenerator<Batch, void> {
  for (const chosen of slices(indices, batchFor(subject.network))) {
    yield { ...sampleInputs(subject.network, data, samples, chosen), indices: chosen };
    await pause(subject);
  }
}

/** `data d = idx "images" "labels"`. */
import { badFile, type DataFile } from "./bytes.js";
import { divided, numberedClasses, type SplitOptions } from "./classes.js";
import type { DataSet } from "./dataSet.js";
import { readIdxImages, readIdxLabels } from "./idx.js";
import { byteImages, readSamples, type Samples } from "./samples.js";

/** Throws R104, R201 and R206. */
export async function readIdxSet(
  name: string,
  images: DataFile,
  labels: DataFile,
  split: SplitOptions,
): Promise<DataSet> {
  const samples = await readIdxPair(images, labels);
  return divided({ name, samples, classNames: numberedClasses(samples.labels) }, split);
}

export async function readIdxPair(images: DataFile, labels: DataFile): Promise<Samples> {
  const { count, shape, bytes } = await readIdxImages(images);
  const numbers = await readIdxLabels(labels);
  if (numbers.length !== count) {
    const reason = `has ${numbers.length} labels; "${images.path}" has ${count} images`;
    throw badFile(labels, reason, ["the two files belong together: take both from one place"]);
  }
  return readSamples(shape, numbers, byteImages(bytes, shape));
}

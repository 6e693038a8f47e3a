/** `augment` and `normalize`. In: a data set. Out: the same with what is done to its images, as plain data. */
import { setImmediate } from "node:timers/promises";
import { Problem } from "../problem/problem.js";
import type { Augmentation } from "./augment.js";
import type { DataSet } from "./dataSet.js";
import { channelFigures, imagenet, unchanged, type Preprocessing } from "./normalize.js";
import { permutation } from "./random.js";
import { pixelsOf, sampleCount, slices, type Samples } from "./samples.js";

export type Normalization = "imagenet" | "dataset" | "image";

/** Only of the training part. Throws R102 where the images are not of the kind that it takes. */
export function augmented(data: DataSet, augmentation: Augmentation): DataSet {
  const { name, shape, train } = data;
  const [height = 0, width = 0, channels] = shape;
  if (shape.length !== 3) throw misfit(name, `vectors of ${height}; variants need images`);
  if (augmentation.pca > 0 && channels !== 3)
    throw misfit(name, "grey images; `pca=` needs colours", "pca");
  const { crop, cutout } = augmentation;
  const least = Math.min(height, width);
  if (crop >= least) throw misfit(name, `images of ${height}x${width}`, "crop");
  if (cutout > least) throw misfit(name, `images of ${height}x${width}`, "cutout");
  requireSound(augmentation);
  return { ...data, train: { ...train, augmentation } };
}

/** A script's numbers have been checked before. */
function requireSound(augmentation: Augmentation): void {
  for (const [name, value] of Object.entries(augmentation)) {
    if (typeof value === "boolean" || (Number.isFinite(value) && value >= 0)) continue;
    const message = `\`${name}\` is a number of at least 0; received ${String(value)}`;
    throw new Problem("R103", message, { about: name });
  }
}

function misfit(name: string, what: string, about = "data"): Problem {
  return new Problem("R102", `\`${name}\` has ${what}`, { about });
}

/** Takes the place of an earlier one. Throws R102. */
export async function normalized(data: DataSet, by: Normalization): Promise<DataSet> {
  const { fit } = data.preprocessing;
  const how = { ...(await preprocessingOf(data, by)), ...(fit ? { fit } : {}) };
  const own = (samples: Samples) => ({ ...samples, preprocessing: how });
  return { ...data, preprocessing: how, train: own(data.train), test: own(data.test) };
}

async function preprocessingOf(data: DataSet, by: Normalization): Promise<Preprocessing> {
  const channels = data.shape[2] ?? 1;
  switch (by) {
    case "image":
      return { ...unchanged, image: true };
    case "imagenet":
      if (channels !== 3) {
        throw new Problem("R102", `\`${data.name}\` has grey images; \`imagenet\` is of colours`, {
          about: "by",
          hints: [`write \`normalize ${data.name} dataset\``],
        });
      }
      return { ...unchanged, channels: imagenet };
    case "dataset":
      return {
        ...unchanged,
        channels: await channelFigures(trainingPixels(data.train), channels),
      };
  }
}

/** More images than these change the figures less than training would notice. */
const mostMeasured = 10_000;

async function* trainingPixels(train: Samples): AsyncGenerator<Float32Array, void> {
  const count = sampleCount(train);
  const measured = permutation(count, 0).subarray(0, mostMeasured).sort();
  for (const indices of slices(measured, 64)) {
    yield pixelsOf(train, indices);
    await setImmediate();
  }
}

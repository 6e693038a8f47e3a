/** `show occlusion`: how far a class's probability falls where a square of the picture is grey. In batches, interruptible. */
import type { Pair } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { chosenClass, ranked, rankedClasses } from "./classScore.js";
import { asPicture, type Input } from "./input.js";
import { batchFor, ofNetwork, pause, type Subject } from "./subject.js";
import type { OcclusionView } from "./view.js";

export interface OcclusionOptions {
  readonly class: number | string | null;
  /** Side of the square; a seventh of the picture. */
  readonly size: number | null;
  /** Pixels between squares; half a side. */
  readonly stride: number | null;
}

/** Zeiler and Fergus 2013, section 4.2; the square has the mean of each channel. Throws R107, R304. */
export async function occlusionView(
  subject: Subject,
  { shown, values }: Input,
  options: OcclusionOptions,
): Promise<OcclusionView> {
  const [height, width, channels] = asPicture(values.shape.slice(1));
  const size = options.size ?? Math.max(1, Math.round(Math.min(height, width) / 7));
  const stride = options.stride ?? Math.max(1, Math.floor(size / 2));
  if (size > Math.min(height, width)) {
    const message = `a square of ${size} pixels is larger than the picture, ${height}x${width}`;
    throw new Problem("R107", message, { about: "size", hints: ["write a smaller `size=`"] });
  }
  const chosen = chosenClass(await rankedClasses(subject, values), options.class);
  const places = placesOf(height, size, stride).flatMap((top) =>
    placesOf(width, size, stride).map((left): Pair => [top, left]),
  );
  const picture = { data: values.data, height, width, channels };
  const drops: number[] = [];
  const batch = batchFor(subject.network);
  for (let start = 0; start < places.length; start += batch) {
    const own = places.slice(start, start + batch);
    const data = covered(picture, own, size);
    const shape = [own.length, ...values.shape.slice(1)];
    const { data: outputs } = await subject.runner.predict({ shape, data });
    const each = outputs.length / own.length;
    own.forEach((_, i) => {
      const classes = ranked(subject, outputs.slice(i * each, (i + 1) * each));
      const now = classes.find(({ index }) => index === chosen.index)?.probability ?? NaN;
      drops.push(chosen.probability - now);
    });
    await pause(subject);
  }
  const heat = { height, width, values: means(places, drops, size, [height, width]) };
  return {
    kind: "occlusion",
    ...ofNetwork(subject),
    ...{ of: shown, class: chosen, heat, size, stride, squares: places.length },
  };
}

/** Every `stride` pixels, the last one at the edge. */
function placesOf(length: number, size: number, stride: number): readonly number[] {
  const last = length - size;
  const places = Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
  return places.at(-1) === last ? places : [...places, last];
}

interface Pixels {
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Copies of the picture, each with one square of its mean. */
function covered(
  { data, width, channels }: Pixels,
  places: readonly Pair[],
  size: number,
): Float32Array {
  const copies = new Float32Array(data.length * places.length);
  const grey = channelMeans(data, channels);
  places.forEach(([top, left], copy) => {
    const start = copy * data.length;
    copies.set(data, start);
    for (let y = top; y < top + size; y++)
      for (let i = left * channels; i < (left + size) * channels; i++)
        copies[start + y * width * channels + i] = grey[i % channels] ?? 0;
  });
  return copies;
}

function channelMeans(data: Float32Array, channels: number): Float64Array {
  const means = new Float64Array(channels);
  for (let i = 0; i < data.length; i++) {
    means[i % channels] = (means[i % channels] ?? 0) + ((data[i] ?? 0) * channels) / data.length;
  }
  return means;
}

/** Of each pixel over the squares that cover it. */
function means(
  places: readonly Pair[],
  drops: readonly number[],
  size: number,
  [height, width]: Pair,
): Float32Array {
  const sums = new Float32Array(height * width);
  const counts = new Float32Array(height * width);
  places.forEach(([top, left], i) => {
    for (let y = top; y < top + size; y++)
      for (let x = left; x < left + size; x++) {
        sums[y * width + x] = (sums[y * width + x] ?? 0) + (drops[i] ?? 0);
        counts[y * width + x] = (counts[y * width + x] ?? 0) + 1;
      }
  });
  return sums.map((sum, pixel) => sum / Math.max(1, counts[pixel] ?? 0));
}

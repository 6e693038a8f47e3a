/** `predict`: images of one's own, and the classes that a network sees in them. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fitImage } from "../data/fit.js";
import { readImage } from "../data/image.js";
import { normalize, unchanged } from "../data/normalize.js";
import { toGrey } from "../data/resize.js";
import type { Values } from "../engine/runner.js";
import type { Network, Shape } from "../network/network.js";
import { describeShape } from "../network/wording.js";
import { Problem, systemReason } from "../problem/problem.js";
import { inputShapeOf, outputCount } from "../training/fit.js";
import { probabilities } from "../training/probabilities.js";
import { requireInferenceRoom } from "../training/room.js";
import { exclusively, runnerOf, type LiveNetwork } from "./liveNetwork.js";

export interface Guess {
  readonly class: string;
  readonly probability: number;
}

/** The k likeliest classes for each image, likeliest first. Images have the network's input shape, pixels as in training. */
export function predictValues(
  live: LiveNetwork,
  images: Values,
  k: number,
): Promise<readonly (readonly Guess[])[]> {
  return exclusively(live, async () => {
    const { network } = live;
    requireVector(network);
    const [count = 0] = images.shape;
    requireInferenceRoom(network, count);
    const { data } = await (await runnerOf(live)).predict(images);
    const outputs = outputCount(network);
    return Array.from({ length: count }, (_, i) =>
      guesses(live, data.slice(i * outputs, (i + 1) * outputs)).slice(0, k),
    );
  });
}

/** A PNG or JPEG file as the network's input: resized, grey where it has one channel. Throws R102 and R205. */
export async function imageInput(live: LiveNetwork, path: string): Promise<Values> {
  const shape = inputShapeOf(live.network);
  const [height, width, channels] = imageShape(live.network, shape);
  const image = await readImage(path);
  const how = live.preprocessing ?? unchanged;
  const { data } = fitImage(
    channels === 1 ? toGrey(image) : image,
    height,
    width,
    how.fit ?? "stretch",
  );
  normalize(data, [height, width, channels], how);
  return { shape: [1, ...shape], data };
}

/** A file, or the PNG and JPEG files of a folder in the order of their names. Throws R205. */
export async function imageFiles(path: string): Promise<readonly string[]> {
  const status = await stat(path).catch((error: unknown) => {
    const message = `"${path}" cannot be read: ${systemReason(error)}`;
    throw new Problem("R205", message, { about: "path" });
  });
  if (!status.isDirectory()) return [path];
  const files = (await readdir(path)).filter((file) => /\.(png|jpe?g)$/i.test(file)).sort();
  if (files.length === 0) {
    throw new Problem("R205", `"${path}" holds no PNG or JPEG files`, { about: "path" });
  }
  return files.map((file) => join(path, file));
}

function requireVector(network: Network): void {
  const shape = network.layers[network.output]?.outputShape ?? [];
  if (outputCount(network) === shape.reduce((product, n) => product * n, 1)) return;
  const message = `\`${network.name}\` gives ${describeShape(shape)}; classes need a vector`;
  throw new Problem("R102", message, { about: "net" });
}

/** A vector takes a square grey image of as many pixels. */
function imageShape({ name }: Network, shape: Shape): readonly [number, number, 1 | 3] {
  const [height = 0, width = 0, channels] = shape;
  if (channels === 1 || channels === 3) return [height, width, channels];
  const side = Math.sqrt(height);
  if (shape.length === 1 && Number.isInteger(side)) return [side, side, 1];
  const message = `\`${name}\` takes ${describeShape(shape)}; an image has 1 or 3 channels`;
  throw new Problem("R102", message, { about: "net" });
}

function guesses(live: LiveNetwork, outputs: Float32Array): readonly Guess[] {
  const shares = probabilities(live.network, outputs);
  const names = live.classNames?.length === shares.length ? live.classNames : null;
  return shares
    .map((probability, index) => ({ class: names?.[index] ?? String(index), probability }))
    .sort((a, b) => b.probability - a.probability);
}

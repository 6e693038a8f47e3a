/** `predict`: images of one's own, and the classes that a network sees in them. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileInput } from "../analysis/input.js";
import { probeImage } from "../data/probe.js";
import type { Values } from "../engine/runner.js";
import type { Network } from "../network/network.js";
import { describeShape } from "../network/wording.js";
import { Problem, systemReason } from "../problem/problem.js";
import { outputCount } from "../training/fit.js";
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

/** An image file as the network's input. Throws R102 and R205. */
export async function imageInput(live: LiveNetwork, path: string): Promise<Values> {
  await live.pending;
  return (await fileInput(live.network, live.preprocessing, path)).values;
}

/** A file, or the image files of a folder in the order of their names. Throws R205, also for images of it that cannot be read. */
export async function imageFiles(path: string): Promise<readonly string[]> {
  const status = await stat(path).catch((error: unknown) => {
    const message = `"${path}" cannot be read: ${systemReason(error)}`;
    throw new Problem("R205", message, { about: "path" });
  });
  if (!status.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => join(path, name))
    .filter((file) => probeImage(file) !== null)
    .sort();
  if (files.length > 0) return files;
  throw new Problem("R205", `"${path}" holds no images`, { about: "path" });
}

function requireVector(network: Network): void {
  const shape = network.layers[network.output]?.outputShape ?? [];
  if (outputCount(network) === shape.reduce((product, n) => product * n, 1)) return;
  const message = `\`${network.name}\` gives ${describeShape(shape)}; classes need a vector`;
  throw new Problem("R102", message, { about: "net" });
}

function guesses(live: LiveNetwork, outputs: Float32Array): readonly Guess[] {
  const shares = probabilities(live.network, outputs);
  const names = live.classNames?.length === shares.length ? live.classNames : null;
  return shares
    .map((probability, index) => ({ class: names?.[index] ?? String(index), probability }))
    .sort((a, b) => b.probability - a.probability);
}

/** What a view is computed from. In: a network with its weights. Out: batches that fit in memory, pauses between them. */
import { setImmediate } from "node:timers/promises";
import type { Runner } from "../engine/runner.js";
import type { Layer, Network } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import type { OfNetwork } from "./ofNetwork.js";

export interface Subject {
  readonly network: Network;
  readonly runner: Runner;
  readonly trained: boolean;
  readonly classNames: readonly string[] | null;
  readonly signal?: AbortSignal | undefined;
}

export function ofNetwork({ network, trained }: Subject): OfNetwork {
  return { network, trained };
}

/** Control returns to the event loop. Throws R304 where the signal stops it. */
export async function pause({ signal }: Pick<Subject, "signal">): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new Problem("R304", "the view was interrupted");
}

/** Samples at a time, so that all values of a batch take about 200 MB at most. */
export function batchFor({ totals }: Network): number {
  const bytes = 4 * Math.max(1, totals.activations);
  return Math.max(1, Math.min(64, Math.floor(2e8 / bytes)));
}

export function layerNamed({ layers, name }: Network, layer: string): Layer {
  const found = layers.find((one) => one.name === layer);
  if (found) return found;
  throw new Problem("R106", `\`${name}\` has no layer \`${layer}\``, {
    about: "at",
    hints: [`its layers are ${layers.map((one) => one.name).join(", ")}`],
  });
}

/** Throws R107: the view is not for such a layer. */
export function unfit({ name }: Layer, what: string, hint: string): Problem {
  return new Problem("R107", `\`${name}\` ${what}`, { about: "at", hints: [hint] });
}

/** Height, width, channels; a vector is a map of one cell. */
export function mapShape({ outputShape }: Layer): readonly [number, number, number] {
  const [first = 1, second = 1, third = 1] = outputShape;
  return outputShape.length === 3 ? [first, second, third] : [1, 1, first];
}

/** Throws R107 for a unit that there is not. */
export function requireUnit(layer: Layer, unit: number): void {
  const [, , units] = mapShape(layer);
  if (Number.isInteger(unit) && unit >= 0 && unit < units) return;
  throw new Problem("R107", `\`${layer.name}\` has ${units} units; received ${unit}`, {
    about: "unit",
    hints: [`they are numbered from 0 to ${units - 1}`],
  });
}

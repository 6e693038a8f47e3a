/**
 * Where a loss that is not finite comes from. In: the job, what was kept of it last, and how far it came. Out: the words
 * for it. The weights of the failing step are gone with its update; so the steps since the kept ones are made again.
 */
import type { LabelledBatch, Runner } from "../engine/runner.js";
import type { Layer } from "../network/network.js";
import type { Kept } from "./progress.js";

export interface Diagnosis {
  readonly text: string;
  readonly layer: Layer | null;
}

/** The runner holds the weights from before the failing step. */
export async function diagnose(runner: Runner, batch: LabelledBatch): Promise<Diagnosis> {
  const { layers } = runner.network;
  const outputs = await firstBroken(runner, batch, layers, "activation");
  if (outputs.broken) return told(outputs.broken, "output");
  const reversed = layers.slice(1).reverse();
  const gradients = await firstBroken(runner, batch, reversed, "activationGradient");
  if (gradients.broken) return told(gradients.broken, "gradient");
  const { largest, value } = outputs;
  const text = `all layers' outputs are finite; the largest, ${value.toPrecision(3)}, is of \`${largest?.name ?? ""}\``;
  return { text, layer: largest };
}

function told(layer: Layer, what: string): Diagnosis {
  return { text: `the first ${what} that is not finite is that of \`${layer.name}\``, layer };
}

/** One layer at a time: all of them together may not fit in memory. */
async function firstBroken(
  runner: Runner,
  batch: LabelledBatch,
  layers: readonly Layer[],
  kind: "activation" | "activationGradient",
): Promise<{
  readonly broken: Layer | null;
  readonly largest: Layer | null;
  readonly value: number;
}> {
  let largest: Layer | null = null;
  let value = 0;
  for (const layer of layers) {
    const [values] = await runner.fetch([{ kind, layer: layer.name }], batch, true);
    const most = values ? magnitude(values.data) : 0;
    if (!Number.isFinite(most)) return { broken: layer, largest, value };
    if (most > value) [largest, value] = [layer, most];
  }
  return { broken: null, largest, value };
}

/** The largest absolute value; NaN where one is not a number. */
function magnitude(data: Float32Array): number {
  return data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

export async function restore(runner: Runner, { writeTo }: Kept): Promise<void> {
  await writeTo((name, data) => runner.writeVariable(name, data));
}

/** Layers that keep their weights. In: the names that `freeze` gave. Out: what the summary and the diagram say of them. */
import type { Layer, Network } from "../network/network.js";
import { formatCount, plural } from "../network/wording.js";

/** Names; a layer without weights has nothing to keep. */
export type Frozen = readonly string[];

export const nothingFrozen: Frozen = [];

/** A box with layers that keep their weights, and none that learns. */
export function isFrozen(layers: readonly Layer[], frozen: Frozen): boolean {
  const weighed = layers.filter(({ params }) => params > 0);
  return weighed.length > 0 && weighed.every(({ name }) => frozen.includes(name));
}

/** `1,728 parameters of 2 layers keep their values; 640 are trained`; null where none is frozen. */
export function frozenText({ layers, totals }: Network, frozen: Frozen): string | null {
  const kept = layers.filter((layer) => isFrozen([layer], frozen));
  if (kept.length === 0) return null;
  const sum = kept.reduce((total, { params }) => total + params, 0);
  const all = totals.withAux?.params ?? totals.params;
  return `${formatCount(sum)} parameters of ${plural(kept.length, "layer")} keep their values, ${formatCount(all - sum)} are trained`;
}

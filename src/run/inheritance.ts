/**
 * What a network takes over from the networks that its layers come from. In: the network and the others as they are now.
 * Out: a copy of their weights, and what belongs to those. Holds: a layer whose variables have another shape begins anew,
 * as does one of a network that has no weights yet.
 */
import type { Layer, Network } from "../network/network.js";
import { networkVariables, variablesOf } from "../network/variables.js";
import { exclusively, runnerOf, type Inheritance, type LiveNetwork } from "./liveNetwork.js";

type Sources = ReadonlyMap<string, LiveNetwork>;
type Copied = readonly (readonly [string, Float32Array])[];

export async function inheritanceOf(
  network: Network,
  source: (name: string) => LiveNetwork | undefined,
): Promise<Inheritance> {
  const names = new Set(network.layers.flatMap((layer) => layer.copiedFrom?.network ?? []));
  const found = [...names].map((name) => [name, source(name)] as const);
  const sources: Sources = new Map(found.flatMap(([name, live]) => (live ? [[name, live]] : [])));
  const copies = await Promise.all(
    [...sources].map(async ([name, live]) => {
      const layers = network.layers.filter((layer) => layer.copiedFrom?.network === name);
      const copied = await exclusively(live, () => copyLayers(live, layers));
      return { copied, learnt: live.trained ? copied : [] };
    }),
  );
  const learnt = new Set(copies.flatMap((copy) => copy.learnt.map(([name]) => name)));
  return {
    weights: new Map(copies.flatMap(({ copied }) => copied)),
    trained: networkVariables(network).every(({ name }) => learnt.has(name)),
    preprocessing: preprocessingOf(network, sources),
    classNames: classNamesOf(network, sources),
  };
}

async function copyLayers(live: LiveNetwork, layers: readonly Layer[]): Promise<Copied> {
  const copied: (readonly [string, Float32Array])[] = [];
  if (!live.runner && (await live.inherited).weights.size === 0) return copied;
  const runner = await runnerOf(live);
  for (const layer of layers) {
    const original = live.network.layers.find(({ name }) => name === layer.copiedFrom?.layer);
    const known = original ? variablesOf(original) : [];
    for (const { name, role, shape } of variablesOf(layer)) {
      const same = known.find((one) => one.role === role && one.shape.join() === shape.join());
      if (same) copied.push([name, await runner.readVariable(same.name)]);
    }
  }
  return copied;
}

/** Pixels as the first layers have learnt them. */
function preprocessingOf(
  { layers: [input, first] }: Network,
  sources: Sources,
): LiveNetwork["preprocessing"] {
  const source = sources.get(first?.copiedFrom?.network ?? "");
  const channels = source?.network.layers[0]?.outputShape.at(-1);
  return source && channels === input?.outputShape.at(-1) ? source.preprocessing : null;
}

/** Where it ends as the other does. */
function classNamesOf(network: Network, sources: Sources): LiveNetwork["classNames"] {
  const from = lastWeighed(network)?.copiedFrom;
  const source = sources.get(from?.network ?? "");
  return source && lastWeighed(source.network)?.name === from?.layer ? source.classNames : null;
}

function lastWeighed({ layers }: Network): Layer | undefined {
  return layers.findLast((layer) => variablesOf(layer).length > 0);
}

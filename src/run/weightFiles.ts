/** `save` and `load`: the weights of a network in a safetensors file; `freeze`: layers that keep them. */
import type { Network } from "../network/network.js";
import { outputCount } from "../training/fit.js";
import { requireInferenceRoom } from "../training/room.js";
import { withWeights } from "../weights/read.js";
import { writeWeights } from "../weights/write.js";
import { exclusively, replaceRunner, runnerOf, type LiveNetwork } from "./liveNetwork.js";

/** Bytes written. Throws R201. */
export function saveNetwork(live: LiveNetwork, path: string): Promise<number> {
  const { network, classNames, preprocessing } = live;
  return exclusively(live, async () => {
    const runner = await runnerOf(live);
    const manifest = { network: network.name, classNames, preprocessing };
    return writeWeights(path, network, manifest, (name) => runner.readVariable(name));
  });
}

/** Throws R201 to R204 and R105; the network is then as it was. */
export function loadNetwork(live: LiveNetwork, path: string): Promise<void> {
  return exclusively(live, () =>
    withWeights(path, live.network, async ({ manifest, writeTo }) => {
      requireInferenceRoom(live.network, 1);
      await replaceRunner(live, null, (runner) =>
        writeTo((name, data) => runner.writeVariable(name, data)),
      );
      const { classNames = null, preprocessing = null } = manifest ?? {};
      live.trained = true;
      live.classNames = classNames && fits(live.network, classNames) ? classNames : null;
      live.unseen = [];
      live.preprocessing = preprocessing;
    }),
  );
}

function fits(network: Network, classNames: readonly string[]): boolean {
  const outputs = outputCount(network);
  return classNames.length === outputs || (outputs === 1 && classNames.length === 2);
}

/** The layer and all that it reads; all layers without a name. From the next training on. */
export function freezeNetwork(live: LiveNetwork, upto: string | null): readonly string[] {
  const { layers } = live.network;
  const last = layers.findIndex(({ name }) => name === upto);
  const kept = upto === null ? new Set(layers.keys()) : ancestors(live.network, last);
  live.frozen = layers.filter((_, index) => kept.has(index)).map(({ name }) => name);
  return live.frozen;
}

function ancestors({ layers }: Network, index: number): ReadonlySet<number> {
  const found = new Set([index]);
  for (let i = index; i >= 0; i--) {
    if (found.has(i)) layers[i]?.inputs.forEach((input) => found.add(input));
  }
  return found;
}

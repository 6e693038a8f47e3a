/**
 * Reads weights. In: a safetensors file and the network they are for. Out: the variables, one by one, and the manifest.
 * Holds: nothing is given out before the header, the names and shapes, and every value have been checked.
 */
import type { Network } from "../network/network.js";
import { networkVariables } from "../network/variables.js";
import { readManifest, type Manifest } from "./manifest.js";
import { readTensor, requireSame, requireSound, withTensorFile } from "./tensorFile.js";

type WriteVariable = (name: string, data: Float32Array) => Promise<void>;

/** A file that has been checked and is open. */
export interface SoundWeights {
  readonly manifest: Manifest | null;
  /** Every variable of the network, one after the other. */
  readonly writeTo: (write: WriteVariable) => Promise<void>;
}

/** Throws R201, R202, R203 or R204 before the weights are used. */
export function withWeights<T>(
  path: string,
  network: Network,
  use: (weights: SoundWeights) => Promise<T>,
): Promise<T> {
  return withTensorFile(path, async (file) => {
    const { entries, metadata } = file.header;
    requireSame(file, entries, { network: network.name, variables: networkVariables(network) });
    await requireSound(file);
    return use({
      manifest: readManifest(metadata),
      async writeTo(write) {
        for (const entry of entries) await write(entry.name, await readTensor(file, entry));
      },
    });
  });
}

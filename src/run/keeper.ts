/**
 * Keeps a training while it goes on: in a folder, or in memory as far as there is room. In: a runner between two steps.
 * Out: what was kept last, and the weights of the best epoch.
 */
import type { Runner } from "../engine/runner.js";
import { networkVariables, sizeOf } from "../network/variables.js";
import { weightsNotFinite } from "../training/notFinite.js";
import { copyProgress, type Kept, type Progress } from "../training/progress.js";

type WriteVariable = (name: string, data: Float32Array) => Promise<void>;

export interface Keeper {
  /** A text says what could not be kept. Throws R301 where the weights are not finite. */
  readonly keep: (progress: Progress, isBest: boolean) => Promise<string | null>;
  /** Null where nothing is kept. */
  readonly last: () => Promise<Kept | null>;
  /** The weights of the epoch that was kept as the best. Throws where they cannot be read. */
  readonly best: (write: WriteVariable) => Promise<void>;
}

/** Reads the variables of a runner; throws R301 at one that is not finite. */
export function soundReader(
  runner: Runner,
  step: number,
  learningRate: number,
): (name: string) => Promise<Float32Array> {
  return async (name) => {
    const data = await runner.readVariable(name);
    if (data.every(Number.isFinite)) return data;
    throw weightsNotFinite(name, step, learningRate);
  };
}

/** Weights and optimiser of larger networks are not held twice, only looked at. In values, of 4 bytes. */
const roomInMemory = 1 << 26;

/** The best weights are held however large they are: `patience=` needs them. */
export function memoryKeeper(runner: Runner, learningRate: number): Keeper {
  const weights = networkVariables(runner.network);
  const all = [...weights, ...runner.optimizerVariables()];
  const fits = all.reduce((sum, { shape }) => sum + sizeOf(shape), 0) <= roomInMemory;
  let last: Kept | null = null;
  let best: ReadonlyMap<string, Float32Array> = new Map();
  return {
    async keep(progress, isBest) {
      const read = soundReader(runner, progress.steps.length, learningRate);
      if (isBest) best = await readAll(weights, read);
      if (!fits) {
        if (progress.steps.length > 0) for (const { name } of weights) await read(name);
        return null;
      }
      const values = await readAll(all, read);
      const writeTo = (write: WriteVariable) => writeAll(values, write);
      last = { progress: copyProgress(progress), writeTo };
      return null;
    },
    last: () => Promise.resolve(last),
    best: (write) => writeAll(best, write),
  };
}

async function readAll(
  variables: readonly { readonly name: string }[],
  read: (name: string) => Promise<Float32Array>,
): Promise<ReadonlyMap<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const { name } of variables) values.set(name, await read(name));
  return values;
}

async function writeAll(
  values: ReadonlyMap<string, Float32Array>,
  write: WriteVariable,
): Promise<void> {
  for (const [name, data] of values) await write(name, data);
}

/**
 * A checkpoint: one sealed safetensors file with the weights, the optimiser's variables, and a value for each step so far;
 * what else a training needs to go on is JSON in its metadata. In: a runner between two steps. Out: the file, or from the
 * file what it holds. Holds: nothing is given out of a file that is not exactly as it was written.
 */
import type { EngineName, Runner } from "../engine/runner.js";
import { networkVariables } from "../network/variables.js";
import type { Network } from "../network/network.js";
import type { Conditions } from "../training/conditions.js";
import type { History } from "../training/history.js";
import type { Kept, Progress, StepRecord } from "../training/progress.js";
import { noSeal, sealKey } from "./header.js";
import { layout } from "./manifest.js";
import { damaged, readTensor, requireSame, requireSound, withTensorFile } from "./tensorFile.js";
import type { TensorFile } from "./tensorFile.js";
import { writeTensors } from "./write.js";

/** What belongs to a whole training. */
export interface Origin {
  readonly conditions: Conditions;
  readonly engine: EngineName;
  /** Of the trainings before this one. */
  readonly history: History;
}

export interface Checkpoint extends Kept {
  readonly origin: Origin;
}

const format = "convscript-checkpoint";

/** No layer's name begins so. */
const columns = [".steps/loss", ".steps/correct", ".steps/samples"] as const;
const fields = ["loss", "correct", "samples"] as const satisfies readonly (keyof StepRecord)[];

type ReadVariable = (name: string) => Promise<Float32Array>;

/** Bytes written. Throws R201; `read` reads the runner's variables. */
export function writeCheckpoint(
  path: string,
  runner: Runner,
  { steps, ...progress }: Progress,
  origin: Origin,
  read: ReadVariable,
): Promise<number> {
  const { network } = runner;
  const own = columns.map((name) => ({ name, shape: [steps.length] }));
  const optimizer = runner.optimizerVariables();
  const kept = [...networkVariables(network), ...optimizer];
  const texts = {
    optimizer: JSON.stringify(optimizer.map(({ name }) => name)),
    progress: JSON.stringify(progress),
    origin: JSON.stringify(origin),
  };
  const about = { format, version: "1", network: network.name, layout };
  return writeTensors(path, {
    tensors: [...own, ...kept],
    metadata: { ...about, ...texts, [sealKey]: noSeal },
    read(name) {
      const column = fields[columns.findIndex((one) => one === name)];
      return column
        ? Promise.resolve(Float32Array.from(steps, (step) => step[column]))
        : read(name);
    },
  });
}

/** Throws R201, R202, R203 or R204 before the checkpoint is used. */
export function withCheckpoint<T>(
  path: string,
  network: Network,
  use: (checkpoint: Checkpoint) => Promise<T>,
): Promise<T> {
  return withTensorFile(path, async (file) => {
    const { entries, metadata } = file.header;
    if (metadata.get("format") !== format) throw damaged(path, "it is no checkpoint");
    await requireSound(file);
    const own = (name: string) => columns.some((column) => column === name);
    const optimizer = new Set(parsed(file, "optimizer") as readonly string[]);
    const weights = entries.filter(({ name }) => !own(name) && !optimizer.has(name));
    requireSame(file, weights, { network: network.name, variables: networkVariables(network) });
    const origin = parsed(file, "origin") as Origin;
    const progress = { ...(parsed(file, "progress") as Progress), steps: await stepsOf(file) };
    return use({
      origin,
      progress,
      async writeTo(write) {
        for (const entry of entries) {
          if (!own(entry.name)) await write(entry.name, await readTensor(file, entry));
        }
      },
    });
  });
}

/** The seal says that it is what `writeCheckpoint` wrote. */
function parsed({ path, header }: TensorFile, key: string): unknown {
  try {
    return JSON.parse(header.metadata.get(key) ?? "") as unknown;
  } catch {
    throw damaged(path, `its ${key} cannot be read`);
  }
}

async function stepsOf(file: TensorFile): Promise<StepRecord[]> {
  const read = (name: string) => {
    const entry = file.header.entries.find((one) => one.name === name);
    if (!entry) throw damaged(file.path, `it has no \`${name}\``);
    return readTensor(file, entry);
  };
  const [loss, correct, samples] = await Promise.all(columns.map(read));
  return Array.from(loss ?? [], (value, i) => ({
    loss: value,
    correct: correct?.[i] ?? 0,
    samples: samples?.[i] ?? 0,
  }));
}

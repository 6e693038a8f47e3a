/**
 * `lr=find`: a learning rate for a training. In: the network and what it is to be trained on. Out: the rate, and what people should
 * know. Holds: the network has the weights that it had; a training that goes on has the rate that it began with.
 */
import { networkVariables } from "../network/variables.js";
import { Problem } from "../problem/problem.js";
import { testRates } from "../training/rateTest.js";
import type { TrainingSettings } from "../training/settings.js";
import type { TrainingJob } from "../training/train.js";
import type { CheckpointOptions } from "./beginTraining.js";
import { aboutCheckpoint, newestCheckpoint } from "./checkpointFolder.js";
import { replaceRunner, trainingRunner, type LiveNetwork } from "./liveNetwork.js";

export interface FoundRate {
  readonly rate: number;
  readonly notes: readonly string[];
}

/** Throws R103 where the loss falls at no rate, R304 where a signal stops it, and what is wrong with a checkpoint. */
export async function findRate(
  live: LiveNetwork,
  job: Omit<TrainingJob, "runner">,
  checkpoint: CheckpointOptions | null,
): Promise<FoundRate> {
  const before = checkpoint?.resume ? await rateOf(checkpoint.folder, live) : null;
  if (before !== null) return { rate: before, notes: [`lr=${before}, as it was found before`] };
  const { plan } = job.settings;
  const runner = await trainingRunner(live, plan);
  const weights = new Map<string, Float32Array>();
  for (const { name } of networkVariables(live.network))
    weights.set(name, await runner.readVariable(name));
  const { rates, steepest } = await testRates({ ...job, runner });
  await replaceRunner(live, plan, async (fresh) => {
    for (const [name, data] of weights) await fresh.writeVariable(name, data);
  });
  if (job.signal?.aborted)
    throw new Problem("R304", "interrupted while looking for a learning rate");
  if (steepest === null) throw flat(live);
  const range = `of ${rates.length} rates from ${rates[0]} to ${rates.at(-1)?.toPrecision(2)}`;
  return { rate: steepest, notes: [`lr=${steepest}: the loss falls fastest there, ${range}`] };
}

export function withRate(settings: TrainingSettings, learningRate: number): TrainingSettings {
  return { ...settings, schedule: { ...settings.schedule, learningRate } };
}

async function rateOf(folder: string, { network }: LiveNetwork): Promise<number | null> {
  const found = await newestCheckpoint(folder, network).catch((error: unknown) => {
    throw aboutCheckpoint(error);
  });
  const rate = found?.origin.conditions["lr"];
  return typeof rate === "number" ? rate : null;
}

function flat({ network }: LiveNetwork): Problem {
  const message = `the loss of \`${network.name}\` falls at no learning rate`;
  return new Problem("R103", message, { about: "lr", hints: ["write a rate: `lr=1e-3`"] });
}

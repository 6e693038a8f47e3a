/**
 * The beginning of a training: anew, or where a checkpoint of it stands. In: a network, what the training depends on, a
 * folder. Out: a runner with its weights, how far it is, and what people should know. Holds: a checkpoint that does not fit
 * is refused before anything of the network is touched.
 */
import type { Preprocessing } from "../data/dataSet.js";
import type { Runner } from "../engine/runner.js";
import { plural } from "../network/wording.js";
import { Problem } from "../problem/problem.js";
import { changes, type Change, type Conditions } from "../training/conditions.js";
import type { History } from "../training/history.js";
import { noProgress, type Progress } from "../training/progress.js";
import type { TrainingSettings } from "../training/settings.js";
import { alignedTable } from "../weights/differences.js";
import {
  folderKeeper,
  markDamaged,
  moveAside,
  newestCheckpoint,
  openFolder,
  type Found,
} from "./checkpointFolder.js";
import { memoryKeeper, type Keeper } from "./keeper.js";
import { replaceRunner, trainingRunner, type LiveNetwork } from "./liveNetwork.js";

export interface CheckpointOptions {
  readonly folder: string;
  /** Goes on from the newest checkpoint in the folder; begins anew where there is none. */
  readonly resume: boolean;
  /** Seconds between checkpoints within an epoch; each epoch ends with one; 60. */
  readonly seconds?: number;
}

export interface Plan {
  readonly live: LiveNetwork;
  readonly settings: TrainingSettings;
  readonly conditions: Conditions;
  readonly classNames: readonly string[];
  /** Classes without a sample. */
  readonly unseen: readonly string[];
  readonly preprocessing: Preprocessing | null;
  readonly checkpoint: CheckpointOptions | null;
}

export interface Beginning {
  readonly runner: Runner;
  readonly progress: Progress;
  readonly keeper: Keeper;
  /** Of the trainings before this one. */
  readonly history: History;
  readonly notes: readonly string[];
}

/** Throws R201 to R204 and R208 of a checkpoint. */
export async function beginTraining(plan: Plan): Promise<Beginning> {
  const { live, settings, checkpoint } = plan;
  const { learningRate } = settings.schedule;
  if (!checkpoint) {
    const runner = await trainingRunner(live, settings.plan);
    const keeper = memoryKeeper(runner, learningRate);
    return { runner, progress: noProgress(), keeper, history: live.history, notes: [] };
  }
  await openFolder(checkpoint.folder);
  const found = checkpoint.resume ? await newestCheckpoint(checkpoint.folder, live.network) : null;
  return found ? goOn(plan, checkpoint, found) : beginAnew(plan, checkpoint);
}

async function beginAnew(plan: Plan, { folder, resume }: CheckpointOptions): Promise<Beginning> {
  const { live, settings } = plan;
  const { history } = live;
  const runner = await trainingRunner(live, settings.plan);
  const earlier = await moveAside(folder);
  const notes = [
    ...(resume ? [`"${folder}" holds no checkpoint yet: the training begins anew`] : []),
    ...(earlier === null ? [] : [`the checkpoints of an earlier training are now in "${earlier}"`]),
  ];
  const keeper = keeperOf(plan, folder, runner, history);
  return { runner, progress: noProgress(), keeper, history, notes };
}

async function goOn(plan: Plan, { folder }: CheckpointOptions, found: Found): Promise<Beginning> {
  const { live, settings, conditions } = plan;
  const { origin, progress, writeTo } = found;
  requireSame(found, changes(origin.conditions, conditions));
  const runner = await replaceRunner(live, settings.plan, (fresh) =>
    writeTo((name, data) => fresh.writeVariable(name, data)),
  );
  live.trained ||= progress.steps.length > 0;
  await markDamaged(folder, found);
  const keeper = keeperOf(plan, folder, runner, origin.history);
  return { runner, progress, keeper, history: origin.history, notes: notesOf(found, runner) };
}

function notesOf({ damaged, origin, progress }: Found, { engine }: Runner): readonly string[] {
  const { steps, epochs } = progress;
  return [
    ...damaged.map(({ reason }) => `${reason}; the checkpoint before it is taken`),
    `goes on after step ${steps.length} (${plural(epochs.length, "whole epoch")})`,
    ...(origin.engine === engine
      ? []
      : [
          `it began on ${origin.engine}: random draws on ${engine} are others, and so is the curve`,
        ]),
  ];
}

function keeperOf(plan: Plan, folder: string, runner: Runner, history: History): Keeper {
  const { live, settings, conditions, classNames, preprocessing } = plan;
  const origin = { conditions, engine: runner.engine, history };
  const manifest = { network: live.network.name, classNames, preprocessing };
  return folderKeeper(folder, runner, origin, manifest, settings.schedule.learningRate);
}

/** Throws R208, located at the first option that is another now. */
function requireSame({ name }: Found, found: readonly Change[]): void {
  const [first] = found;
  if (!first) return;
  const rows = found.map((one) => [one.name, String(one.before), String(one.now)]);
  const names = found.map((one) => `\`${one.name}\``).join(", ");
  throw new Problem("R208", `"${name}" is of a training with other options: ${names}`, {
    about: first.name,
    table: alignedTable([["", "in the checkpoint", "now"], ...rows]),
    hints: [
      "write the options as they were, or name another folder",
      "without `resume` the training begins anew",
    ],
  });
}

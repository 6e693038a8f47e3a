/**
 * A training that is kept as it goes. In: its beginning and the job. Out: its events. Holds: at each epoch's end, and in
 * between after a while, all of it is kept; a consumer that sees an event of an epoch's end finds that epoch kept; at its
 * end the network has the weights and the history that the result tells of.
 */
import { Problem } from "../problem/problem.js";
import type { TrainingEvent } from "../training/events.js";
import { append, historyOf, type TrainingResult } from "../training/history.js";
import type { Kept, Progress } from "../training/progress.js";
import { bestEpoch } from "../training/stopping.js";
import { training, type TrainingJob } from "../training/train.js";
import type { Beginning, Plan } from "./beginTraining.js";
import { forgetWeights, replaceRunner } from "./liveNetwork.js";

const defaultSeconds = 60;
/** Keeping takes no more than this share of the time. */
const share = 0.05;

export async function* keepTraining(
  plan: Plan,
  beginning: Beginning,
  job: TrainingJob,
): AsyncGenerator<TrainingEvent, void> {
  const { keeper, progress } = beginning;
  let open = true;
  try {
    const keeping = keepingOf(plan, beginning);
    await keeping.begin();
    for await (const event of training({ ...job, lastKept: keeper.last }, progress)) {
      for (const text of await keeping.after(event)) yield { kind: "note", text };
      open = event.kind !== "end";
      if (event.kind !== "end") yield event;
      else yield* finish(plan, beginning, event.result, keeping.failure());
    }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "R301") throw error;
    open = false;
    throw await recovered(plan, beginning, error);
  } finally {
    // Its reader has left, or the engine failed: what was learnt so far stays.
    if (open) remember(plan, beginning, progress);
  }
}

interface Keeping {
  /** Throws R201: what cannot be kept is told before hours have gone by. */
  readonly begin: () => Promise<void>;
  /** What people should know. */
  readonly after: (event: TrainingEvent) => Promise<readonly string[]>;
  /** Why the last state is not kept; null where it is. */
  readonly failure: () => string | null;
}

function keepingOf({ checkpoint, settings }: Plan, { keeper, progress }: Beginning): Keeping {
  const pause = checkpoint?.seconds ?? defaultSeconds;
  let due = -Infinity;
  let kept = -1;
  let failure: string | null = null;
  const wantsBest = checkpoint !== null || settings.patience !== null;
  const keep = async (isBest: boolean) => {
    const start = now();
    failure = await keeper.keep(progress, isBest);
    kept = progress.steps.length;
    due = now() + Math.max(pause, (now() - start) / share);
  };
  return {
    async begin() {
      await keep(false);
      if (failure !== null) throw new Problem("R201", failure, { about: "checkpoint" });
    },
    async after({ kind }) {
      if (!isTime(kind)) return [];
      const isBest = kind === "epoch" && bestEpoch(progress.epochs) === progress.epochs.length;
      await keep(isBest && wantsBest);
      return failure === null
        ? []
        : [`${failure}; the training goes on, the checkpoint before it is intact`];
    },
    failure: () => failure,
  };

  function isTime(kind: TrainingEvent["kind"]): boolean {
    if (kind === "epoch") return checkpoint !== null || settings.patience !== null || now() >= due;
    if (kind === "end") return kept !== progress.steps.length || failure !== null;
    return kind === "step" && now() >= due;
  }
}

async function* finish(
  plan: Plan,
  beginning: Beginning,
  result: TrainingResult,
  failure: string | null,
): AsyncGenerator<TrainingEvent, void> {
  const { settings, checkpoint } = plan;
  const { runner, keeper, progress } = beginning;
  const best = settings.patience === null || result.interrupted ? 0 : bestEpoch(progress.epochs);
  if (best > 0 && best < progress.epochs.length) {
    await keeper.best((name, data) => runner.writeVariable(name, data));
  }
  remember(plan, beginning, progress);
  const folder = checkpoint?.folder ?? null;
  const told = { ...result, bestEpoch: best > 0 ? best : null, checkpoint: folder };
  yield { kind: "end", result: told };
  if (failure !== null) throw new Problem("R201", failure, { about: "checkpoint" });
}

function remember(
  { live, classNames, unseen, preprocessing }: Plan,
  { history }: Beginning,
  { steps, epochs }: Progress,
): void {
  live.history = append(history, historyOf(epochs));
  live.classNames = classNames;
  live.unseen = unseen;
  live.preprocessing = preprocessing;
  live.trained ||= steps.length > 0;
}

/** The weights that were kept last take the place of those that went wrong; without them the network begins anew. */
async function recovered(plan: Plan, beginning: Beginning, error: Problem): Promise<unknown> {
  const { live } = plan;
  const kept = await beginning.keeper.last();
  if (!kept) {
    await forgetWeights(live);
    return hinting(
      error,
      `\`${live.network.name}\` begins anew: \`checkpoint="dir"\` would have kept its weights`,
    );
  }
  await restoreWeights(plan, kept);
  remember(plan, beginning, kept.progress);
  const { steps } = kept.progress;
  const place = steps.length === 0 ? "from before the training" : `of step ${steps.length}`;
  return hinting(error, `\`${live.network.name}\` has its weights ${place} again`);
}

/** Into a runner without an optimiser: what that has seen went wrong. */
async function restoreWeights({ live }: Plan, { writeTo }: Kept): Promise<void> {
  const optimizer = new Set(live.runner?.optimizerVariables().map(({ name }) => name));
  await replaceRunner(live, null, (runner) =>
    writeTo(async (name, data) => {
      if (!optimizer.has(name)) await runner.writeVariable(name, data);
    }),
  );
}

function hinting({ code, message, hints, notes, about }: Problem, hint: string): Problem {
  const place = about === null ? {} : { about };
  return new Problem(code, message, { hints: [...hints, hint], notes, ...place });
}

function now(): number {
  return performance.now() / 1000;
}

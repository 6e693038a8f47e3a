/**
 * A network with its weights. They live in a runner, which is opened when they are first needed and opened anew, weights
 * copied over, where a training asks for another plan. Work on one network is done one piece after the other.
 */
import { isDeepStrictEqual } from "node:util";
import type { Preprocessing } from "../data/dataSet.js";
import type { Runner } from "../engine/runner.js";
import type { Network } from "../network/network.js";
import { networkVariables } from "../network/variables.js";
import { Problem } from "../problem/problem.js";
import { noHistory, type History } from "../training/history.js";
import type { TrainingPlan } from "../training/plan.js";
import { defaultSeed } from "../training/settings.js";
import type { OpenRunner } from "./openRunner.js";

/** What other networks give it. */
export interface Inheritance {
  /** They take the place of drawn ones. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** They are all that it has, and have been trained. */
  readonly trained: boolean;
  readonly preprocessing: Preprocessing | null;
  readonly classNames: readonly string[] | null;
}

const nothing: Inheritance = {
  weights: new Map(),
  trained: false,
  preprocessing: null,
  classNames: null,
};

export interface LiveNetwork {
  readonly network: Network;
  readonly openRunner: OpenRunner;
  runner: Runner | null;
  /** The plan that the runner was opened with. */
  plan: TrainingPlan | null;
  readonly inherited: Promise<Inheritance>;
  /** False as long as the weights are only the initial ones. */
  trained: boolean;
  frozen: readonly string[];
  history: History;
  classNames: readonly string[] | null;
  /** Classes of which the last training had no sample. */
  unseen: readonly string[];
  preprocessing: Preprocessing | null;
  disposed: boolean;
  /** Settles when the work so far is done. */
  pending: Promise<unknown> | null;
}

export function liveNetwork(
  network: Network,
  openRunner: OpenRunner,
  inherited?: Promise<Inheritance>,
): LiveNetwork {
  const live: LiveNetwork = {
    network,
    openRunner,
    runner: null,
    plan: null,
    inherited: inherited ?? Promise.resolve(nothing),
    // Without weights there is nothing to learn.
    trained: network.totals.params === 0,
    frozen: [],
    history: noHistory,
    classNames: null,
    unseen: [],
    preprocessing: null,
    disposed: false,
    pending: null,
  };
  // Who asks for the weights is told where they cannot be had.
  live.pending = inherited?.then(adopt, () => undefined) ?? null;
  return live;

  function adopt({ trained, preprocessing, classNames }: Inheritance): void {
    Object.assign(live, { trained: live.trained || trained, preprocessing, classNames });
  }
}

/** Waits for all that was asked of this network before; what comes later waits for the function that it gives. */
export function acquire(live: LiveNetwork): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const before = live.pending ?? Promise.resolve();
  const pending = before.then(() => held);
  live.pending = pending;
  return before.then(() => () => {
    if (live.pending === pending) live.pending = null;
    release();
  });
}

/** Runs work after all that was asked of this network before. */
export async function exclusively<T>(live: LiveNetwork, work: () => Promise<T>): Promise<T> {
  const release = await acquire(live);
  try {
    return await work();
  } finally {
    release();
  }
}

/** The runner as it is, or one for inference; the weights are drawn with the seed where there are none yet. */
export function runnerOf(live: LiveNetwork, seed = defaultSeed): Promise<Runner> {
  return live.runner ? Promise.resolve(live.runner) : openWith(live, null, seed);
}

/** A runner for the plan. The optimiser goes on where the plan is the one of before, and begins anew elsewhere. */
export async function trainingRunner(live: LiveNetwork, plan: TrainingPlan): Promise<Runner> {
  if (live.runner && isDeepStrictEqual(live.plan, plan)) return live.runner;
  return openWith(live, plan, plan.seed);
}

function openWith(live: LiveNetwork, plan: TrainingPlan | null, seed: number): Promise<Runner> {
  return replaceRunner(live, plan, (runner) =>
    live.runner ? copyWeights(live.runner, runner) : beginWeights(live, runner, seed),
  );
}

/** A new runner takes the place of the old one once it has all its weights; else everything stays as it was. */
export async function replaceRunner(
  live: LiveNetwork,
  plan: TrainingPlan | null,
  fill: (runner: Runner) => Promise<void>,
): Promise<Runner> {
  requireAlive(live);
  const runner = await live.openRunner(live.network, plan);
  try {
    await fill(runner);
  } catch (error) {
    runner.dispose();
    throw error;
  }
  closeRunner(live);
  live.runner = runner;
  live.plan = plan;
  return runner;
}

async function copyWeights(from: Runner, to: Runner): Promise<void> {
  for (const { name } of networkVariables(to.network)) {
    await to.writeVariable(name, await from.readVariable(name));
  }
}

async function beginWeights(live: LiveNetwork, runner: Runner, seed: number): Promise<void> {
  const { weights } = await live.inherited;
  await runner.initialize(seed);
  for (const [name, data] of weights) await runner.writeVariable(name, data);
}

/** After a training that went wrong: the next one begins anew. */
export async function forgetWeights(live: LiveNetwork): Promise<void> {
  closeRunner(live);
  live.trained = (await live.inherited).trained;
}

/** Frees native memory: at once, or when the work that was asked for is done. */
export function dispose(live: LiveNetwork): void {
  live.disposed = true;
  if (live.pending) void live.pending.then(() => closeRunner(live));
  else closeRunner(live);
}

function closeRunner(live: LiveNetwork): void {
  live.runner?.dispose();
  live.runner = null;
  live.plan = null;
}

function requireAlive(live: LiveNetwork): void {
  if (live.disposed) {
    throw new Problem("R305", `\`${live.network.name}\` has been disposed`, {
      hints: ["build it again with net`…`"],
    });
  }
}

/** A compiled network in a session. In: a network, a plan and a way to open sessions. Out: runs of it, by names. */
import { EngineError } from "../../engine/engineError.js";
import type { Values } from "../../engine/runner.js";
import type { Feed, Held, Session } from "../../engine/session.js";
import type { Network } from "../../network/network.js";
import type { TrainingPlan } from "../../training/plan.js";
import { compileNetwork, type CompiledGraph, type MachineOptions } from "./compile.js";
import { explain } from "./errors.js";
import { feeds, fetches } from "./names.js";
import { sameScore, type ScoreKey } from "./scores.js";
import { needsPortable, type OpenSession } from "./support.js";

/** A compiled network in a session, with what has happened to it. */
export interface Opened {
  readonly network: Network;
  readonly plan: TrainingPlan | null;
  readonly openSession: OpenSession;
  readonly machine: MachineOptions;
  readonly graph: CompiledGraph;
  readonly session: Session;
  /** False until the optimiser's variables have values. */
  optimizerReady: boolean;
  /** False where weights have changed since the copies of them were made. */
  copiesReady: boolean;
  /** Batches trained on; null where it has to be read. */
  step: number | null;
}

export type Feeds = Readonly<Record<string, Feed | Held>>;

export function open(
  network: Network,
  plan: TrainingPlan | null,
  openSession: OpenSession,
  machine: MachineOptions,
  scores: readonly ScoreKey[] = [],
): Opened {
  try {
    const portable = needsPortable(network, openSession);
    const graph = compileNetwork(network, plan, { ...machine, portable, scores });
    const session = openSession(graph.bytes, { singleThreaded: machine.slices > 1 });
    return {
      network,
      plan,
      openSession,
      machine,
      graph,
      session,
      optimizerReady: false,
      copiesReady: false,
      step: 0,
    };
  } catch (error) {
    throw explain(network, error);
  }
}

/** The same network with the same values, in a graph that has gradients of these scores too. */
export function withScores(opened: Opened, wanted: readonly ScoreKey[]): Opened {
  const { network, plan, openSession, machine, graph, optimizerReady, step } = opened;
  const missing = wanted.filter((one) => !graph.scores.some((known) => sameScore(one, known)));
  if (missing.length === 0) return opened;
  const distinct = missing.filter((one, i) => missing.findIndex((o) => sameScore(o, one)) === i);
  const next = open(network, plan, openSession, machine, [...graph.scores, ...distinct]);
  try {
    copy(opened, next, graph.weights, [fetches.readWeight, fetches.writeWeight]);
    const slots = optimizerReady ? graph.optimizer : [];
    copy(opened, next, slots, [fetches.readOptimizer, fetches.writeOptimizer]);
  } catch (error) {
    next.session.dispose();
    throw error;
  }
  opened.session.dispose();
  return { ...next, optimizerReady, step };
}

function copy(
  from: Opened,
  to: Opened,
  variables: CompiledGraph["weights"],
  [read, write]: readonly [string, string],
): void {
  variables.forEach(({ shape }, number) => {
    const chosen = { [feeds.number]: int(number) };
    const { data } = runOne(from, chosen, read);
    run(to, { ...chosen, [feeds.value]: { type: "float32", shape, data } }, [write]);
  });
}

/** Float32 values by fetch name, in order. */
export function run(opened: Opened, fed: Feeds, names: readonly string[]): readonly Values[] {
  try {
    return opened.session.run(fed, names).map(({ shape, data }, i) => {
      if (data instanceof Float32Array) return { shape, data };
      throw new EngineError(`${names[i] ?? "an output"} is not float32`);
    });
  } catch (error) {
    throw explain(opened.network, error);
  }
}

/** Before a run of inference. */
export function refreshCopies(opened: Opened): void {
  if (opened.copiesReady || !opened.graph.copies) return;
  run(opened, {}, [fetches.refresh]);
  opened.copiesReady = true;
}

export function runOne(opened: Opened, fed: Feeds, name: string): Values {
  const [value] = run(opened, fed, [name]);
  if (!value) throw new EngineError(`TensorFlow gave no value for ${name}`);
  return value;
}

export function int(value: number): Feed {
  return { type: "int32", shape: [], data: Int32Array.of(value) };
}

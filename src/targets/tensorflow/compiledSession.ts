/** A compiled network in a session. In: a network, a plan and a way to open sessions. Out: runs of it, by names. */
import { EngineError } from "../../engine/engineError.js";
import type { Values } from "../../engine/runner.js";
import type { Feed, Session } from "../../engine/session.js";
import type { Network } from "../../network/network.js";
import type { TrainingPlan } from "../../training/plan.js";
import { compileNetwork, type CompiledGraph } from "./compile.js";
import { explain } from "./errors.js";
import { needsPortable, type OpenSession } from "./support.js";

/** A compiled network in a session, with what has happened to it. */
export interface Opened {
  readonly network: Network;
  readonly plan: TrainingPlan | null;
  readonly graph: CompiledGraph;
  readonly session: Session;
  /** False until the optimiser's variables have values. */
  optimizerReady: boolean;
  /** Batches trained on; null where it has to be read. */
  step: number | null;
}

export type Feeds = Readonly<Record<string, Feed>>;

export function open(
  network: Network,
  plan: TrainingPlan | null,
  openSession: OpenSession,
): Opened {
  try {
    const graph = compileNetwork(network, plan, needsPortable(network, openSession));
    const session = openSession(graph.bytes);
    return { network, plan, graph, session, optimizerReady: false, step: 0 };
  } catch (error) {
    throw explain(network, error);
  }
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

export function runOne(opened: Opened, fed: Feeds, name: string): Values {
  const [value] = run(opened, fed, [name]);
  if (!value) throw new EngineError(`TensorFlow gave no value for ${name}`);
  return value;
}

export function int(value: number): Feed {
  return { type: "int32", shape: [], data: Int32Array.of(value) };
}

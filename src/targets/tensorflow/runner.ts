/**
 * A network on native TensorFlow. In: a network, a plan and a way to open sessions. Out: a Runner. The graph is compiled
 * at the first call that needs it; what goes in is checked before TensorFlow sees it, and TensorFlow's errors name the
 * layer that they come from.
 */
import { EngineError } from "../../engine/engineError.js";
import type { Fetch, LabelledBatch, Runner, StepResult, Values } from "../../engine/runner.js";
import type { Feed, Fetched, Session } from "../../engine/session.js";
import type { Network } from "../../network/network.js";
import { sizeOf } from "../../network/variables.js";
import type { TrainingPlan } from "../../training/plan.js";
import { compileNetwork, type CompiledGraph, type StoredName } from "./compile.js";
import { explain } from "./errors.js";
import { imageFeed, labelFeed } from "./batches.js";
import { feeds, fetches } from "./names.js";

export type OpenSession = (graph: Uint8Array) => Session | Promise<Session>;

export async function openTensorflowRunner(
  network: Network,
  plan: TrainingPlan | null,
  openSession: OpenSession,
): Promise<Runner> {
}

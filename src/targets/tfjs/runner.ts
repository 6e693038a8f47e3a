/**
 * A network on TensorFlow.js without native code. In: a network, a plan (null where it is not trained), wasm or js. Out:
 * a Runner. Both compute in float32: a plan for bf16 is run in float32. No tensor outlives the call that made it but the
 * weights and what the optimiser keeps, and `dispose` frees those.
 */
import * as tf from "@tensorflow/tfjs";
import { EngineError } from "../../engine/engineError.js";
import type { Runner } from "../../engine/runner.js";
import type { Network } from "../../network/network.js";
import type { TrainingPlan } from "../../training/plan.js";
import { onBackend, openBackend, type BackendName } from "./backend.js";
import { buildEngine, evaluate, initialize, predict, trainStep, type Engine } from "./engine.js";
import { fetchValues, valuesOf } from "./fetches.js";
import { clearState } from "./optimizer.js";
import { optimizerVariables, readVariable, writeVariable } from "./variables.js";

export async function openTfjsRunner(
  network: Network,
  plan: TrainingPlan | null,
  backend: BackendName,
): Promise<Runner> {
  await openBackend(backend);
  const engine = onBackend(backend, () => buildEngine(network, plan));
  let disposed = false;
  const on = <T>(run: () => T): Promise<T> =>
    new Promise((resolve) => {
      if (disposed) throw new EngineError(`${network.name} has been disposed`);
      resolve(onBackend(backend, () => scoped(run)));
    });
  return {
    engine: backend,
    network,
    initialize: (seed) => on(() => initialize(engine, seed)),
    predict: (images) => on(() => valuesOf(predict(engine, images))),
    trainStep: (batch, rate) => on(() => trainStep(engine, batch, rate)),
    evaluate: (batch) => on(() => evaluate(engine, batch)),
    fetch: (what, batch, training = false) => on(() => fetchValues(engine, what, batch, training)),
    readVariable: (name) => on(() => readVariable(engine, name)),
    writeVariable: (name, data) => on(() => writeVariable(engine, name, data)),
    optimizerVariables: () => optimizerVariables(engine),
    dispose() {
      if (!disposed) onBackend(backend, () => dispose(engine));
      disposed = true;
    },
  };
}

/** Tensors made within are freed at its end. */
function scoped<T>(run: () => T): T {
  tf.engine().startScope();
  try {
    return run();
  } finally {
    tf.engine().endScope();
  }
}

function dispose({ model, state }: Engine): void {
  clearState(state);
  model.dispose();
}

/** A runner on the engine of this machine. In: a network and a plan. Out: a Runner; throws R302 where there is none. */
import { availableParallelism } from "node:os";
import { chooseEngine } from "../engine/engines.js";
import type { EngineName, Runner } from "../engine/runner.js";
import type { Network } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import type { TrainingPlan } from "../training/plan.js";

/** A plan of null is for networks that are looked at and tested but not trained. */
export type OpenRunner = (network: Network, plan: TrainingPlan | null) => Promise<Runner>;

/** Loaded when they are chosen: each brings a large library. */
const open: Readonly<Record<EngineName, OpenRunner>> = {
  async tensorflow(network, plan) {
    const { openSession, openTensorflow } = await import("../engine/tensorflow.js");
    const { openTensorflowRunner } = await import("../targets/tensorflow/runner.js");
    const { sliceCount } = await import("../targets/tensorflow/slices.js");
    const tensorflow = await openTensorflow();
    const { gpu } = tensorflow;
    return openTensorflowRunner(
      network,
      plan,
      (graph, options) => openSession(tensorflow, graph, options),
      { gpu, slices: gpu ? 1 : sliceCount(network, plan, availableParallelism()) },
    );
  },
  wasm: (network, plan) => openTfjs(network, plan, "wasm"),
  js: (network, plan) => openTfjs(network, plan, "js"),
};

async function openTfjs(
  network: Network,
  plan: TrainingPlan | null,
  backend: "wasm" | "js",
): Promise<Runner> {
  const { openTfjsRunner } = await import("../targets/tfjs/runner.js");
  return openTfjsRunner(network, plan, backend);
}

export const openRunner: OpenRunner = async (network, plan) => {
  const chosen = await chooseEngine();
  if (chosen.kind === "problem") {
    throw new Problem("R302", chosen.message, { hints: [chosen.remedy] });
  }
  return open[chosen.engine](network, plan);
};

/** Runners of every engine with drawn weights, for the tests of this folder. */
import type { Runner } from "../../src/engine/runner.js";
import { openSession, openTensorflow } from "../../src/engine/tensorflow.js";
import { ensureEngine } from "../../src/engine/setup.js";
import type { Network } from "../../src/network/network.js";
import { networkVariables, sizeOf } from "../../src/network/variables.js";
import { openTensorflowRunner } from "../../src/targets/tensorflow/runner.js";
import { openTfjsRunner } from "../../src/targets/tfjs/runner.js";
import { numbers } from "../targets/tensorflow/samples.js";

export const engines = ["tensorflow", "wasm", "js"] as const;

export type Engine = (typeof engines)[number];

const native = await ensureEngine();

/** A reason to skip, or false. */
export function skipped(engine: Engine): string | false {
  if (engine !== "tensorflow" || native.kind !== "unavailable") return false;
  return native.reason;
}

/** Every variable has values of both signs; variances are positive. */
export async function openWith(engine: Engine, network: Network): Promise<Runner> {
  const runner = await open(engine, network);
  await runner.initialize(1);
  for (const [turn, { name, role, shape }] of networkVariables(network).entries()) {
    const drawn = numbers(sizeOf(shape), turn).map((value) => value * 0.6);
    const data = role === "movingVariance" ? drawn.map((value) => 0.5 + value ** 2) : drawn;
    await runner.writeVariable(name, data);
  }
  return runner;
}

async function open(engine: Engine, network: Network): Promise<Runner> {
  if (engine !== "tensorflow") return openTfjsRunner(network, null, engine);
  const tensorflow = await openTensorflow();
  return openTensorflowRunner(network, null, (graph) => openSession(tensorflow, graph));
}

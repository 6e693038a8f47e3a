/** Reading and writing what an engine keeps, by the names of the network's variables and of the optimiser's. */
import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../network/variables.js";
import type { Engine } from "./engine.js";
import { writeWeight } from "./model.js";
import { stateVariable, stateVariables } from "./optimizer.js";

/** The optimiser's, in one order; none where the network is not trained. */
export function optimizerVariables({
  plan,
  trained,
}: Engine): readonly { readonly name: string; readonly shape: readonly number[] }[] {
  return plan ? stateVariables(plan, trained) : [];
}

/** A copy. */
export function readVariable(engine: Engine, name: string): Float32Array {
  const weight = engine.weights.get(name);
  if (weight) return Float32Array.from(weight.read().dataSync());
  const shape = stateShape(engine, name);
  if (name === "step") return Float32Array.of(engine.state.step);
  const kept = engine.state.variables.get(name);
  return kept ? Float32Array.from(kept.dataSync()) : new Float32Array(sizeOf(shape));
}

export function writeVariable(engine: Engine, name: string, data: Float32Array): void {
  const weight = engine.weights.get(name);
  const shape = weight ? (weight.shape as number[]) : stateShape(engine, name);
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(`${name} holds ${sizeOf(shape)} values; received ${data.length}`);
  }
  if (weight) writeWeight(weight, data);
  else if (name === "step") engine.state.step = data[0] ?? 0;
  else stateVariable(engine.state, name, shape).assign(tf.tensor(data.slice(), [...shape]));
}

function stateShape(engine: Engine, name: string): readonly number[] {
  const found = optimizerVariables(engine).find((one) => one.name === name);
  if (!found) throw new RangeError(`${engine.network.name} has no variable ${name}`);
  return found.shape;
}

/** Networks, weights and images for the tests of this folder, the same in every run. */
import assert from "node:assert/strict";
import { sourceOf } from "../../../src/language/source.js";
import type { Runner } from "../../../src/engine/runner.js";
import { check } from "../../../src/network/check.js";
import type { Network } from "../../../src/network/network.js";
import { networkVariables, sizeOf } from "../../../src/network/variables.js";
import type { BackendName } from "../../../src/targets/tfjs/backend.js";
import { random } from "../../../src/targets/tfjs/random.js";
import { openTfjsRunner } from "../../../src/targets/tfjs/runner.js";
import { defaultPlan, type TrainingPlan } from "../../../src/training/plan.js";
import type { Batch, Variables } from "./reference.js";

export function networkOf(stages: string): Network {
  const { value, diagnostics } = check(sourceOf("test.conv", `net sample = ${stages}`));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  assert.deepEqual(
    errors.map(({ message }) => message),
    [],
    stages,
  );
  return value.networks[0]!;
}

export function imagesFor(network: Network, samples: number, seed = 7): Batch {
  const shape = [samples, ...network.layers[0]!.outputShape];
  return { shape, data: normals(sizeOf(shape), seed) };
}

/** Variances are positive; weights that `maps=` leaves out are there, to see that nothing reads them. */
export function variablesFor(network: Network, seed = 11): Variables {
  return new Map(
    networkVariables(network).map(({ name, role, shape }, i) => {
      const values = normals(sizeOf(shape), seed + i).map((value) => value / 2);
      return [
        name,
        role === "movingVariance" ? values.map((value) => Math.fround(0.5 + value ** 2)) : values,
      ];
    }),
  );
}

export function normals(count: number, seed: number): Float64Array {
  const { normal } = random(seed);
  // What an engine holds in float32 is the same number here.
  return Float64Array.from({ length: count }, () => Math.fround(normal()));
}

/** The largest difference, relative to the largest value where that is above 1. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let scale = 1;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    scale = Math.max(scale, Math.abs(b[i]!));
    const apart = Math.abs(a[i]! - b[i]!);
    if (!(apart <= worst)) worst = apart;
  }
  return worst / scale;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

/** In a batch. */
export const samples = 4;

/** Opens a runner with known weights, and frees it. */
export async function using(
  network: Network,
  plan: Partial<TrainingPlan> | null,
  use: (runner: Runner, variables: Variables) => Promise<void>,
  backend: BackendName = "wasm",
): Promise<void> {
  const runner = await openTfjsRunner(network, plan && { ...defaultPlan, ...plan }, backend);
  try {
    const variables = variablesFor(network);
    for (const [name, data] of variables) {
      await runner.writeVariable(name, Float32Array.from(data));
    }
    await use(runner, variables);
  } finally {
    runner.dispose();
  }
}

export function fed({ shape, data }: Batch) {
  return { shape, data: Float32Array.from(data) };
}

export function classes(network: Network): Int32Array {
  const { outputShape } = network.layers[network.output]!;
  const count = samples * sizeOf(outputShape.slice(0, -1));
  return Int32Array.from({ length: count }, (_, i) => (i * 7) % outputShape.at(-1)!);
}

export function targets(network: Network, batch = samples): Float32Array {
  const count = batch * sizeOf(network.layers[network.output]!.outputShape);
  return Float32Array.from(normals(count, 3), (value) => (value > 0 ? 1 : 0));
}

/**
 * A case as files that every peer reads, so that all begin with the same weights and batch. In: a case. Out: a folder with
 * `spec.json`, weights and images as float32. The loss after the timed steps can then be compared.
 */
import { mkdirSync, writeFileSync, existsSync, createWriteStream } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { sourceOf } from "../../../src/language/source.js";
import { check } from "../../../src/network/check.js";
import type { Network } from "../../../src/network/network.js";
import { networkVariables, sizeOf } from "../../../src/network/variables.js";
import { openRunner } from "../../../src/run/openRunner.js";
import { titleOf, type SpeedCase } from "./cases.js";

export interface Spec {
  readonly network: Pick<Network, "layers" | "output">;
  readonly variables: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly weights: string;
  readonly images: string;
  readonly labels: readonly number[];
  readonly mode: SpeedCase["mode"];
  readonly precision: SpeedCase["precision"];
  readonly learningRate: number;
  /** Steps before the timing. */
  readonly warmUp: number;
  /** Timings, each over so many steps. */
  readonly chunks: number;
  readonly chunk: number;
  /** No timing begins when all of them have taken longer. */
  readonly seconds: number;
  /** `compile`, `xla` */
  readonly options: readonly string[];
}

/** Small, so that many steps on one batch of noise stay finite. */
const learningRate = 1e-5;

export function networkOf({ program, network }: Pick<SpeedCase, "program" | "network">): Network {
  const { value } = check(sourceOf("bench.conv", program));
  const definition = value.scope.names.get(network);
  if (definition?.kind !== "net") throw new Error(`there is no network ${network}`);
  return definition.network();
}

/** Writes what is not there yet; the weights of a network are drawn once and used by all its cases. */
export async function writeSpec(
  folder: string,
  one: SpeedCase,
  timing: Pick<Spec, "warmUp" | "chunks" | "seconds" | "options">,
): Promise<string> {
  const network = networkOf(one);
  const weights = `${network.name}.weights`;
  const images = `${network.name}.${one.batch}x${inputOf(network).join("x")}.images`;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, weights))) await writeWeights(network, join(folder, weights));
  writeFileSync(join(folder, images), noise(one.batch * sizeOf(inputOf(network))));
  const classes = network.layers[network.output]?.outputShape[0] ?? 1;
  const spec: Spec = {
    network: { layers: network.layers.map(plain), output: network.output },
    variables: networkVariables(network).map(({ name, shape }) => ({ name, shape })),
    weights,
    images,
    labels: Array.from({ length: one.batch }, (_, i) => (i * 7 + 1) % classes),
    mode: one.mode,
    precision: one.precision,
    learningRate,
    chunk: one.chunk,
    ...timing,
  };
  const path = join(
    folder,
    `${[titleOf(one), ...timing.options].join("-").replaceAll(" ", "-")}.json`,
  );
  writeFileSync(path, JSON.stringify(spec));
  return path;
}

export function inputOf({ layers }: Pick<Network, "layers">): readonly number[] {
  return layers[0]?.outputShape ?? [];
}

/** Spans hold the whole text, again and again. */
function plain<L extends Network["layers"][number]>(layer: L): L {
  return { ...layer, span: null, calls: [], trail: [] };
}

async function writeWeights(network: Network, path: string): Promise<void> {
  const runner = await openRunner(network, null);
  await runner.initialize(1);
  const file = createWriteStream(path);
  for (const { name } of networkVariables(network)) {
    const data = await runner.readVariable(name);
    file.write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  file.end();
  await once(file, "finish");
  runner.dispose();
}

/** The same on every machine: a linear congruence, 0 to 1. */
function noise(count: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  });
}

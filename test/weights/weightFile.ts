/** Networks and files for the tests of weights: no engine is needed, variables are maps. */
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceOf } from "../../src/language/source.js";
import { check } from "../../src/network/check.js";
import type { Network } from "../../src/network/network.js";
import { networkVariables, sizeOf } from "../../src/network/variables.js";
import { withWeights } from "../../src/weights/read.js";
import type { Manifest } from "../../src/weights/manifest.js";

export const folder = mkdtempSync(join(tmpdir(), "convscript-weights-"));

export type Weights = Map<string, Float32Array>;

export function network(body: string, name = "small"): Network {
  const { value, diagnostics } = check(sourceOf("test.conv", `net ${name} = ${body}`));
  assert.deepEqual(diagnostics, []);
  const [first] = value.networks;
  assert.ok(first);
  return first;
}

export const small = network("input 4x4x1 | conv3-2 bn | fc-3 | softmax");

/** 1, 2, 3, … through all variables. */
export function countingWeights(of: Network): Weights {
  let next = 1;
  return new Map(
    networkVariables(of).map(({ name, shape }) => [
      name,
      Float32Array.from({ length: sizeOf(shape) }, () => next++),
    ]),
  );
}

export function reader(weights: Weights): (name: string) => Promise<Float32Array> {
  return (name) => Promise.resolve(weights.get(name) ?? new Float32Array());
}

/** What a reading has given. */
export interface Reading {
  readonly weights: Weights;
  readonly manifest: Manifest | null;
}

export async function read(path: string, into: Network): Promise<Reading> {
  const weights: Weights = new Map();
  const write = (name: string, data: Float32Array) => {
    weights.set(name, data);
    return Promise.resolve();
  };
  return withWeights(path, into, async ({ manifest, writeTo }) => {
    await writeTo(write);
    return { weights, manifest };
  });
}

/** A file of a header as text, with data behind it. */
export function file(
  name: string,
  header: string | Buffer,
  data: Uint8Array,
  length?: bigint,
): string {
  const json = Buffer.from(header);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(json.length));
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([size, json, data]));
  return path;
}

/** Writes tensors, read one by one. Out: a safetensors file that appears whole or not at all. */
import { createHash, randomUUID } from "node:crypto";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Network } from "../network/network.js";
import { networkVariables, sizeOf } from "../network/variables.js";
import { Problem, systemReason } from "../problem/problem.js";
import type { Named } from "./differences.js";
import { formatHeader, sealed, sealKey, type Metadata } from "./header.js";
import { formatManifest, type Manifest } from "./manifest.js";

type ReadVariable = (name: string) => Promise<Float32Array>;

export interface Tensors {
  readonly tensors: readonly Named[];
  readonly metadata: Metadata;
  readonly read: ReadVariable;
}

/** Bytes written. Throws R201; what was at the path is then untouched. */
export function writeWeights(
  path: string,
  network: Network,
  manifest: Manifest,
  read: ReadVariable,
): Promise<number> {
  const metadata = formatManifest(manifest);
  return writeTensors(path, { tensors: networkVariables(network), metadata, read });
}

/** One tensor at a time is held in JavaScript. Where the metadata has the key of a seal, the file is sealed with it. */
export async function writeTensors(path: string, content: Tensors): Promise<number> {
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    const file = await open(beside, "wx");
    const bytes = await writeTo(file, content).finally(() => file.close());
    await rename(beside, path);
    await syncFolder(dirname(path));
    return bytes;
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    if (!isSystemError(error)) throw error;
    throw new Problem("R201", `"${path}" cannot be written: ${systemReason(error)}`, {
      about: "path",
    });
  }
}

async function writeTo(file: FileHandle, { tensors, metadata, read }: Tensors): Promise<number> {
  const sizes = tensors.map(({ name, shape }) => ({ name, shape, values: sizeOf(shape) }));
  const header = formatHeader(sizes, metadata);
  const hash = createHash("sha256").update(header);
  await writeAll(file, header);
  let bytes = header.length;
  for (const { name, values } of sizes) {
    const data = await read(name);
    if (data.length !== values) throw new Error(`${name} has ${data.length} values, not ${values}`);
    const part = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    await writeAll(file, part);
    hash.update(part);
    bytes += part.length;
  }
  if (metadata[sealKey] !== undefined) {
    await file.write(sealed(header, hash.digest("hex")), 0, header.length, 0);
  }
  await file.sync();
  return bytes;
}

/** The system takes at most 2 GiB in a call. */
const chunk = 1 << 26;

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let start = 0; start < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, start, Math.min(chunk, bytes.length - start));
    start += bytesWritten;
  }
}

/** So that the new name outlives a crash; not every system lets a folder be opened. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

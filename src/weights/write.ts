/** Writes weights. In: variables that are read one by one. Out: a safetensors file that appears whole or not at all. */
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { randomUUID } from "node:crypto";
import type { Network } from "../network/network.js";
import { networkVariables, sizeOf } from "../network/variables.js";
import { Problem, systemReason } from "../problem/problem.js";
import { formatHeader } from "./header.js";
import { formatManifest, type Manifest } from "./manifest.js";

type ReadVariable = (name: string) => Promise<Float32Array>;

/** One variable at a time is held in JavaScript. Throws R201; what was at the path is then untouched. */
export async function writeWeights(
  path: string,
  network: Network,
  manifest: Manifest,
  readVariable: ReadVariable,
): Promise<number> {
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    const file = await open(beside, "wx");
    const bytes = await writeTo(file, network, manifest, readVariable).finally(() => file.close());
    await rename(beside, path);
    await syncFolder(dirname(path));
    return bytes;
  } catch (error) {
    await rm(beside, { force: true });
    if (!isSystemError(error)) throw error;
    throw new Problem("R201", `"${path}" cannot be written: ${systemReason(error)}`, {
      about: "path",
    });
  }
}

async function writeTo(
  file: FileHandle,
  network: Network,
  manifest: Manifest,
  readVariable: ReadVariable,
): Promise<number> {
  const tensors = networkVariables(network).map(({ name, shape }) => ({
    name,
    shape,
    values: sizeOf(shape),
  }));
  const header = formatHeader(tensors, formatManifest(manifest));
  await writeAll(file, header);
  let bytes = header.length;
  for (const { name, values } of tensors) {
    const data = await readVariable(name);
    if (data.length !== values) throw new Error(`${name} has ${data.length} values, not ${values}`);
    await writeAll(file, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    bytes += data.byteLength;
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

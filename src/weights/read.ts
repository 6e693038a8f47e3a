/**
 * Reads weights. In: a safetensors file and the network they are for. Out: the variables, one by one, and the manifest.
 * Holds: nothing is given out before the header, the names and shapes, and every value have been checked; the file is
 * read twice for that, so that it need not be held in memory.
 */
import { open, type FileHandle } from "node:fs/promises";
import type { Network } from "../network/network.js";
import { networkVariables } from "../network/variables.js";
import { Problem, systemReason } from "../problem/problem.js";
import { differences, differenceTable } from "./differences.js";
import { maxHeaderBytes, parseHeader, type Entry, type Header } from "./header.js";
import { readManifest, type Manifest } from "./manifest.js";

type WriteVariable = (name: string, data: Float32Array) => Promise<void>;

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly dataStart: number;
  readonly header: Header;
}

/** A file that has been checked and is open. */
export interface SoundWeights {
  readonly manifest: Manifest | null;
  /** Every variable of the network, one after the other. */
  readonly writeTo: (write: WriteVariable) => Promise<void>;
}

/** Throws R201, R202, R203 or R204 before the weights are used. */
export async function withWeights<T>(
  path: string,
  network: Network,
  use: (weights: SoundWeights) => Promise<T>,
): Promise<T> {
  const handle = await open(path, "r").catch((error: unknown) => refuseFile(path, error));
  try {
    const file = await readHeader(path, handle);
    const { entries, metadata } = file.header;
    requireSame(file, network);
    for (const entry of entries) await requireFinite(file, entry);
    return await use({
      manifest: readManifest(metadata),
      async writeTo(write) {
        for (const entry of entries) await write(entry.name, await readTensor(file, entry));
      },
    });
  } finally {
    await handle.close();
  }
}

function refuseFile(path: string, error: unknown): never {
  throw new Problem("R201", `"${path}" cannot be read: ${systemReason(error)}`, { about: "path" });
}

function damaged(path: string, reason: string): Problem {
  return new Problem("R202", `"${path}" is no sound safetensors file: ${reason}`, {
    about: "path",
  });
}

async function readHeader(path: string, handle: FileHandle): Promise<OpenFile> {
  const status = await handle.stat();
  if (!status.isFile()) throw damaged(path, "it is not a file");
  const room = status.size - 8;
  if (room < 2) throw damaged(path, `it has ${status.size} bytes`);
  const length = Number((await readBytes(path, handle, 0, 8)).readBigUInt64LE());
  if (length > Math.min(room, maxHeaderBytes)) {
    throw damaged(path, `its header would have ${length} bytes`);
  }
  const bytes = await readBytes(path, handle, 8, length);
  const header = parseHeader(decode(path, bytes), room - length);
  if (typeof header === "string") throw damaged(path, header);
  return { path, handle, dataStart: 8 + length, header };
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw damaged(path, "its header is not UTF-8");
  }
}

function requireSame({ path, header }: OpenFile, network: Network): void {
  const found = differences(header.entries, networkVariables(network));
  if (found.length === 0) return;
  const from = readManifest(header.metadata)?.network;
  const whose = from ? ` of \`${from}\`` : "";
  const count = found.length === 1 ? "one difference" : `${found.length} differences`;
  const message = `"${path}" holds weights${whose} that do not fit \`${network.name}\`: ${count}`;
  const hints = ["load them into the network that they were saved from; `upto=` takes its layers"];
  throw new Problem("R203", message, { hints, table: differenceTable(found), about: "path" });
}

const chunk = 1 << 24;

async function requireFinite({ path, handle, dataStart }: OpenFile, entry: Entry): Promise<void> {
  for (let start = entry.start; start < entry.end; start += chunk) {
    const length = Math.min(chunk, entry.end - start);
    const values = floats(await readBytes(path, handle, dataStart + start, length));
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) continue;
    const index = (start - entry.start) / 4 + wrong;
    throw new Problem(
      "R204",
      `"${path}": \`${entry.name}\` has ${values[wrong]} among its weights (value ${index})`,
      { hints: ["the training that they come from went wrong; load older ones"], about: "path" },
    );
  }
}

async function readTensor(
  { path, handle, dataStart }: OpenFile,
  { start, end }: Entry,
): Promise<Float32Array> {
  return floats(await readBytes(path, handle, dataStart + start, end - start));
}

/** The bytes are in memory of their own, so they lie at a multiple of 4. */
function floats(bytes: Buffer): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

async function readBytes(
  path: string,
  handle: FileHandle,
  position: number,
  length: number,
): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle
      .read(bytes, done, Math.min(chunk * 4, length - done), position + done)
      .catch((error: unknown) => refuseFile(path, error));
    if (bytesRead === 0) throw damaged(path, "it is cut short");
    done += bytesRead;
  }
  return bytes;
}

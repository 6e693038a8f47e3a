/**
 * Reads safetensors files. In: a path. Out: the header, then tensors one by one. Holds: the file is read twice, once to
 * check every value, so that it need not be held in memory; a sealed file is checked bit by bit.
 */
import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { Problem, systemReason } from "../problem/problem.js";
import type { Shape } from "../network/network.js";
import { differences, differenceTable, type Named } from "./differences.js";
import {
  maxHeaderBytes,
  parseHeader,
  sealKey,
  unsealed,
  type Entry,
  type Header,
} from "./header.js";

export interface TensorFile {
  readonly path: string;
  readonly header: Header;
  readonly handle: FileHandle;
  readonly dataStart: number;
  /** The length and the JSON, as they stand. */
  readonly headerBytes: Buffer;
}

/** Throws R201 and R202. */
export async function withTensorFile<T>(
  path: string,
  use: (file: TensorFile) => Promise<T>,
): Promise<T> {
  const handle = await open(path, "r").catch((error: unknown) => refuseFile(path, error));
  try {
    return await use(await readHeader(path, handle));
  } finally {
    await handle.close();
  }
}

function refuseFile(path: string, error: unknown): never {
  throw new Problem("R201", `"${path}" cannot be read: ${systemReason(error)}`, { about: "path" });
}

export function damaged(path: string, reason: string): Problem {
  return new Problem("R202", `"${path}" is no sound safetensors file: ${reason}`, {
    about: "path",
  });
}

async function readHeader(path: string, handle: FileHandle): Promise<TensorFile> {
  const status = await handle.stat();
  if (!status.isFile()) throw damaged(path, "it is not a file");
  const room = status.size - 8;
  if (room < 2) throw damaged(path, `it has ${status.size} bytes`);
  const size = await readBytes(path, handle, 0, 8);
  const length = Number(size.readBigUInt64LE());
  if (length > Math.min(room, maxHeaderBytes)) {
    throw damaged(path, `its header would have ${length} bytes`);
  }
  const bytes = await readBytes(path, handle, 8, length);
  const header = parseHeader(decode(path, bytes), room - length);
  if (typeof header === "string") throw damaged(path, header);
  const headerBytes = Buffer.concat([size, bytes]);
  return { path, handle, dataStart: 8 + length, header, headerBytes };
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw damaged(path, "its header is not UTF-8");
  }
}

/** A network as far as a file of its weights is concerned. */
export interface Wanted {
  readonly network: string;
  readonly variables: readonly { readonly name: string; readonly shape: Shape }[];
}

/** Throws R203 with a table where the entries are not the variables. */
export function requireSame(
  { path, header }: TensorFile,
  entries: readonly Named[],
  { network, variables }: Wanted,
): void {
  const found = differences(entries, variables);
  if (found.length === 0) return;
  const from = header.metadata.get("network");
  const whose = from ? ` of \`${from}\`` : "";
  const count = found.length === 1 ? "one difference" : `${found.length} differences`;
  const message = `"${path}" holds weights${whose} that do not fit \`${network}\`: ${count}`;
  const hints = ["load them into the network that they were saved from; `upto=` takes its layers"];
  throw new Problem("R203", message, { hints, table: differenceTable(found), about: "path" });
}

const chunk = 1 << 24;

/** Throws R204 at a value that is not finite, R202 where a seal is broken. */
export async function requireSound(file: TensorFile): Promise<void> {
  const { path, handle, dataStart, header, headerBytes } = file;
  const hash = createHash("sha256").update(unsealed(headerBytes));
  for (const entry of header.entries.toSorted((a, b) => a.start - b.start)) {
    for (let start = entry.start; start < entry.end; start += chunk) {
      const length = Math.min(chunk, entry.end - start);
      const bytes = await readBytes(path, handle, dataStart + start, length);
      requireFinite(path, entry, start, floats(bytes));
      hash.update(bytes);
    }
  }
  const seal = header.metadata.get(sealKey);
  if (seal !== undefined && seal !== hash.digest("hex")) {
    throw damaged(path, "it is not what was written");
  }
}

function requireFinite(path: string, entry: Entry, start: number, values: Float32Array): void {
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  const index = (start - entry.start) / 4 + wrong;
  throw new Problem(
    "R204",
    `"${path}": \`${entry.name}\` has ${values[wrong]} among its weights (value ${index})`,
    { hints: ["the training that they come from went wrong; load older ones"], about: "path" },
  );
}

export async function readTensor(
  { path, handle, dataStart }: TensorFile,
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

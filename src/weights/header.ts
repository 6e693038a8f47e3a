/**
 * The header of a safetensors file: a length in 8 bytes, JSON that says where each tensor lies, then the data, little
 * endian (https://github.com/huggingface/safetensors). In: the JSON's text and how many bytes of data follow. Out: the
 * entries, or what is wrong. Holds: entries are float32, tile the data without gap or overlap, and fit their shapes.
 */
import type { Shape } from "../network/network.js";
import { parseUniqueJson } from "./uniqueJson.js";

export interface Entry {
  readonly name: string;
  readonly shape: Shape;
  /** Bytes from the beginning of the data. */
  readonly start: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: ReadonlyMap<string, string>;
}

export type Metadata = Readonly<Record<string, string>>;

/** A file is sealed where its metadata has this key: the digest of header and data. */
export const sealKey = "convscript-sha256";

/** What stands there until the digest of header and data is known. */
export const noSeal = "0".repeat(64);

/** The header with its digest, which has as many bytes as `noSeal`. */
export function sealed(header: Buffer, digest: string): Buffer {
  return replaceSeal(header, noSeal, digest);
}

/** The header that the digest was taken of: as it was before it was sealed. */
export function unsealed(header: Buffer): Buffer {
  const [, digest] =
    new RegExp(`"${sealKey}":"([0-9a-f]{64})"`).exec(header.toString("latin1")) ?? [];
  return digest === undefined ? header : replaceSeal(header, digest, noSeal);
}

function replaceSeal(header: Buffer, before: string, after: string): Buffer {
  const place = header.indexOf(`"${sealKey}":"${before}"`);
  const copy = Buffer.from(header);
  copy.write(after, place + `"${sealKey}":"`.length, "latin1");
  return copy;
}

/** The format's own limit. */
export const maxHeaderBytes = 100_000_000;

/** The header padded with spaces, so that the data begins at a multiple of 8. */
export function formatHeader(
  tensors: readonly { readonly name: string; readonly shape: Shape; readonly values: number }[],
  metadata: Metadata,
): Buffer {
  let offset = 0;
  const table = tensors.map(({ name, shape, values }) => {
    const entry = { dtype: "F32", shape, data_offsets: [offset, (offset += values * 4)] };
    return [name, entry] as const;
  });
  const all = Object.fromEntries<unknown>([["__metadata__", metadata], ...table]);
  const json = Buffer.from(JSON.stringify(all));
  const padded = Buffer.alloc(Math.ceil(json.length / 8) * 8, " ");
  json.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded]);
}

/** A text where the header is refused. */
export function parseHeader(text: string, dataBytes: number): Header | string {
  const table = parseUniqueJson(text);
  if (typeof table === "string") return table;
  const entries: Entry[] = [];
  const metadata = new Map<string, string>();
  for (const [name, value] of table) {
    if (name === "__metadata__") {
      const problem = readMetadata(value, metadata);
      if (problem !== null) return problem;
      continue;
    }
    const entry = readEntry(name, value);
    if (typeof entry === "string") return entry;
    entries.push(entry);
  }
  const problem = tiling(entries, dataBytes);
  return problem ?? { entries, metadata };
}

function readMetadata(value: unknown, metadata: Map<string, string>): string | null {
  if (typeof value !== "object" || value === null) return "`__metadata__` is no table";
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") return `\`__metadata__\` has a value that is no text: ${key}`;
    metadata.set(key, text);
  }
  return null;
}

function readEntry(name: string, value: unknown): Entry | string {
  if (typeof value !== "object" || value === null) return `\`${name}\` is no table`;
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (dtype !== "F32") return `\`${name}\` is of type ${JSON.stringify(dtype)}; expected "F32"`;
  if (!isCounts(shape)) return `\`${name}\` has the shape ${JSON.stringify(shape)}`;
  if (!isCounts(offsets) || offsets.length !== 2) {
    return `\`${name}\` has the offsets ${JSON.stringify(offsets)}; expected where it begins and ends`;
  }
  const [start = 0, end = 0] = offsets;
  const bytes = 4 * shape.reduce((product, n) => product * n, 1);
  if (end - start !== bytes) {
    return `\`${name}\` is ${shape.join("x")}, ${bytes} bytes, but has ${end - start}`;
  }
  return { name, shape, start, end };
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

/** As the format asks: nothing twice, no holes, nothing behind the last. */
function tiling(entries: readonly Entry[], dataBytes: number): string | null {
  let reached = 0;
  for (const { name, start, end } of entries.toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (start < reached) return `\`${name}\` overlaps another tensor`;
    if (start > reached) return `nothing is said of the bytes before \`${name}\``;
    reached = end;
  }
  if (reached > dataBytes) {
    return `it is cut short: its tensors need ${reached} bytes, and ${dataBytes} are there`;
  }
  return reached < dataBytes ? `${dataBytes - reached} bytes follow the last tensor` : null;
}

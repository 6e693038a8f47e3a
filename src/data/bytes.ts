/** Bytes of data files. In: a path. Out: bytes from the beginning, unpacked where the file is gzip, and problems that name it. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Problem, systemReason } from "../problem/problem.js";

export interface DataFile {
  readonly path: string;
  /** The operand that names it. */
  readonly about: string;
}

/** Gives the next bytes; fewer at the end of the file. */
export type Take = (count: number) => Promise<Buffer>;

/** A file that is not as its format asks. `reason` is told after its name. */
export function badFile(
  { path, about }: DataFile,
  reason: string,
  hints: readonly string[] = [],
): Problem {
  return new Problem("R206", `"${path}" ${reason}`, { hints, about });
}

/** A file larger than this is refused: its values would not fit in one array. */
const maxBytes = 2 ** 31 - 1;

/** Throws R201 and, for a gzip file that is damaged, R206. */
export async function withBytes<T>(file: DataFile, use: (take: Take) => Promise<T>): Promise<T> {
  const chunks = await chunksOf(file);
  try {
    return await use(taking(file, chunks));
  } finally {
    await chunks.return?.();
  }
}

async function chunksOf(file: DataFile): Promise<AsyncIterator<Buffer>> {
  const packed = await isGzip(file);
  const source = createReadStream(file.path);
  const stream = packed ? pipeline(source, createGunzip(), () => undefined) : source;
  return stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
}

/** What is in a file counts, not its name. */
async function isGzip(file: DataFile): Promise<boolean> {
  const start = Buffer.alloc(2);
  try {
    const handle = await open(file.path);
    await handle.read(start, 0, 2).finally(() => handle.close());
  } catch (error) {
    throw unreadable(file, error);
  }
  return start.readUInt16BE() === 0x1f8b;
}

function taking(file: DataFile, chunks: AsyncIterator<Buffer>): Take {
  let rest = Buffer.alloc(0);
  return async (count) => {
    if (count > maxBytes)
      throw badFile(file, `would hold ${count} bytes, more than ${maxBytes} in a piece`);
    const parts: Buffer[] = [rest];
    for (let length = rest.length; length < count;) {
      const next = await chunks.next().catch((error: unknown) => {
        throw unpacking(file, error);
      });
      if (next.done) break;
      parts.push(next.value);
      length += next.value.length;
    }
    const all = parts.length === 1 ? rest : Buffer.concat(parts);
    rest = all.subarray(count);
    return all.subarray(0, count);
  };
}

function unpacking(file: DataFile, error: unknown): Problem {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!code.startsWith("Z_")) return unreadable(file, error);
  const cut = code === "Z_BUF_ERROR";
  return badFile(file, cut ? "is gzip but cut short" : "is gzip but damaged", [
    "fetch or copy it again",
  ]);
}

function unreadable({ path, about }: DataFile, error: unknown): Problem {
  return new Problem("R201", `"${path}" cannot be read: ${systemReason(error)}`, { about });
}

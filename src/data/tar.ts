/** Files of a tar archive (POSIX.1-1988, "ustar"): blocks of 512 bytes, a header before each file. */
import { badFile, type DataFile, type Take } from "./bytes.js";

const block = 512;

/** The wanted files by their names without folders; others are passed over. Throws R206. */
export async function* tarFiles(
  file: DataFile,
  take: Take,
  wanted: (name: string) => boolean,
): AsyncGenerator<readonly [string, Buffer], void> {
  for (;;) {
    const header = await take(block);
    if (header.every((byte) => byte === 0)) return;
    const size = header.length === block ? sizeOf(header) : null;
    if (size === null) throw badFile(file, "is no tar archive, or damaged");
    const name = textOf(header, 0, 100).split("/").at(-1) ?? "";
    const bytes = await take(Math.ceil(size / block) * block);
    if (bytes.length < size) {
      throw badFile(file, `is cut short in ${name}`, ["fetch or copy it again"]);
    }
    if (wanted(name)) yield [name, bytes.subarray(0, size)];
  }
}

function textOf(header: Buffer, start: number, length: number): string {
  return header.toString("latin1", start, start + length).replace(/\0.*$/s, "");
}

/** Octal digits; null where the header's checksum is wrong. */
function sizeOf(header: Buffer): number | null {
  const sum = parseInt(textOf(header, 148, 8), 8);
  const blank = Buffer.from(header).fill(" ", 148, 156);
  const size = parseInt(textOf(header, 124, 12), 8);
  return blank.reduce((a, b) => a + b, 0) === sum && size >= 0 ? size : null;
}

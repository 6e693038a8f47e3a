/** The blocks of a GIF before its first picture (GIF89a, 18 to 23). */
import type { ImageHeader } from "./imageHeader.js";

/** null: the bytes end before the size. */
export function gifHeader(bytes: Buffer): Omit<ImageHeader, "format"> | null {
  if (bytes.length < 10) return null;
  const [width, height] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  const common = fillsItsCanvas(bytes, width, height);
  return { width, height, orientation: 1, transparent: !common, common };
}

/** True where the first picture is opaque and as large as the whole; false where that cannot be seen. */
function fillsItsCanvas(bytes: Buffer, width: number, height: number): boolean {
  const flags = bytes[10] ?? 0;
  let at = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  while (bytes[at] === 0x21) {
    const clear = bytes[at + 1] === 0xf9 && ((bytes[at + 3] ?? 0) & 1) === 1;
    if (clear) return false;
    at += 2;
    while ((bytes[at] ?? 0) > 0) at += (bytes[at] ?? 0) + 1;
    at += 1;
  }
  if (bytes[at] !== 0x2c || at + 9 > bytes.length) return false;
  const sizes = [1, 3, 5, 7].map((offset) => bytes.readUInt16LE(at + offset));
  return sizes.join() === [0, 0, width, height].join();
}

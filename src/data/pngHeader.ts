/** The chunks of a PNG before its pixels (PNG, third edition, 5.3 and 11). */
import type { ImageHeader } from "./imageHeader.js";

/** null: the bytes end before the size. */
export function pngHeader(bytes: Buffer): Omit<ImageHeader, "format"> | null {
  if (bytes.length < 26) return null;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return { width, height, orientation: 1, transparent: mayBeTransparent(bytes), common: true };
}

/** By its colour type, or by a chunk tRNS before the pixels; true where that chunk may still come. */
function mayBeTransparent(bytes: Buffer): boolean {
  const alpha = (bytes[25] ?? 0) & 4;
  if (alpha) return true;
  for (let at = 33; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const name = bytes.toString("latin1", at + 4, at + 8);
    if (name === "IDAT") return false;
    if (name === "tRNS") return true;
  }
  return true;
}

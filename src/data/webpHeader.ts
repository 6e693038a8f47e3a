/** The first chunk of a WebP (RFC 9649, 2.5 to 2.7): lossy `VP8 `, lossless `VP8L`, or `VP8X`, which says what follows. */
import type { ImageHeader } from "./imageHeader.js";

export function isWebp(bytes: Buffer): boolean {
  return bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP";
}

/** A text: why it is refused. null: the bytes end before the size. */
export function webpHeader(bytes: Buffer): Omit<ImageHeader, "format"> | string | null {
  if (bytes.length < 30) return null;
  const read = chunks[bytes.toString("latin1", 12, 16)];
  if (!read) return "but damaged: its first chunk is unknown";
  const size = read(bytes);
  return typeof size === "string" ? size : { ...size, orientation: 1, common: false };
}

type Size = Pick<ImageHeader, "width" | "height" | "transparent">;

const chunks: Readonly<Record<string, (bytes: Buffer) => Size | string>> = {
  "VP8 ": (bytes) => ({
    width: bytes.readUInt16LE(26) & 0x3fff,
    height: bytes.readUInt16LE(28) & 0x3fff,
    transparent: false,
  }),
  VP8L(bytes) {
    const bits = bytes.readUInt32LE(21);
    return {
      width: (bits & 0x3fff) + 1,
      height: ((bits >>> 14) & 0x3fff) + 1,
      transparent: ((bits >>> 28) & 1) === 1,
    };
  },
  VP8X(bytes) {
    const flags = bytes[20] ?? 0;
    if (flags & 2) return "with an animation; expected one picture";
    return {
      width: bytes.readUIntLE(24, 3) + 1,
      height: bytes.readUIntLE(27, 3) + 1,
      transparent: (flags & 0x10) !== 0,
    };
  },
};

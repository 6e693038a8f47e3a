/**
 * What an image file says of itself before its pixels. In: the bytes from the beginning. Out: format, size and orientation, or
 * the reason why it is refused. What is in a file counts, not its name.
 */
import { bmpHeader } from "./bmp.js";
import { jpegHeader } from "./jpegHeader.js";

export type ImageFormat = "PNG" | "JPEG" | "GIF" | "BMP";

export interface ImageHeader {
  readonly format: ImageFormat;
  /** As stored. */
  readonly width: number;
  readonly height: number;
  /** EXIF's, 1 to 8: how the stored image is turned to be seen. */
  readonly orientation: number;
}

/** A file beyond this is refused before its pixels are unpacked. */
const maxPixels = 100_000_000;

interface Kind {
  readonly name: ImageFormat | "WebP" | "TIFF" | "HEIC" | "PDF";
  readonly is: (bytes: Buffer) => boolean;
  /** null: what is there of the file is too little. */
  readonly read?: (bytes: Buffer) => Omit<ImageHeader, "format"> | string | null;
}

const starts = (signature: string) => (bytes: Buffer) =>
  bytes.toString("latin1", 0, signature.length) === signature;

const kinds: readonly Kind[] = [
  { name: "PNG", is: starts("\x89PNG\r\n\x1a\n"), read: pngHeader },
  { name: "JPEG", is: starts("\xff\xd8\xff"), read: jpegHeader },
  { name: "GIF", is: starts("GIF8"), read: gifHeader },
  { name: "BMP", is: isBmp, read: bmpSize },
  { name: "WebP", is: (bytes) => bytes.toString("latin1", 8, 12) === "WEBP" },
  { name: "TIFF", is: (bytes) => starts("II*\0")(bytes) || starts("MM\0*")(bytes) },
  { name: "HEIC", is: (bytes) => bytes.toString("latin1", 4, 8) === "ftyp" },
  { name: "PDF", is: starts("%PDF") },
];

/** A text is what is wrong, told after the file's name; null where more of the file is needed. */
export function readImageHeader(bytes: Buffer): ImageHeader | string | null {
  const kind = kinds.find(({ is }) => is(bytes));
  const expected = "expected PNG, JPEG, GIF or BMP";
  if (!kind) {
    return bytes.length === 0 ? `is empty; ${expected}` : `is no image that is known; ${expected}`;
  }
  if (!kind.read) return `is a ${kind.name}; ${expected}`;
  const header = kind.read(bytes);
  if (header === null) return null;
  if (typeof header === "string") return `is a ${kind.name} ${header}`;
  const { width, height } = header;
  if (width * height === 0) return `is a ${kind.name} but damaged: it is ${width}x${height}`;
  if (width * height > maxPixels) {
    return `is a ${kind.name} of ${width}x${height} pixels, more than ${maxPixels}`;
  }
  return { format: kind.name as ImageFormat, ...header };
}

/** Of files that are known to be something else, but no image that can be read. */
export function isImage(bytes: Buffer): boolean {
  return kinds.some(({ is }) => is(bytes));
}

function pngHeader(bytes: Buffer) {
  if (bytes.length < 24) return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), orientation: 1 };
}

function gifHeader(bytes: Buffer) {
  if (bytes.length < 10) return null;
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), orientation: 1 };
}

/** Two letters alone may begin a text too: the size of the second header has few values. */
function isBmp(bytes: Buffer): boolean {
  const sizes = [12, 40, 52, 56, 64, 108, 124];
  return starts("BM")(bytes) && bytes.length >= 26 && sizes.includes(bytes.readUInt32LE(14));
}

function bmpSize(bytes: Buffer) {
  const header = bmpHeader(bytes);
  if (header === null || typeof header === "string") return header;
  return { width: header.width, height: header.height, orientation: 1 };
}

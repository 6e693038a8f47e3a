/**
 * What an image file says of itself before its pixels. In: the bytes from the beginning. Out: format, size and orientation, or
 * the reason why it is refused. What is in a file counts, not its name.
 */
import { bmpHeader } from "./bmp.js";
import { gifHeader } from "./gifHeader.js";
import { jpegHeader } from "./jpegHeader.js";
import { pngHeader } from "./pngHeader.js";
import { isWebp, webpHeader } from "./webpHeader.js";

export type ImageFormat = "PNG" | "JPEG" | "GIF" | "BMP" | "WebP";

export interface ImageHeader {
  readonly format: ImageFormat;
  /** As stored. */
  readonly width: number;
  readonly height: number;
  /** EXIF's, 1 to 8: how the stored image is turned to be seen. */
  readonly orientation: number;
  /** A pixel may be transparent. */
  readonly transparent: boolean;
  /** Every decoder gives its colours alike, but for rounding. */
  readonly common: boolean;
}

/** A file beyond this is refused before its pixels are unpacked. */
const maxPixels = 100_000_000;

interface Kind {
  readonly name: ImageFormat | "TIFF" | "HEIC" | "PDF";
  readonly is: (bytes: Buffer) => boolean;
  /** null: what is there of the file is too little. */
  readonly read?: (bytes: Buffer) => Omit<ImageHeader, "format"> | string | null;
}

const starts = (signature: string) => (bytes: Buffer) =>
  bytes.toString("latin1", 0, signature.length) === signature;

const kinds: readonly Kind[] = [
  { name: "PNG", is: starts("\x89PNG\r\n\x1a\n"), read: pngHeader },
  { name: "JPEG", is: starts("\xff\xd8\xff"), read: jpegSize },
  { name: "GIF", is: starts("GIF8"), read: gifHeader },
  { name: "BMP", is: isBmp, read: bmpSize },
  { name: "WebP", is: isWebp, read: webpHeader },
  { name: "TIFF", is: (bytes) => starts("II*\0")(bytes) || starts("MM\0*")(bytes) },
  { name: "HEIC", is: (bytes) => bytes.toString("latin1", 4, 8) === "ftyp" },
  { name: "PDF", is: starts("%PDF") },
];

/** A text is what is wrong, told after the file's name; null where more of the file is needed. */
export function readImageHeader(bytes: Buffer): ImageHeader | string | null {
  const kind = kinds.find(({ is }) => is(bytes));
  const expected = "expected PNG, JPEG, GIF, BMP or WebP";
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

function jpegSize(bytes: Buffer) {
  const header = jpegHeader(bytes);
  if (header === null || typeof header === "string") return header;
  return { ...header, transparent: false, common: true };
}

/** Two letters alone may begin a text too: the size of the second header has few values. */
function isBmp(bytes: Buffer): boolean {
  const sizes = [12, 40, 52, 56, 64, 108, 124];
  return starts("BM")(bytes) && bytes.length >= 26 && sizes.includes(bytes.readUInt32LE(14));
}

/** Palettes, and pixels of 16 and 32 bits, are read in more than one way. */
function bmpSize(bytes: Buffer) {
  const header = bmpHeader(bytes);
  if (header === null || typeof header === "string") return header;
  const { width, height, bits } = header;
  return { width, height, orientation: 1, transparent: false, common: bits === 24 };
}

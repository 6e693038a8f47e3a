/** Looks at image files without unpacking them. In: a path. Out: its header; null for a file that nobody takes for an image. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { extname } from "node:path";
import { systemReason } from "../problem/problem.js";
import { refused } from "./image.js";
import { isImage, readImageHeader, type ImageHeader } from "./imageHeader.js";

const extensions = new Set([
  ".png",
  ".jpg",
  ".jpeg",
  ".jpe",
  ".jfif",
  ".gif",
  ".bmp",
  ".webp",
  ".tif",
  ".tiff",
  ".heic",
]);
/** Enough for most; thumbnails and colour profiles come before a JPEG's size. */
const [firstBytes, mostBytes] = [1 << 12, 1 << 18];

/** Throws R205 for what is no sound image but looks like one, by content or by name. */
export function probeImage(path: string): ImageHeader | null {
  const { bytes, size } = readStart(path);
  const image = isImage(bytes);
  if (!image && !extensions.has(extname(path).toLowerCase())) return null;
  const header = readImageHeader(bytes) ?? "is an image cut short";
  if (typeof header !== "string") return header;
  const short = size > mostBytes && readImageHeader(bytes) === null;
  throw refused(path, short ? "has no size at its beginning" : header);
}

/** As much of a file as says what it is. */
function readStart(path: string): { readonly bytes: Buffer; readonly size: number } {
  try {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      const bytes = firstOf(file, Math.min(size, firstBytes));
      const enough = size <= bytes.length || readImageHeader(bytes) !== null;
      return { bytes: enough ? bytes : firstOf(file, Math.min(size, mostBytes)), size };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw refused(path, `cannot be read: ${systemReason(error)}`);
  }
}

function firstOf(file: number, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  return bytes.subarray(0, readSync(file, bytes, 0, count, 0));
}

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
/** Thumbnails and colour profiles come before a JPEG's size. */
const firstBytes = 1 << 18;

/** Throws R205 for what is no sound image but looks like one, by content or by name. */
export function probeImage(path: string): ImageHeader | null {
  const { bytes, size } = readStart(path);
  const image = isImage(bytes);
  if (!image && !extensions.has(extname(path).toLowerCase())) return null;
  const header = readImageHeader(bytes);
  if (header === null) {
    const reason = size > bytes.length ? "has no size at its beginning" : "is an image cut short";
    throw refused(path, reason);
  }
  if (typeof header === "string") throw refused(path, header);
  return header;
}

function readStart(path: string) {
  try {
    const file = openSync(path, "r");
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, firstBytes));
      return { bytes: bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0)), size };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw refused(path, `cannot be read: ${systemReason(error)}`);
  }
}

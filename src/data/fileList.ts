/**
 * Names of image files with what is known of each. In: one after the other. Out: two pieces of memory, not a string for each:
 * a million files take some fifty megabytes, and go to an engine as they are.
 */
import { join } from "node:path";
import type { ImageHeader } from "./imageHeader.js";

export interface FileList {
  /** The folder that the names begin at. */
  readonly root: string;
  /** UTF-8, without anything in between. */
  readonly names: Uint8Array;
  /** Where each name begins, and where the last one ends. */
  readonly starts: Int32Array;
  /** EXIF's orientation of each. */
  readonly orientations: Uint8Array;
  /** 1 where a pixel may be transparent. */
  readonly transparent: Uint8Array;
  /** True where every decoder reads all of them alike. */
  readonly common: boolean;
  /** Height x width of the first as it is to be seen, such as `8x8`, and one that differs from it; null for none. */
  readonly size: string | null;
  readonly otherSize: string | null;
}

export interface FileListBuilder {
  readonly add: (name: string, header: ImageHeader) => void;
  /** Nothing is added afterwards. */
  readonly whole: () => FileList;
}

const firstFiles = 1 << 10;

export function fileListBuilder(root: string): FileListBuilder {
  const encoder = new TextEncoder();
  let names = new Uint8Array(firstFiles << 5);
  let starts = new Int32Array(firstFiles + 1);
  let [orientations, transparent] = [new Uint8Array(firstFiles), new Uint8Array(firstFiles)];
  let [count, end, common] = [0, 0, true];
  let [size, otherSize]: (string | null)[] = [null, null];
  return {
    add(name, header) {
      // A code unit takes up to three bytes.
      if (end + 3 * name.length > names.length) names = larger(names, 3 * name.length);
      if (count === orientations.length) {
        starts = larger(starts);
        [orientations, transparent] = [larger(orientations), larger(transparent)];
      }
      end += encoder.encodeInto(name, names.subarray(end)).written;
      orientations[count] = header.orientation;
      transparent[count] = header.transparent ? 1 : 0;
      const own = sizeText(header);
      size ??= own;
      if (own !== size) otherSize ??= own;
      common &&= header.common;
      count += 1;
      starts[count] = end;
    },
    whole: () => ({
      root,
      names: names.slice(0, end),
      starts: starts.slice(0, count + 1),
      orientations: orientations.slice(0, count),
      transparent: transparent.slice(0, count),
      common,
      size: size ?? null,
      otherSize: otherSize ?? null,
    }),
  };
}

function larger<T extends Uint8Array | Int32Array>(array: T, atLeast = 0): T {
  const length = 2 * array.length + atLeast;
  const grown = array instanceof Int32Array ? new Int32Array(length) : new Uint8Array(length);
  grown.set(array);
  return grown as T;
}

/** Height x width as the image is to be seen. */
function sizeText({ width, height, orientation }: ImageHeader): string {
  return orientation >= 5 ? `${width}x${height}` : `${height}x${width}`;
}

export function fileCount({ orientations }: FileList): number {
  return orientations.length;
}

export function filePath({ root, names, starts }: FileList, index: number): string {
  return join(root, new TextDecoder().decode(names.subarray(starts[index], starts[index + 1])));
}

/**
 * Pictures of few colours as small PNGs: a palette of 256 (PNG specification, colour type 3). In: opaque RGBA pixels, aligned to 4 bytes. Out: bytes,
 * a tenth of what full colours take; null where the picture has too many colours for it.
 */
import { deflateSync } from "node:zlib";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** `depths`: how many bits of each colour may be kept, tried in this order. */
export function indexedPng(image: Pixels, depths: readonly number[] = [8, 5, 4]): Buffer | null {
  for (const bits of depths) {
    const found = indexed(image, bits);
    if (found) return palettePng(image, found);
  }
  return null;
}

export interface Indexed {
  /** Red, green, blue, one colour after the other. */
  readonly palette: readonly number[];
  /** How opaque each colour is, 0 to 255; all are where it is left out. */
  readonly opacities?: readonly number[];
  /** Row by row, each behind its filter type, 0. */
  readonly rows: Uint8Array;
}

/** With so many bits of each colour kept; the palette has the first colour met of each kind. */
function indexed({ width, height, pixels }: Pixels, bits: number): Indexed | null {
  const mask = ((0xff << (8 - bits)) & 0xff) * 0x010101;
  const colors = new Uint32Array(pixels.buffer, pixels.byteOffset, width * height);
  // White comes first: of colours that become one, the ground is to stay as it is.
  const places = new Map<number, number>([[0xffffff & mask, 0]]);
  const palette: number[] = [255, 255, 255];
  const rows = new Uint8Array(height * (width + 1));
  let [last, place] = [-1, 0];
  for (let i = 0; i < colors.length; i += 1) {
    const kind = (colors[i] ?? 0) & mask;
    if (kind !== last) {
      const known = places.get(kind);
      place = known ?? places.size;
      if (place === 256) return null;
      if (known === undefined) {
        places.set(kind, place);
        palette.push(...pixels.subarray(4 * i, 4 * i + 3));
      }
      last = kind;
    }
    rows[i + Math.floor(i / width) + 1] = place;
  }
  return { palette, rows };
}

const signature = [137, 80, 78, 71, 13, 10, 26, 10];

export function palettePng(
  { width, height }: Pick<Pixels, "width" | "height">,
  { palette, opacities, rows }: Indexed,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from(signature),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette)),
    ...(opacities ? [chunk("tRNS", Buffer.from(opacities))] : []),
    chunk("IDAT", deflateSync(rows, { level: 6 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (crcTable[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

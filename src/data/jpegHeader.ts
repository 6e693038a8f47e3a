/** The segments of a JPEG before its pixels (ITU-T T.81, B.1.1.3), and the orientation in its EXIF (Exif 2.3, 4.6.4). */

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
}

const frames: Readonly<Record<number, string>> = {
  0xc3: "lossless",
  0xc5: "hierarchical",
  0xc6: "hierarchical",
  0xc7: "hierarchical",
  0xc9: "arithmetic coding",
  0xca: "arithmetic coding",
  0xcb: "arithmetic coding",
  0xcd: "arithmetic coding",
  0xce: "arithmetic coding",
  0xcf: "arithmetic coding",
};

/** A text: why it is refused. null: the bytes end before the frame. */
export function jpegHeader(bytes: Buffer): JpegHeader | string | null {
  let orientation = 1;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return "but damaged: its segments do not follow one another";
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return "but damaged: it has no frame";
    const length = bytes.readUInt16BE(at + 2);
    const segment = bytes.subarray(at + 4, at + 2 + length);
    if (marker === 0xe1) orientation = exifOrientation(segment) ?? orientation;
    const kind = frames[marker];
    if (kind) return `with ${kind}; expected baseline or progressive`;
    if (marker >= 0xc0 && marker <= 0xc2) return frame(segment, orientation);
    at += 2 + length;
  }
  return null;
}

/** Precision, height, width, components. */
function frame(segment: Buffer, orientation: number): JpegHeader | string | null {
  if (segment.length < 6) return null;
  const [precision, components] = [segment[0], segment[5]];
  if (precision !== 8) return `of ${precision} bits; expected 8`;
  if (components === 4) return "in CMYK; expected grey or RGB: save it in RGB";
  if (components !== 1 && components !== 3) return `of ${components} components; expected 1 or 3`;
  return { height: segment.readUInt16BE(1), width: segment.readUInt16BE(3), orientation };
}

const orientationTag = 0x0112;

/** null where the segment says nothing of it, or is damaged. */
function exifOrientation(segment: Buffer): number | null {
  const tiff = segment.subarray(6);
  if (segment.toString("latin1", 0, 6) !== "Exif\0\0" || tiff.length < 8) return null;
  const little = tiff.toString("latin1", 0, 2) === "II";
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (first + 2 > tiff.length) return null;
  const count = short(first);
  for (let i = 0; i < count; i++) {
    const entry = first + 2 + 12 * i;
    if (entry + 12 > tiff.length) return null;
    if (short(entry) !== orientationTag) continue;
    const value = short(entry + 8);
    return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}

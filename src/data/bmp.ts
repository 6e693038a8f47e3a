/** Windows bitmaps (BITMAPINFOHEADER and later): 1, 4, 8, 16, 24 and 32 bits a pixel, without compression. */

export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** The first row is the upper one. */
  readonly topDown: boolean;
  readonly bits: number;
  /** Where red, green, blue and opacity lie in a pixel of 16 or 32 bits; 0 for none. */
  readonly masks: readonly number[];
  /** Where the palette begins, four bytes a colour, and the pixels. */
  readonly palette: number;
  readonly pixels: number;
}

const defaultMasks: Readonly<Record<number, readonly number[]>> = {
  16: [0x7c00, 0x03e0, 0x001f, 0],
  32: [0xff0000, 0xff00, 0xff, 0],
};

/** A text: why it is refused. */
export function bmpHeader(bytes: Buffer): BmpHeader | string | null {
  const size = bytes.readUInt32LE(14);
  if (size === 12) return "of OS/2's old kind; expected Windows'";
  if (bytes.length < 54) return null;
  const [bits, compression] = [bytes.readUInt16LE(28), bytes.readUInt32LE(30)];
  const [width, height] = [bytes.readInt32LE(18), bytes.readInt32LE(22)];
  if (![1, 4, 8, 16, 24, 32].includes(bits)) return `of ${bits} bits; expected 1 to 32`;
  const fields = compression === 3 || compression === 6;
  if (compression !== 0 && !fields) return "with compression; expected one without";
  if (fields && bytes.length < 70) return null;
  const own = fields ? [54, 58, 62, ...(size >= 56 || compression === 6 ? [66] : [])] : [];
  const behind = fields && size === 40 ? 4 * own.length : 0;
  return {
    width: Math.max(0, width),
    height: Math.abs(height),
    topDown: height < 0,
    bits,
    masks: fields ? own.map((at) => bytes.readUInt32LE(at)) : (defaultMasks[bits] ?? []),
    palette: 14 + size + behind,
    pixels: bytes.readUInt32LE(10),
  };
}

/** Red, green, blue and opacity of each pixel, from above left. */
export function decodeBmp(bytes: Buffer): Uint8Array {
  const header = bmpHeader(bytes);
  if (header === null || typeof header === "string") throw new Error("its header is cut short");
  const { width, height, topDown, bits, pixels } = header;
  const row = Math.ceil((width * bits) / 32) * 4;
  if (pixels + row * height > bytes.length) throw new Error("it is cut short");
  const data = new Uint8Array(width * height * 4);
  const colour = colourReader(bytes, header);
  for (let y = 0; y < height; y++) {
    const start = pixels + row * (topDown ? y : height - 1 - y);
    for (let x = 0; x < width; x++) data.set(colour(start, x), (y * width + x) * 4);
  }
  return data;
}

/** The colour of the pixel in column x of the row that begins at `start`. */
type ColourReader = (start: number, x: number) => ArrayLike<number>;

function colourReader(bytes: Buffer, { bits, masks, palette, pixels }: BmpHeader): ColourReader {
  const blueFirst = (at: number) => [bytes[at + 2] ?? 0, bytes[at + 1] ?? 0, bytes[at] ?? 0, 255];
  if (bits === 24) return (start, x) => blueFirst(start + 3 * x);
  if (bits > 8) return maskedReader(bytes, bits / 8, masks);
  return (start, x) => {
    const byte = bytes[start + ((x * bits) >> 3)] ?? 0;
    const index = (byte >> (8 - bits - ((x * bits) & 7))) & (2 ** bits - 1);
    if (palette + 4 * index + 4 > pixels) throw new Error(`it has no colour ${index}`);
    return blueFirst(palette + 4 * index);
  };
}

function maskedReader(bytes: Buffer, size: number, masks: readonly number[]): ColourReader {
  const parts = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift };
  });
  return (start, x) => {
    const value = bytes.readUIntLE(start + size * x, size);
    const colour = parts.map(({ mask, shift, most }) =>
      most === 0 ? 255 : Math.round((((value & mask) >>> shift) * 255) / most),
    );
    return colour.length === 3 ? [...colour, 255] : colour;
  };
}

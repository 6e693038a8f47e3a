/** Files in MNIST's format (http://yann.lecun.com/exdb/mnist/, "the IDX file format"), plain or gzip. */
import type { Shape } from "../network/network.js";
import { badFile, withBytes, type DataFile, type Take } from "./bytes.js";

export interface IdxImages {
  readonly count: number;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
}

const types: Readonly<Record<number, string>> = {
  0x08: "bytes",
  0x09: "signed bytes",
  0x0b: "16-bit numbers",
  0x0c: "32-bit numbers",
  0x0d: "32-bit floats",
  0x0e: "64-bit floats",
};

/** Images of height x width, or height x width x channels. Throws R201 and R206. */
export async function readIdxImages(file: DataFile): Promise<IdxImages> {
  const { sizes, bytes } = await readIdx(file, [3, 4], "images");
  const [count = 0, ...shape] = sizes;
  if (shape.includes(0)) throw badFile(file, `holds images of ${shape.join("x")}`);
  return { count, shape: shape.length === 2 ? [...shape, 1] : shape, bytes };
}

/** One byte for each image. */
export async function readIdxLabels(file: DataFile): Promise<Int32Array> {
  const { bytes } = await readIdx(file, [1], "labels");
  return Int32Array.from(bytes);
}

async function readIdx(file: DataFile, ranks: readonly number[], what: "images" | "labels") {
  return withBytes(file, async (take) => {
    const sizes = await readSizes(file, take, ranks, what);
    if (sizes[0] === 0) throw badFile(file, `holds no ${what}`);
    const size = sizes.reduce((product, n) => product * n, 1);
    const bytes = await take(size);
    if (bytes.length < size) {
      const reason = `is cut short: ${sizes.join("x")} ${what} are ${size} bytes, and ${bytes.length} are there`;
      throw badFile(file, reason, ["fetch or copy it again"]);
    }
    if ((await take(1)).length > 0) {
      throw badFile(file, `goes on after its ${sizes.join("x")} ${what}`);
    }
    return { sizes, bytes };
  });
}

/** Two zeros, a type, the number of sizes, and the sizes in four bytes each. */
async function readSizes(
  file: DataFile,
  take: Take,
  ranks: readonly number[],
  what: string,
): Promise<readonly number[]> {
  const magic = await take(4);
  if (magic.length === 0) throw badFile(file, "is empty");
  const [zero = 0, zeroToo = 0, type = 0, rank = 0] = magic;
  if (magic.length < 4 || zero || zeroToo || !types[type]) throw wrongMagic(file, magic, ranks);
  if (type !== 0x08) throw badFile(file, `holds ${types[type]}; expected bytes`);
  if (!ranks.includes(rank)) throw wrongRank(file, rank, what);
  const sizes = await take(4 * rank);
  if (sizes.length < 4 * rank) throw badFile(file, "is cut short in its header");
  return Array.from({ length: rank }, (_, i) => sizes.readUInt32BE(4 * i));
}

function wrongMagic(file: DataFile, magic: Buffer, [rank = 1]: readonly number[]) {
  const reason = `is no IDX file: it begins with 0x${magic.toString("hex")}; expected 0x0000080${rank}`;
  return badFile(file, reason, ["the format is MNIST's, plain or gzip"]);
}

function wrongRank(file: DataFile, rank: number, what: string) {
  const found = rank === 1 ? "labels" : rank === 3 || rank === 4 ? "images" : `${rank} sizes`;
  const hints = ['it is written `data d = idx "images" "labels"`'];
  return badFile(file, `holds ${found}; expected ${what}`, hints);
}

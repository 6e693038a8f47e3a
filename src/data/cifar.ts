/**
 * CIFAR's binary version (https://www.cs.toronto.edu/~kriz/cifar.html): records of one label, or of a coarse and a fine one,
 * and 32x32 bytes each of red, green and blue. In: the archive as it is published, tar in gzip. Out: samples.
 */
import { badFile, withBytes, type DataFile } from "./bytes.js";
import { byteImages, readSamples, type Samples } from "./samples.js";
import { tarFiles } from "./tar.js";

export interface CifarFormat {
  /** Names of the files in the archive, without their folder, in order. */
  readonly train: readonly string[];
  readonly test: readonly string[];
  /** 2 in CIFAR-100: the fine label is the last. */
  readonly labelBytes: number;
  readonly classes: number;
}

export const cifarShape = [32, 32, 3];
const pixels = 32 * 32;

/** Throws R201 and R206. */
export async function readCifar(
  file: DataFile,
  format: CifarFormat,
): Promise<{ readonly train: Samples; readonly test: Samples }> {
  const wanted = new Set([...format.train, ...format.test]);
  const found = new Map<string, Buffer>();
  await withBytes(file, async (take) => {
    for await (const [name, bytes] of tarFiles(file, take, (one) => wanted.has(one)))
      found.set(name, bytes);
  });
  const samplesOf = (names: readonly string[]) =>
    samples(names.map((name) => records(file, name, found.get(name), format)));
  return { train: samplesOf(format.train), test: samplesOf(format.test) };
}

interface Records {
  readonly labels: Uint8Array;
  readonly images: Uint8Array;
}

function records(
  file: DataFile,
  name: string,
  bytes: Buffer | undefined,
  { labelBytes, classes }: CifarFormat,
): Records {
  if (!bytes) throw badFile(file, `holds no ${name}`);
  const length = labelBytes + 3 * pixels;
  const count = bytes.length / length;
  if (count === 0) throw badFile(file, `has an empty ${name}`);
  if (!Number.isInteger(count)) {
    const reason = `has a ${name} of ${bytes.length} bytes, which is no multiple of ${length}`;
    throw badFile(file, reason, ["fetch or copy it again"]);
  }
  const labels = new Uint8Array(count);
  const images = new Uint8Array(count * 3 * pixels);
  for (let i = 0; i < count; i++) {
    const label = bytes[i * length + labelBytes - 1] ?? 0;
    if (label >= classes) {
      throw badFile(
        file,
        `has the label ${label} in record ${i} of ${name}; expected 0 to ${classes - 1}`,
      );
    }
    labels[i] = label;
    interleave(bytes, i * length + labelBytes, images, i * 3 * pixels);
  }
  return { labels, images };
}

/** Three planes become pixels of three channels. */
function interleave(from: Uint8Array, start: number, to: Uint8Array, place: number): void {
  for (let i = 0; i < 3 * pixels; i++) {
    to[place + i] = from[start + (i % 3) * pixels + Math.floor(i / 3)] ?? 0;
  }
}

function samples(parts: readonly Records[]): Samples {
  const images = Buffer.concat(parts.map((one) => one.images));
  const labels = Int32Array.from(Buffer.concat(parts.map((one) => one.labels)));
  return readSamples(cifarShape, labels, byteImages(images, cifarShape));
}

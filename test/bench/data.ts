/**
 * Small JPEG and PNG files through the engine's own reader and through PyTorch's DataLoader with two workers, epoch by epoch
 * in turn. The Python of the other side is that of the `speed` benchmark, or the one in CONVSCRIPT_PYTHON that has torch and
 * pillow; where there is none only our side is measured.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setImmediate } from "node:timers/promises";
import { readFolderSet } from "../../src/data/folder.js";
import type { ImageReader } from "../../src/data/imageReader.js";
import { permutation } from "../../src/data/random.js";
import { sampleCount, type Samples } from "../../src/data/samples.js";
import { packageRoot } from "../../src/packageRoot.js";
import { openReader } from "../../src/run/openReader.js";
import { photographFolder } from "../data/photographs.js";
import type { Measurement } from "./measure.js";
import { ensureEnvironment, pythonOf } from "./speed/environments.js";

const [side, batch] = [32, 64];

/** An epoch. */
export interface DataMeasurement extends Measurement {
  readonly images: number;
  readonly peer: "ConvScript" | "PyTorch";
}

interface Work {
  readonly count: number;
  readonly epochs: number;
}

/** The last is the one that is compared; those before show how an epoch grows. */
const works: Readonly<Record<"quick" | "full", readonly Work[]>> = {
  quick: [{ count: 2000, epochs: 3 }],
  full: [
    { count: 1000, epochs: 5 },
    { count: 3000, epochs: 5 },
    { count: 10_000, epochs: 5 },
  ],
};

export async function dataBench({ quick }: { readonly quick: boolean }) {
  const found: DataMeasurement[] = [];
  for (const work of works[quick ? "quick" : "full"]) found.push(...(await measured(work)));
  return found;
}

async function measured(work: Work): Promise<readonly DataMeasurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "convscript-bench-"));
  try {
    photographFolder(folder, work.count, 20);
    const options = { size: [side, side], split: 1, seed: 1 };
    const { train } = await readFolderSet("bench", folder, options);
    const reader = await openReader([train]);
    if (!reader) throw new Error("the native engine is not there");
    return await compare(work, train, reader, loaderOf(folder)).finally(() => reader.dispose());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The first epoch of each is not counted. */
async function compare(
  { count, epochs }: Work,
  samples: Samples,
  reader: ImageReader,
  loader: Loader | null,
): Promise<readonly DataMeasurement[]> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const own = await streamed(samples, reader, epoch);
    const other = await loader?.epoch();
    if (epoch > 0) ours.push(own);
    if (epoch > 0 && other !== undefined) theirs.push(other);
  }
  loader?.close();
  const both = [
    measurement("ConvScript", `${count} images through tf.data`, count, ours),
    ...(loader
      ? [measurement("PyTorch", `${count} through PyTorch's DataLoader`, count, theirs)]
      : []),
  ];
  const [first, second] = both;
  if (first && second) {
    const ratio = second.median / first.median;
    const rate = ({ median }: Measurement) =>
      Math.round((count / median) * 1000).toLocaleString("en-US");
    console.log(
      `${count} images: ${rate(first)} a second against ${rate(second)}: ratio ${ratio.toFixed(2)}`,
    );
  }
  return both;
}

async function streamed(samples: Samples, reader: ImageReader, epoch: number): Promise<number> {
  const { files, shape } = samples;
  if (!files) throw new Error("a folder has files");
  const start = performance.now();
  const indices = permutation(sampleCount(samples), 1, epoch);
  const plain = { preprocessing: null, augmentation: null, draw: { seed: 1, epoch } };
  const stream = reader.stream({ files, shape, wanted: shape, ...plain, indices, batch });
  for (let done = 0; done < indices.length; done += batch) {
    await stream.next();
    await setImmediate();
  }
  stream.close();
  return performance.now() - start;
}

interface Loader {
  /** Milliseconds. */
  epoch(): Promise<number>;
  close(): void;
}

function loaderOf(folder: string): Loader | null {
  const python = pythonWithTorch();
  if (python === null) return null;
  const program = join(packageRoot, "test", "bench", "dataloader.py");
  const child: ChildProcess = spawn(python, [program, folder, String(side)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { stdin, stdout } = child;
  if (!stdin || !stdout) throw new Error("a pipe was asked for");
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    async epoch() {
      stdin.write("\n");
      const next: IteratorResult<string, unknown> = await lines.next();
      if (next.done) throw new Error("DataLoader's process has ended");
      return 1000 * Number(next.value);
    },
    close: () => stdin.end(),
  };
}

function pythonWithTorch(): string | null {
  const { CONVSCRIPT_PYTHON: own } = process.env;
  if (own) return own;
  return ensureEnvironment("torch") ? pythonOf("torch") : null;
}

function measurement(
  peer: DataMeasurement["peer"],
  what: string,
  images: number,
  times: number[],
): DataMeasurement {
  times.sort((a, b) => a - b);
  const [fastest = NaN, median = NaN] = [times[0], times[times.length >> 1]];
  return { peer, images, what, median, fastest, runs: times.length, target: null };
}

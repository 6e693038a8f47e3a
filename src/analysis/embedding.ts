/**
 * `show embedding`: a layer's values of samples in two dimensions. In: a subject, a layer, data. Out: points, the same for the same
 * seed. PCA by eigenvectors (ml-pca); t-SNE (van der Maaten and Hinton 2008) by @keckelt/tsne.
 */
import { pcaPackage, tsnePackage } from "../onDemand.js";
import type { DataSet } from "../data/dataSet.js";
import { randomOf } from "../data/random.js";
import type { Layer, Pair } from "../network/network.js";
import { Problem } from "../problem/problem.js";
import { batches, shownPart, someOf } from "./samples.js";
import { mapShape, ofNetwork, pause, type Subject } from "./subject.js";
import type { EmbeddingView } from "./dataSetViews.js";

export interface EmbeddingOptions {
  readonly method: EmbeddingView["method"];
  readonly samples: number;
  readonly seed: number;
}

/** Throws R104, R107, R304. */
export async function embeddingView(
  subject: Subject,
  layer: Layer,
  data: DataSet,
  { method, samples, seed }: EmbeddingOptions,
): Promise<EmbeddingView> {
  const part = shownPart(data);
  const indices = someOf(part, samples, seed);
  if (indices.length < 3) {
    const message = `\`${data.name}\` has ${indices.length} samples; an embedding needs 3`;
    throw new Problem("R104", message, { about: "on" });
  }
  const rows: number[][] = [];
  const seen: Pick<EmbeddingView["points"][number], "label" | "sample">[] = [];
  for await (const { shown, values, labels } of batches(subject, data, part, indices)) {
    const what = [{ kind: "activation", layer: layer.name }] as const;
    const [found] = await subject.runner.fetch(what, { images: values });
    rows.push(...rowsOf(found?.data ?? new Float32Array(), shown.length, layer));
    shown.forEach((sample, i) => seen.push({ label: labels[i] ?? 0, sample }));
  }
  const { points, explained } = await flat(subject, rows, method, seed);
  return {
    kind: "embedding",
    ...ofNetwork(subject),
    ...{ layer: layer.name, data: data.name, method, classNames: data.classNames, explained },
    points: seen.map((one, i) => ({ x: points[i]?.[0] ?? 0, y: points[i]?.[1] ?? 0, ...one })),
  };
}

/** Values that a row may have; of larger maps the mean of each channel is taken. */
const largestRow = 4096;

function rowsOf(data: Float32Array, samples: number, layer: Layer): number[][] {
  const [height, width, channels] = mapShape(layer);
  const cells = height * width;
  const each = cells * channels;
  return Array.from({ length: samples }, (_, i) => {
    const own = Array.from(data.subarray(i * each, (i + 1) * each), (value) =>
      Number.isFinite(value) ? value : 0,
    );
    if (each <= largestRow) return own;
    const means = new Array<number>(channels).fill(0);
    own.forEach((value, j) => (means[j % channels] = (means[j % channels] ?? 0) + value / cells));
    return means;
  });
}

interface Flat {
  readonly points: readonly Pair[];
  readonly explained: Pair | null;
}

function flat(
  subject: Subject,
  rows: readonly number[][],
  method: EmbeddingView["method"],
  seed: number,
): Promise<Flat> {
  return method === "pca" ? Promise.resolve(principal(rows)) : neighbours(subject, rows, seed);
}

/**
 * By the eigenvectors of the products between samples, as many as there are samples and not as there are values: the same points
 * (Turk and Pentland 1991).
 */
export function principal(rows: readonly number[][]): Flat {
  const centred = centre(rows);
  const products = centred.map((a) => centred.map((b) => dot(a, b)));
  const model = new (pcaPackage().PCA)(products, { isCovarianceMatrix: true });
  const values = model.getEigenvalues().map((value) => Math.max(0, value));
  const vectors = model.getEigenvectors();
  const total = values.reduce((sum, value) => sum + value, 0);
  const along = (row: number, axis: number) =>
    vectors.get(row, axis) * Math.sqrt(values[axis] ?? 0) * signOf(vectors.getColumn(axis));
  const share = (axis: number) => (total > 0 ? (values[axis] ?? 0) / total : 0);
  return {
    points: rows.map((_, row) => [along(row, 0), along(row, 1)] as const),
    explained: [share(0), share(1)],
  };
}

/** An eigenvector's sign is open: its largest entry is to be positive. */
function signOf(vector: readonly number[]): number {
  const largest = vector.reduce((a, b) => (Math.abs(b) > Math.abs(a) + 1e-9 ? b : a), 0);
  return largest < 0 ? -1 : 1;
}

function centre(rows: readonly number[][]): readonly number[][] {
  const means = rows[0]?.map(
    (_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / rows.length,
  );
  return rows.map((row) => row.map((value, j) => value - (means?.[j] ?? 0)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

const rounds = 300;

async function neighbours(
  subject: Subject,
  rows: readonly number[][],
  seed: number,
): Promise<Flat> {
  const perplexity = Math.min(30, (rows.length - 1) / 3);
  const tsne = new (tsnePackage().TSNE)({ perplexity, epsilon: 10, dim: 2 });
  const random = randomOf(seed);
  tsne.gaussRandom = () => random.normal(1);
  tsne.initDataRaw(unitScale(rows));
  for (let round = 0; round < rounds; round++) {
    tsne.step();
    if (round % 10 === 9) await pause(subject);
  }
  const points = (tsne.getSolution() as number[][]).map(([x = 0, y = 0]): Pair => [x, y]);
  return { points, explained: null };
}

/** To a mean squared distance of about 1: the search for neighbours begins there. */
function unitScale(rows: readonly number[][]): number[][] {
  const centred = centre(rows);
  const mean = centred.reduce((sum, row) => sum + dot(row, row), 0) / rows.length;
  const scale = mean > 0 ? 1 / Math.sqrt(mean) : 1;
  return centred.map((row) => row.map((value) => value * scale));
}

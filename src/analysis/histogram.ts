/**
 * Histograms of values that come piece by piece. In: pieces, twice: first for their range, then to be counted. Out: counts and
 * figures. Values that are not finite are counted apart.
 */

export interface Histogram {
  /** One more than counts, evenly apart. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly values: number;
  readonly notFinite: number;
  /** Of the finite values; NaN where there are none. */
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly largest: number;
  /** Share of exact zeros. */
  readonly zeros: number;
}

/** Sums over pieces: count, mean and squares as Chan, Golub and LeVeque 1983 put parts together. */
export interface Moments {
  values: number;
  notFinite: number;
  zeros: number;
  mean: number;
  squares: number;
  least: number;
  largest: number;
}

export function emptyMoments(): Moments {
  return {
    values: 0,
    notFinite: 0,
    zeros: 0,
    mean: 0,
    squares: 0,
    least: Infinity,
    largest: -Infinity,
  };
}

export function addMoments(moments: Moments, piece: Float32Array): void {
  let finite = moments.values - moments.notFinite;
  for (const value of piece) {
    moments.values += 1;
    if (!Number.isFinite(value)) {
      moments.notFinite += 1;
      continue;
    }
    finite += 1;
    if (value === 0) moments.zeros += 1;
    const gap = value - moments.mean;
    moments.mean += gap / finite;
    moments.squares += gap * (value - moments.mean);
    if (value < moments.least) moments.least = value;
    if (value > moments.largest) moments.largest = value;
  }
}

export interface Bins {
  readonly moments: Moments;
  readonly start: number;
  readonly width: number;
  readonly counts: number[];
}

/** Bins over the range of what the moments have seen; equal values get one bin around them. */
export function binsOf(moments: Moments, bins = 60): Bins {
  const { least, largest } = moments;
  if (least > largest) return { moments, start: 0, width: 1, counts: [] };
  if (least === largest) return { moments, start: least - 0.5, width: 1, counts: [0] };
  const counts = new Array<number>(bins).fill(0);
  return { moments, start: least, width: (largest - least) / bins, counts };
}

export function count({ start, width, counts }: Bins, piece: Float32Array): void {
  const last = counts.length - 1;
  for (const value of piece) {
    if (!Number.isFinite(value)) continue;
    const bin = Math.max(0, Math.min(last, Math.floor((value - start) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
}

export function histogramOf({ moments, start, width, counts }: Bins): Histogram {
  const { values, notFinite, zeros, mean, squares, least, largest } = moments;
  const finite = values - notFinite;
  return {
    edges: Array.from({ length: counts.length + 1 }, (_, i) => start + i * width),
    counts,
    values,
    notFinite,
    zeros: zeros / values,
    mean: finite > 0 ? mean : NaN,
    deviation: finite > 0 ? Math.sqrt(squares / finite) : NaN,
    least: finite > 0 ? least : NaN,
    largest: finite > 0 ? largest : NaN,
  };
}

/** Of values that are all there. */
export function histogram(values: Float32Array): Histogram {
  const moments = emptyMoments();
  addMoments(moments, values);
  const bins = binsOf(moments);
  count(bins, values);
  return histogramOf(bins);
}

import { headWords } from "./words.js";

/** Edits up to a third of the word, at least one: `con` is `conv`, `trian` is `train`, `cat` is not `data`. */
export function closest(word: string, candidates: Iterable<string>): string | null {
  const lower = word.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const edits = distance(lower, candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours (optimal string alignment) that turn one word into the
 * other. Long words are not compared: nobody misspells them by one letter.
 */
export function distance(from: string, to: string): number {
  if (from.length > 64 || to.length > 64) return Infinity;
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      current.push(cheapest(from, to, row, column, { before, above, current }));
    }
    [before, above] = [above, current];
  }
  return above[to.length] ?? Infinity;
}

interface Rows {
  readonly before: readonly number[];
  readonly above: readonly number[];
  readonly current: readonly number[];
}

function cheapest(from: string, to: string, row: number, column: number, rows: Rows): number {
  const [a, b] = [from[row - 1], to[column - 1]];
  const at = (line: readonly number[], index: number): number => line[index] ?? Infinity;
  const replaced = at(rows.above, column - 1) + (a === b ? 0 : 1);
  const swapped =
    a === to[column - 2] && b === from[row - 2] ? at(rows.before, column - 2) + 1 : Infinity;
  return Math.min(replaced, swapped, at(rows.above, column) + 1, at(rows.current, column - 1) + 1);
}

/** What other frameworks call our layers. */
const elsewhere: Readonly<Record<string, string>> = {
  batchnorm: "bn",
  batchnormalization: "bn",
  batchnormalisation: "bn",
  localresponsenorm: "lrn",
  convolution: "conv",
  conv2d: "conv",
  convtranspose: "deconv",
  transposedconv: "deconv",
  deconvolution: "deconv",
  depthwise: "dwconv",
  depthwiseconv: "dwconv",
  dense: "fc",
  fullyconnected: "fc",
  pool: "maxpool",
  pooling: "maxpool",
  maxpooling: "maxpool",
  avgpooling: "avgpool",
  averagepool: "avgpool",
  averagepooling: "avgpool",
  globalavgpool: "gap",
  globalaveragepool: "gap",
  globalaveragepooling: "gap",
  globalmaxpool: "gmp",
  globalmaxpooling: "gmp",
  identity: "id",
  upsampling: "upsample",
  zeropad: "pad",
  padding: "pad",
  leaky: "leakyrelu",
};

/** What other languages call our statements. */
const statementsElsewhere: Readonly<Record<string, string>> = {
  fit: "train",
  evaluate: "test",
  eval: "test",
  score: "test",
  infer: "predict",
  classify: "predict",
  plot: "show",
  print: "show",
  draw: "show",
  display: "show",
  view: "show",
  summary: "show",
  import: "use",
  include: "use",
  network: "net",
  model: "net",
  let: "net",
  const: "net",
  var: "net",
  dataset: "data",
  write: "save",
  read: "load",
};

/** The statement that a word most likely means; null where none is near. */
export function statementMeant(word: string, keywords: readonly string[]): string | null {
  const lower = word.toLowerCase();
  const other = Object.hasOwn(statementsElsewhere, lower) ? statementsElsewhere[lower] : null;
  return other ?? closest(word, keywords);
}

/** The layer that a word most likely means: `batchnorm` is `bn`, `max_pool` is `maxpool`; null where none is near. */
export function headMeant(word: string): string | null {
  const bare = word.toLowerCase().replace(/[-_]/g, "");
  return elsewhere[bare] ?? closest(bare, headWords);
}

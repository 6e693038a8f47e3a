/**
 * What a network's guesses come to, class by class. In: for each sample its class and the probabilities. Out: figures over
 * all of them.
 */

/** Of all samples of a class. Null where there is nothing to divide by. */
export interface ClassFigures {
  readonly samples: number;
  readonly correct: number;
  /** The share of the class's samples that are found: recall. */
  readonly accuracy: number | null;
  /** The share of right ones among the guesses of the class. */
  readonly precision: number | null;
}

/** A sample whose class is not the likeliest. */
export interface Mistake {
  /** Its place in the data. */
  readonly index: number;
  readonly label: number;
  readonly guess: number;
  /** Of its own class. */
  readonly probability: number;
}

export interface Judgement {
  readonly classes: readonly ClassFigures[];
  /** `confusion[label][guess]`: how many samples. */
  readonly confusion: readonly (readonly number[])[];
  /** The mistakes with the smallest probabilities, smallest first; at most ten. */
  readonly worst: readonly Mistake[];
  /** By k: the share of samples whose class is not among the k likeliest; of equal ones the first comes first. */
  readonly topErrors: ReadonlyMap<number, number>;
}

export interface Judge {
  readonly see: (index: number, label: number, probabilities: readonly number[]) => void;
  readonly judgement: () => Judgement;
}

const kept = 10;

export function judge(classes: number, top: readonly number[]): Judge {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const misses = new Map(top.map((k) => [k, 0]));
  let worst: readonly Mistake[] = [];
  let seen = 0;
  return {
    see(index, label, probabilities) {
      seen += 1;
      const guess = probabilities.indexOf(Math.max(...probabilities));
      const row = confusion[label];
      if (row) row[guess] = (row[guess] ?? 0) + 1;
      const place = rank(probabilities, label);
      for (const [k, missed] of misses) if (place >= k) misses.set(k, missed + 1);
      const probability = probabilities[label] ?? 0;
      if (place > 0) worst = among(worst, { index, label, guess, probability });
    },
    judgement: () => ({
      classes: confusion.map((_, label) => figures(confusion, label)),
      confusion,
      worst,
      topErrors: new Map([...misses].map(([k, missed]) => [k, missed / seen])),
    }),
  };
}

function among(worst: readonly Mistake[], mistake: Mistake): readonly Mistake[] {
  const last = worst.at(-1);
  if (worst.length === kept && last && last.probability <= mistake.probability) return worst;
  return [...worst, mistake].sort((a, b) => a.probability - b.probability).slice(0, kept);
}

function figures(confusion: readonly (readonly number[])[], label: number): ClassFigures {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const samples = sum(confusion[label] ?? []);
  const guessed = sum(confusion.map((row) => row[label] ?? 0));
  const correct = confusion[label]?.[label] ?? 0;
  const share = (all: number) => (all === 0 ? null : correct / all);
  return { samples, correct, accuracy: share(samples), precision: share(guessed) };
}

/** How many classes come before it; of equal ones the first comes first. */
function rank(probabilities: readonly number[], label: number): number {
  const own = probabilities[label] ?? -Infinity;
  return probabilities.reduce(
    (before, value, index) => before + (value > own || (value === own && index < label) ? 1 : 0),
    0,
  );
}

/**
 * mixup (Zhang, Cissé, Dauphin and Lopez-Paz, 2018): a batch in which each sample is a share of itself and the rest of the one
 * after it; of the last it is the first. One share for the whole batch, as in the authors' code.
 */
import type { Draw } from "../data/augment.js";
import { randomOf, type Random } from "../data/random.js";
import type { Values } from "../engine/runner.js";

const stream = 7;

/** From Beta(α, α), a pure function of seed, epoch and the batch's first sample. */
export function mixShare(alpha: number, { seed, epoch }: Draw, first: number): number {
  const random = randomOf(seed, epoch, first, stream);
  const [a, b] = [gamma(alpha, random), gamma(alpha, random)];
  return a + b > 0 ? a / (a + b) : 0.5;
}

/** Marsaglia and Tsang, 2000; below 1 by their section 6. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * (1 - random.between(0, 1)) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal(1);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    const u = 1 - random.between(0, 1);
    if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

export function mixedImages({ shape, data }: Values, share: number): Values {
  const size = data.length / (shape[0] ?? 1);
  const mixed = data.map(
    (value, i) => share * value + (1 - share) * (data[(i + size) % data.length] ?? 0),
  );
  return { shape, data: mixed };
}

/** The rows of targets mixed as their images are. */
export function mixedTargets(targets: Float32Array, outputs: number, share: number): Float32Array {
  return targets.map(
    (value, i) => share * value + (1 - share) * (targets[(i + outputs) % targets.length] ?? 0),
  );
}

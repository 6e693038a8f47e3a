/** Random numbers from a seed: the same seed gives the same numbers on every machine. */
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Random {
  /** From 0 to 1, 1 excluded. */
  readonly uniform: () => number;
  /** Mean 0, deviation 1. */
  readonly normal: () => number;
}

/** The whole numbers together are the seed: numbers of one seed have nothing to do with those of the next. */
export function random(...seed: readonly number[]): Random {
  const generator = xoroshiro128plus(seed.reduce(mix, 0));
  for (let i = 0; i < 16; i++) generator.next();
  const uniform = () => (generator.next() >>> 0) / 2 ** 32;
  let spare: number | null = null;
  const normal = () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    // Box and Muller's transform gives two at a time.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal };
}

/** MurmurHash3's last steps, which spread a change of one bit over all. */
function mix(state: number, value: number): number {
  let hash = Math.imul(state, 31) + value + 1;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

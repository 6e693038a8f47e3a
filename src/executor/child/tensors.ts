/** TensorFlow.js as cells import it: ours where the notebook's folder has none, and without its advertisement. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** A file from which Node finds our own. */
export const ownPlace = fileURLToPath(import.meta.url);
export const ownRequire = createRequire(ownPlace);

export function isTensors(specifier: string): boolean {
  return specifier.startsWith("@tensorflow/tfjs");
}

/** The part of it that is used here. */
interface Tensors {
  readonly env: () => { getBool(flag: string): boolean; set(flag: string, value: boolean): void };
  readonly scalar: (value: number) => { dispose(): void };
}

/** At the first tensor its JavaScript backend tells users of Node on stderr to install another package: so that is made here. */
export function withoutAdvertisement<M>(module: M): M {
  if (!isWhole(module)) return module;
  const env = module.env();
  const before = env.getBool("PROD");
  env.set("PROD", true);
  try {
    module.scalar(0).dispose();
  } catch {
    // A backend that has to be waited for makes the first tensor later, and advertises nothing.
  } finally {
    env.set("PROD", before);
  }
  return module;
}

function isWhole(module: unknown): module is Tensors {
  if (typeof module !== "object" || module === null) return false;
  return ["env", "scalar"].every((name) => typeof Reflect.get(module, name) === "function");
}

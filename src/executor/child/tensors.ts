/** TensorFlow.js as cells import it: ours where the notebook's folder has none, and without its advertisement. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** A file from which Node finds our own. */
export const ownPlace = fileURLToPath(import.meta.url);
export const ownRequire = createRequire(ownPlace);

export function isTensors(specifier: string): boolean {
  return specifier.startsWith("@tensorflow/tfjs");
}

interface Backends {
  readonly findBackend: (name: string) => { firstUse?: boolean } | null;
}

/** At its first tensor the JavaScript backend tells users of Node on stderr to install another package. */
export function withoutAdvertisement<M>(module: M): M {
  if (hasBackends(module)) {
    const cpu = module.findBackend("cpu");
    if (cpu?.firstUse) cpu.firstUse = false;
  }
  return module;
}

function hasBackends(module: unknown): module is Backends {
  if (typeof module !== "object" || module === null) return false;
  return typeof Reflect.get(module, "findBackend") === "function";
}

/**
 * Where the native engine lives: `.engine` beside package.json, in a checkout as in an installed package. Each folder
 * appears whole, by a rename.
 *
 * - `tensorflow`: the wheel's libraries and headers, laid out as in Python's site-packages, where they find each other
 * - `binding`: what we compiled against them, with a stamp of what it was compiled from
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { packageRoot } from "../packageRoot.js";

export const nativeSources = join(packageRoot, "src", "engine", "native");
export const engineFolder = join(packageRoot, ".engine");
export const wheelFolder = join(engineFolder, "tensorflow");
export const bindingFolder = join(engineFolder, "binding");
export const failureFile = join(engineFolder, "failure.json");

const require = createRequire(import.meta.url);

/** The folder of an installed npm package, wherever npm put it. */
export function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}

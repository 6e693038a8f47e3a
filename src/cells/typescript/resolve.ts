/**
 * Where a module's types lie: as Node finds it from the importing file; `convscript` is this package, and TensorFlow.js is
 * there also where the notebook's folder has none.
 */
import type ts from "@tslab/typescript-for-tslab";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { packageRoot } from "../../packageRoot.js";
import type { TypeScript } from "./internals.js";

export interface Resolver {
  resolve(specifier: string, importer: string): ts.ResolvedModuleFull | undefined;
  /** From now on the types of our own package bring in those of TensorFlow.js: hundreds of files. */
  wantTensors(): void;
  /** What was not there may be there by now. */
  forget(): void;
  /** Whether modules of unchanged files must be looked for again, for the next program. */
  readonly stale: boolean;
  fresh(): void;
}

export const ownTypes = join(packageRoot, "dist", "src");
export const apiTypes = join(ownTypes, "index.d.ts");
export const notebookTypes = join(ownTypes, "cells", "predeclared.d.ts");

export function resolver(ts: TypeScript, options: ts.CompilerOptions, folder: string): Resolver {
  const cache = ts.createModuleResolutionCache(folder, (name) => name, options);
  const state = { stale: false, tensors: false };
  const find = (specifier: string, importer: string) =>
    ts.resolveModuleName(specifier, importer, options, ts.sys, cache).resolvedModule;
  return {
    resolve(specifier, importer) {
      if (specifier === "convscript") return ownModule(ts, apiTypes);
      const isTensors = specifier.startsWith("@tensorflow/tfjs");
      if (isTensors && !state.tensors && importer.startsWith(ownTypes)) return undefined;
      const found = find(specifier, importer);
      return found ?? (isTensors ? find(specifier, apiTypes) : undefined);
    },
    wantTensors() {
      if (!state.tensors) Object.assign(state, { tensors: true, stale: true });
    },
    forget() {
      cache.clear();
      state.stale = true;
    },
    get stale() {
      return state.stale;
    },
    fresh() {
      state.stale = false;
    },
  };
}

function ownModule(ts: TypeScript, resolvedFileName: string): ts.ResolvedModuleFull {
  return { resolvedFileName, extension: ts.Extension.Dts, isExternalLibraryImport: true };
}

/** Folders that hold `node/package.json`: the notebook's own, else those that came with us. */
export function typeRoots(folder: string): string[] {
  for (const from of [folder, packageRoot, dirname(fromHere.resolve("tslab/package.json"))]) {
    try {
      const found = createRequire(join(from, "cell.js")).resolve("@types/node/package.json");
      return [dirname(dirname(found))];
    } catch {
      continue;
    }
  }
  return [];
}

const fromHere = createRequire(import.meta.url);

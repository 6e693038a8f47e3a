/**
 * tslab's converter over programs of ours. In: the notebook's folder. Out: the converter, and what it does not tell. tslab finds
 * its TypeScript by `require`; while it loads, that gives a TypeScript whose watching, files and diagnostics are ours.
 */
import type ts from "@tslab/typescript-for-tslab";
import type { Converter } from "tslab/dist/converter.js";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isNoise } from "./diagnostics.js";
import { bringDocComments } from "./docComments.js";
import { internals, type QuickInfoPlace, type TypeScript } from "./internals.js";
import { loadTypeScript } from "./load.js";
import { expandShorthand } from "./shorthand.js";
import { programs, type Builder, type Programs } from "./program.js";
import { globals } from "./globals.js";
import { resolver, typeRoots, type Resolver } from "./resolve.js";
import { nodeAt } from "./syntax.js";

export interface Compiler {
  readonly ts: TypeScript;
  readonly converter: Converter;
  readonly resolver: Resolver;
  readonly programs: Programs;
  /** Of the texts that the converter has seen last. */
  readonly builder: () => Builder;
  /** What was found in them by the last conversion. */
  readonly diagnostics: () => readonly ts.Diagnostic[];
  /** Where `await` is allowed in the next cell. */
  readonly allowAwaits: (starts: ReadonlySet<number>) => void;
  readonly names: CellNames;
}

/** The files that are not there: the cell, the declarations before it, the predeclared names. */
export interface CellNames {
  readonly cell: string;
  readonly before: string;
  readonly globals: string;
}

interface State {
  builder: Builder | null;
  programs: Programs | null;
  resolver: Resolver | null;
  diagnostics: readonly ts.Diagnostic[];
  awaits: ReadonlySet<number>;
}

const require = createRequire(import.meta.url);

export function openCompiler(folder: string): Compiler {
  const fromTslab = createRequire(require.resolve("tslab/package.json"));
  const path = fromTslab.resolve("@tslab/typescript-for-tslab");
  const ts = loadTypeScript(fromTslab, path);
  const state: State = {
    builder: null,
    programs: null,
    resolver: null,
    diagnostics: [],
    awaits: new Set(),
  };
  const names = cellNames(folder);
  const converter = openConverter(fromTslab, path, substitute(ts, folder, names, state));
  const { programs, resolver } = state;
  if (!programs || !resolver) throw new Error("tslab made no program");
  return {
    ts,
    converter,
    programs,
    resolver,
    names,
    builder: () => state.builder ?? programs.builder(),
    diagnostics: () => state.diagnostics,
    allowAwaits: (starts) => {
      state.awaits = starts;
    },
  };
}

/** As tslab names them. */
function cellNames(folder: string): CellNames {
  const at = (name: string): string => join(folder, name).replaceAll("\\", "/");
  return {
    cell: at("__tslab__.ts"),
    before: at("__prev__.d.ts"),
    globals: at("__convscript__.d.ts"),
  };
}

function openConverter(fromTslab: NodeJS.Require, path: string, ours: TypeScript): Converter {
  const loaded = fromTslab.cache[path];
  if (!loaded) throw new Error("TypeScript is not loaded");
  const theirs: unknown = loaded.exports;
  loaded.exports = ours;
  try {
    const { createConverter } = fromTslab("./dist/converter.js") as {
      createConverter: () => Converter;
    };
    return createConverter();
  } finally {
    loaded.exports = theirs;
  }
}

function substitute(ts: TypeScript, folder: string, names: CellNames, state: State): TypeScript {
  const ours = {
    sys: {
      ...ts.sys,
      getCurrentDirectory: () => folder,
      watchFile: () => ({ close: ignore }),
    },
    createWatchCompilerHost: (_: unknown, options: ts.CompilerOptions, sys: ts.System) => ({
      options,
      sys,
    }),
    createWatchProgram: (host: Host) => watch(ts, folder, names, host, state),
    // Without those of declarations, which are noise here and take a fifth of the time.
    getPreEmitDiagnosticsOfFiles(program: ts.Program, files: readonly ts.SourceFile[]) {
      const all = files.flatMap((file) => [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ]);
      state.diagnostics = all.filter(
        (one) => isIn(files, one) && !isNoise(ts, one) && !isAllowed(one, names, state),
      );
      return state.diagnostics;
    },
    // The converter's own is without loop checks and line numbers.
    transpileModule: (outputText: string) => ({ outputText }),
    getQuickInfoAtPosition(file: ts.SourceFile, checker: ts.TypeChecker, ...given: QuickInfoPlace) {
      bringDocComments(ts, checker, nodeAt(ts, file, given[1]));
      return internals(ts).getQuickInfoAtPosition(file, checker, ...given);
    },
    Completions: {
      ...internals(ts).Completions,
      getCompletionsAtPositionForTslab: completing(ts, folder),
    },
  };
  return { ...ts, ...ours } as unknown as TypeScript;
}

/** Those of earlier cells that had the same checker come too. */
function isIn(files: readonly ts.SourceFile[], { file }: ts.Diagnostic): boolean {
  return file !== undefined && files.includes(file);
}

/** `await` and `for await` outside of functions. */
function isAllowed(
  { code, file, start = -1 }: ts.Diagnostic,
  { cell }: CellNames,
  { awaits }: State,
): boolean {
  return (code === 1308 || code === 1103) && file?.fileName === cell && awaits.has(start);
}

function ignore(): void {
  // Nothing is watched.
}

/** Entries come with the symbol they stand for, and paths in `import` from the disk: tslab gives neither. */
function completing(ts: TypeScript, folder: string) {
  const disk = {
    ...ts.sys,
    getCurrentDirectory: () => folder,
    useCaseSensitiveFileNames: () => true,
  };
  return (
    _: unknown,
    program: ts.Program,
    ...given: readonly unknown[]
  ): ts.CompletionInfo | undefined => {
    const host = { ...disk, getCompilationSettings: () => program.getCompilerOptions() };
    const [complete, format] = [internals(ts).Completions.getCompletionsAtPosition, undefined];
    return complete(host, program, ...given, format, true);
  };
}

/** What the converter hands to `createWatchProgram`, and waits to be told. */
interface Host {
  readonly options: ts.CompilerOptions;
  readonly sys: ts.System;
  afterProgramCreate?: (builder: Builder) => void;
}

function watch(ts: TypeScript, folder: string, names: CellNames, host: Host, state: State) {
  const options: ts.CompilerOptions = {
    ...host.options,
    lib: ["lib.es2023.d.ts"],
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    types: ["node"],
    typeRoots: typeRoots(folder),
    checkJs: false,
    inlineSourceMap: true,
  };
  const found = resolver(ts, options, folder);
  const { cell, before } = names;
  const textOf = (name: string): string | undefined =>
    name === cell || name === before
      ? host.sys.readFile(name)
      : name === names.globals
        ? globals
        : undefined;
  const roots = [before, cell, names.globals];
  const made = programs({
    ...{ ts, options, roots, folder, resolver: found, textOf },
    keeps: (name) => name !== cell,
    before: (program) => expandShorthand(ts, program.getTypeChecker(), before),
  });
  const renew = (): void => {
    state.builder = made.builder();
    host.afterProgramCreate?.(state.builder);
  };
  Object.assign(state, { programs: made, resolver: found });
  notify(host.sys, [cell, before], renew);
  renew();
  return { close: ignore, updateRootFileNames: ignore };
}

/** The converter announces a change of each text, then lets the timer go off. */
function notify(sys: ts.System, names: readonly string[], renew: () => void): void {
  let pending = false;
  for (const name of names)
    sys.watchFile?.(name, () => {
      if (pending) return;
      pending = true;
      sys.setTimeout?.(() => {
        pending = false;
        renew();
      }, 0);
    });
}

/** Local files that a cell imports, and those that they import, compiled. Packages are left to `require`. */
import type ts from "@tslab/typescript-for-tslab";
import { isBuiltin } from "node:module";
import { dirname, posix, relative } from "node:path";
import type { TypeScriptCell } from "../service.js";
import type { Compiler } from "./compiler.js";
import { importsOf } from "./imports.js";
import { commonJs } from "./javascript.js";

export type SideOutput = TypeScriptCell["sideOutputs"][number];

/** A package that has to be loaded before, and the compiled path of the file that imports it; null for the cell. */
export type PackageImport = readonly [specifier: string, from: string | null];

interface Compiled {
  readonly output: SideOutput;
  readonly packages: readonly PackageImport[];
}

export type SideCache = WeakMap<ts.SourceFile, Compiled>;

/** Everything that the cell reaches, each file once. */
export function localFiles(compiler: Compiler, cell: ts.SourceFile): readonly ts.SourceFile[] {
  const reached = new Set<ts.SourceFile>();
  const follow = (file: ts.SourceFile): void => {
    for (const { text } of importsOf(compiler.ts, file)) {
      const next = localFile(compiler, text, file.fileName);
      if (!next || reached.has(next)) continue;
      reached.add(next);
      follow(next);
    }
  };
  follow(cell);
  return [...reached];
}

function localFile(compiler: Compiler, specifier: string, importer: string) {
  if (isPackage(specifier)) return undefined;
  const name = compiler.resolver.resolve(specifier, importer)?.resolvedFileName;
  if (name === undefined || /\.d\.[cm]?ts$|\.json$|\/node_modules\//.test(name)) return undefined;
  return compiler.builder().getProgram().getSourceFile(name);
}

function isPackage(specifier: string): boolean {
  return !/^(\.{0,2}\/|\.{1,2}$)/.test(specifier);
}

export function packagesOf(imports: readonly string[], from: string | null): PackageImport[] {
  return imports
    .filter((one) => isPackage(one) && !isBuiltin(one) && one !== "convscript")
    .map((one) => [one, from]);
}

export function compileSide(compiler: Compiler, cache: SideCache, file: ts.SourceFile): Compiled {
  const known = cache.get(file);
  if (known) return known;
  const path = compiledPath(file.fileName);
  const { javascript, imports } = commonJs(compiler.ts, {
    text: emitted(compiler, file),
    linesBefore: 0,
    file: file.fileName,
    path,
    rename: renaming(compiler, file.fileName),
  });
  const made = { output: { path, data: javascript }, packages: packagesOf(imports, path) };
  cache.set(file, made);
  return made;
}

function compiledPath(name: string): string {
  return name.replace(/\.[cm]?[jt]sx?$/, ".js");
}

function emitted(compiler: Compiler, file: ts.SourceFile): string {
  let text = "";
  compiler
    .builder()
    .getProgram()
    .emit(file, (name, data) => {
      if (!/\.d\.[cm]?ts$/.test(name)) text = data;
    });
  return text;
}

/** Local files are asked for by their compiled path, from where they are asked. */
export function renaming(compiler: Compiler, importer: string): (specifier: string) => string {
  return (specifier) => {
    const file = localFile(compiler, specifier, importer);
    if (!file) return specifier;
    const path = relative(dirname(importer), compiledPath(file.fileName)).replaceAll("\\", "/");
    return path.startsWith(".") ? path : `./${posix.normalize(path)}`;
  };
}

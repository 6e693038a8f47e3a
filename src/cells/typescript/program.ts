/**
 * What lies beneath tslab's converter: the program over the cell. In: the two texts that change, the cell and the declarations
 * before it. Out: programs that share every other file, made when they are first asked for, and where it can be one for many
 * cells. tslab's own way makes two for a cell and goes through all files each time.
 */
import type ts from "@tslab/typescript-for-tslab";
import { statSync } from "node:fs";
import { parseWithoutDocComments } from "./docComments.js";
import { importsOf, remember, stabilize, type KnownImports } from "./imports.js";
import { internals, type TypeScript } from "./internals.js";
import { stubOf, wantsLate } from "./nodeTypes.js";
import { ownTypes, type Resolver } from "./resolve.js";
import { canJoin, hasRoom, importsIn, join, type SharedProgram } from "./sharedProgram.js";
import { prefix } from "./syntax.js";

/** The part of a builder that the converter uses. */
export interface Builder {
  getProgram(): ts.Program;
  getSourceFile(name: string): ts.SourceFile | undefined;
  getAllDependencies(file: ts.SourceFile): readonly string[];
  emit: ts.Program["emit"];
}

export interface ProgramOptions {
  readonly ts: TypeScript;
  readonly options: ts.CompilerOptions;
  /** All of them changed with each cell, but for the last. */
  readonly roots: readonly string[];
  readonly folder: string;
  readonly resolver: Resolver;
  /** Whether a root is the same file again where its text is; the converter changes that of the cell. */
  readonly keeps: (name: string) => boolean;
  /** What is done to the cell before it is emitted. */
  readonly before: (program: ts.Program) => ts.TransformerFactory<ts.SourceFile>;
  /** The current text of one of the roots; undefined for other files. */
  readonly textOf: (name: string) => string | undefined;
}

/** `time` is that of its last change; null where it is not looked at again. */
interface KeptFile {
  readonly file: ts.SourceFile;
  readonly time: number | null;
}

interface Kept {
  readonly files: Map<string, KeptFile>;
  /** Files of which there is a stub so far, and whether one of them is wanted. */
  readonly stubs: Set<string>;
  wantsStubs: boolean;
  /** Of the roots, those parsed last: all but the cell are asked for several times. */
  readonly roots: Map<string, ParsedRoot>;
  readonly known: KnownImports;
  previous: ts.Program | undefined;
  shared: SharedProgram | null;
}

interface ParsedRoot {
  readonly file: ts.SourceFile;
  /** How many imports it was given. */
  readonly imports: number;
}

export interface Programs {
  builder(): Builder;
  /** The cell was sound: what it imports stays. */
  accept(file: ts.SourceFile): void;
  /** Whether other cells have been in the last program; the next one then sees no other. */
  renew(): boolean;
}

export function programs(given: ProgramOptions): Programs {
  const kept: Kept = {
    ...{ files: new Map(), roots: new Map(), stubs: new Set<string>(), wantsStubs: false },
    ...{ known: { names: new Map() }, previous: undefined, shared: null },
  };
  return {
    builder: () => builderOf(given, kept),
    accept(file) {
      const texts = importsOf(given.ts, file).map(({ text }) => text);
      remember(given.ts, texts, kept.known);
    },
    renew() {
      const wasShared = kept.shared !== null && kept.shared.guests > 1;
      if (wasShared) kept.shared = null;
      return wasShared;
    },
  };
}

function builderOf(given: ProgramOptions, kept: Kept): Builder {
  const changing = new Map<string, ts.SourceFile>();
  let program: ts.Program | undefined;
  const own = (name: string): ts.SourceFile | undefined => {
    const text = given.textOf(name);
    if (text === undefined) return undefined;
    const file = changing.get(name) ?? parsed(given, kept, name, text);
    changing.set(name, file);
    return file;
  };
  const getProgram = (): ts.Program => (program ??= programFor(given, kept, own));
  return {
    getProgram,
    getSourceFile: (name) => own(name) ?? getProgram().getSourceFile(name),
    // The local files that a cell imports are compiled apart (sides.ts).
    getAllDependencies: (file) => [file.fileName],
    emit(file, write, cancellation, onlyTypes, transformers) {
      // The converter takes out of the declarations what the cell declares anew.
      for (const name of given.roots.slice(0, -1)) kept.roots.delete(name);
      const before = [given.before(getProgram())];
      return getProgram().emit(file, write, cancellation, onlyTypes, { ...transformers, before });
    },
  };
}

function parsed(given: ProgramOptions, kept: Kept, name: string, text: string): ts.SourceFile {
  const { ts, options, keeps } = given;
  const last = kept.roots.get(name);
  const imports = kept.known.names.size;
  if (last?.file.text === text && last.imports === imports && keeps(name)) return last.file;
  const file = ts.createSourceFile(name, text, options.target ?? ts.ScriptTarget.ES2022);
  stabilize(ts, file, kept.known);
  internals(ts).bindSourceFile(file, options);
  kept.roots.set(name, { file, imports });
  return file;
}

type Own = (name: string) => ts.SourceFile | undefined;

function programFor(given: ProgramOptions, kept: Kept, own: Own): ts.Program {
  const files = given.roots.slice(0, -1).flatMap((name) => own(name) ?? []);
  if (dropChanged(kept) || given.resolver.stale || !canJoin(files)) kept.shared = null;
  if (!canJoin(files)) return createProgram(given, kept, own);
  if (!kept.shared || !hasRoom(kept.shared, files)) kept.shared = sharedFor(given, kept, own);
  return join(kept.shared, files);
}

/** Over empty files that import what all cells have imported, and this one. */
function sharedFor(given: ProgramOptions, kept: Kept, own: Own): SharedProgram {
  const { ts, options, roots } = given;
  const [...places] = roots.slice(0, -1);
  const imports = importsIn(places.flatMap((name) => own(name) ?? []));
  const known: KnownImports = { names: new Map(kept.known.names) };
  remember(ts, imports, known);
  const empty = new Map(
    places.map((name) => {
      const file = ts.createSourceFile(name, prefix, options.target ?? ts.ScriptTarget.ES2022);
      stabilize(ts, file, known);
      return [name, file];
    }),
  );
  const program = createProgram(given, kept, (name) => empty.get(name) ?? own(name));
  return { program, imports: new Set(known.names.keys()), guests: 0 };
}

/** Once more where it is found to want what there are only stubs of. */
function createProgram(given: ProgramOptions, kept: Kept, own: Own): ts.Program {
  const program = createOnce(given, kept, own);
  if (!kept.wantsStubs || kept.stubs.size === 0) return program;
  for (const name of kept.stubs) kept.files.delete(name);
  kept.stubs.clear();
  return createOnce(given, kept, own);
}

function createOnce(given: ProgramOptions, kept: Kept, own: Own): ts.Program {
  const { ts, options, roots, resolver } = given;
  const oldProgram = kept.previous;
  const program = ts.createProgram({
    rootNames: [...roots],
    options,
    host: hostOf(given, kept, own),
    ...(oldProgram ? { oldProgram } : {}),
  });
  kept.previous = program;
  resolver.fresh();
  return program;
}

function hostOf(given: ProgramOptions, kept: Kept, own: Own): ts.CompilerHost {
  const { ts, options, resolver, folder } = given;
  return {
    ...ts.createCompilerHost(options),
    getCurrentDirectory: () => folder,
    getSourceFile: (name, target) => own(name) ?? fileOf(ts, kept, name, target),
    resolveModuleNameLiterals: (literals, importer) =>
      literals.map(({ text }) => {
        kept.wantsStubs ||= wantsLate(text, importer);
        return { resolvedModule: resolver.resolve(text, importer) };
      }),
    hasInvalidatedResolutions: (path) =>
      resolver.stale && (isOurs(path) || !path.includes("/node_modules/")),
  };
}

function fileOf(
  ts: TypeScript,
  kept: Kept,
  name: string,
  target: ts.ScriptTarget | ts.CreateSourceFileOptions,
): ts.SourceFile | undefined {
  const known = kept.files.get(name);
  if (known) return known.file;
  const text = ts.sys.readFile(name);
  if (text === undefined) return undefined;
  const isLibrary = isFixed(name) && name.endsWith(".d.ts");
  const file = isLibrary
    ? parseWithoutDocComments(ts, name, stubbed(kept, name, text), target)
    : ts.createSourceFile(name, text, target);
  kept.files.set(name, { file, time: isFixed(name) ? null : timeOf(name) });
  return file;
}

function stubbed({ stubs, wantsStubs }: Kept, name: string, text: string): string {
  const stub = wantsStubs ? null : stubOf(name, text);
  if (stub !== null) stubs.add(name);
  return stub ?? text;
}

/** Packages are taken not to change while a kernel runs. */
function isFixed(name: string): boolean {
  return name.includes("/node_modules/") || isOurs(name);
}

function isOurs(name: string): boolean {
  return name.startsWith(ownTypes);
}

/** Whether there were any. */
function dropChanged({ files }: Kept): boolean {
  const changed = [...files].filter(([name, { time }]) => time !== null && time !== timeOf(name));
  for (const [name] of changed) files.delete(name);
  return changed.length > 0;
}

/** NaN where there is no such file, which is no file's time. */
function timeOf(name: string): number {
  return statSync(name, { throwIfNoEntry: false })?.mtimeMs ?? NaN;
}

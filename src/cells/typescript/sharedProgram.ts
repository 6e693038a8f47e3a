/**
 * One program, and so one checker, for many cells. In: a program with two empty files. Out: the same with a cell and the
 * declarations before it in their place. TypeScript makes a checker for files that are fixed, and what it finds out of the
 * libraries is most of the work for a cell. But it looks at a file only when it is asked, and keeps by its nodes what it
 * learns there; so a file that imports nothing new may come later. What one cell leaves in the checker must not show in
 * another: an error is told only by a checker that has seen no cell before (compile.ts).
 */
import type ts from "@tslab/typescript-for-tslab";
import { inside } from "./internals.js";

export interface SharedProgram {
  readonly program: ts.Program;
  /** What its empty files import. */
  readonly imports: ReadonlySet<string>;
  /** How many have joined it. */
  guests: number;
}

/** After so many a new one is made, as the checker keeps every cell, and every text that was completed. */
const most = 200;

/** Whether the files bring nothing that the program would have to look at before all others. */
export function canJoin(files: readonly ts.SourceFile[]): boolean {
  return files.every((file) => {
    const { imports, moduleAugmentations, ambientModuleNames, commentDirectives } = inside(file);
    const { referencedFiles, typeReferenceDirectives, libReferenceDirectives } = file;
    const wanted = [...referencedFiles, ...typeReferenceDirectives, ...libReferenceDirectives];
    const declared = [...(moduleAugmentations ?? []), ...(ambientModuleNames ?? [])];
    return imports && !commentDirectives && wanted.length + declared.length === 0;
  });
}

export function hasRoom(
  { imports, guests }: SharedProgram,
  files: readonly ts.SourceFile[],
): boolean {
  return guests < most && importsIn(files).every((name) => imports.has(name));
}

export function importsIn(files: readonly ts.SourceFile[]): readonly string[] {
  return files.flatMap((file) => (inside(file).imports ?? []).map(({ text }) => text));
}

/** The files have names that the program knows. */
export function join(shared: SharedProgram, files: readonly ts.SourceFile[]): ts.Program {
  const { program } = shared;
  shared.guests += 1;
  for (const file of files) {
    const place = program.getSourceFile(file.fileName);
    if (!place) throw new Error(`the program has no place for ${file.fileName}`);
    const { path, resolvedPath, resolvedModules } = inside(place);
    // Errors are kept by path: two of different cells must not look like one.
    const own = { path: `${path}#${shared.guests}`, resolvedPath, resolvedModules };
    Object.assign(file, own, { originalFileName: file.fileName });
  }
  const byName = new Map(files.map((file) => [file.fileName, file]));
  const inPlace = (file: ts.SourceFile): ts.SourceFile => byName.get(file.fileName) ?? file;
  return {
    ...program,
    getSourceFile: (name) => byName.get(name) ?? program.getSourceFile(name),
    getSourceFiles: () => program.getSourceFiles().map(inPlace),
  };
}

/** What we use of TypeScript beyond its published types, as version 5.0 has it. */
import type ts from "@tslab/typescript-for-tslab";

export type TypeScript = typeof ts;

/** By tslab's TypeScript: who may call it off, and where. */
export type QuickInfoPlace = readonly [cancellation: unknown, position: number];

export interface Internals {
  getQuickInfoAtPosition(
    file: ts.SourceFile,
    checker: ts.TypeChecker,
    ...place: QuickInfoPlace
  ): ts.QuickInfo | undefined;
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  readonly Completions: {
    readonly getCompletionsAtPosition: (
      ...given: readonly unknown[]
    ) => ts.CompletionInfo | undefined;
  };
}

export function internals(typescript: TypeScript): Internals {
  return typescript as unknown as Internals;
}

/** A source file as the parser, the binder and programs leave it. */
export interface SourceInside {
  flags: number;
  readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  readonly locals?: ReadonlyMap<string, ts.Symbol>;
  imports?: readonly ts.StringLiteralLike[];
  moduleAugmentations?: readonly ts.StringLiteral[];
  ambientModuleNames?: readonly string[];
  /** `@ts-ignore` and `@ts-expect-error`. */
  readonly commentDirectives?: readonly unknown[];
  /** By which programs know it. */
  path: string;
  resolvedPath: string;
  resolvedModules: unknown;
}

export function inside(file: ts.SourceFile): SourceInside {
  return file as unknown as SourceInside;
}

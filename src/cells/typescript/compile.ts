/** A TypeScript cell to what the executor runs, or why not. Declarations of earlier cells come in as text. */
import type ts from "@tslab/typescript-for-tslab";
import type { RefusedCell, TypeScriptCell } from "../service.js";
import { loader } from "../loopCheck.js";
import type { Compiler } from "./compiler.js";
import { declarations } from "./declared.js";
import { refusal } from "./diagnostics.js";
import { commonJs } from "./javascript.js";
import {
  compileSide,
  localFiles,
  packagesOf,
  renaming,
  type PackageImport,
  type SideCache,
} from "./sides.js";
import { prefix, readCell, type CellSyntax } from "./syntax.js";

export interface CompiledText extends Omit<TypeScriptCell, "id"> {
  /** What the cells after it know, as a declaration file. */
  readonly declarations: string;
}

export function compileText(
  compiler: Compiler,
  sides: SideCache,
  before: string,
  code: string,
): CompiledText | RefusedCell {
  const syntax = readCell(compiler.ts, compiler.names.cell, code);
  if (syntax.errors.length > 0) return refused(compiler, syntax.errors, code);
  wantTensors(compiler, code);
  const result = convert(compiler, before, syntax);
  if (result.output === undefined) return refused(compiler, compiler.diagnostics(), code);
  const cell = compiler.builder().getSourceFile(compiler.names.cell);
  if (!cell) throw new Error("the converter has no cell");
  compiler.programs.accept(cell);
  const local = localFiles(compiler, syntax.file).map((file) => compileSide(compiler, sides, file));
  const { javascript, imports, names } = commonJs(compiler.ts, {
    text: result.output,
    linesBefore: 1,
    file: compiler.names.cell,
    path: null,
    rename: renaming(compiler, compiler.names.cell),
  });
  const packages = [...packagesOf(imports, null), ...local.flatMap((one) => one.packages)];
  const lastExpression = result.lastExpressionVar ?? null;
  return {
    language: "typescript",
    javascript: loading(packages) + javascript,
    awaits: syntax.awaits.size > 0 || packages.length > 0,
    lastExpression,
    sideOutputs: local.map(({ output }) => output),
    declares: names.filter((name) => name !== lastExpression),
    declarations: declarations(compiler.ts, { text: result.declOutput ?? "", names, before }),
  };
}

function refused(compiler: Compiler, found: readonly ts.Diagnostic[], code: string): RefusedCell {
  const { ts, names } = compiler;
  return refusal(ts, found, { cell: names.cell, code, before: prefix.length });
}

/** Tensors come from TensorFlow.js, or from a network as a model of it. */
function wantTensors({ resolver }: Compiler, code: string): void {
  if (/@tensorflow\/|\.\s*model\b/.test(code)) resolver.wantTensors();
}

/**
 * A module that was not there is looked for once more: it may have been installed since. Other errors are looked for again where
 * the checker had seen other cells: it tells the reasons of an error once, and may have been led astray.
 */
function convert(compiler: Compiler, before: string, { awaits, text }: CellSyntax) {
  const { converter, diagnostics, programs, resolver } = compiler;
  compiler.allowAwaits(awaits);
  const result = converter.convert(before, text);
  const found = diagnostics();
  if (found.length === 0) return result;
  if (found.some(({ code }) => missingModule.has(code))) resolver.forget();
  else if (!programs.renew()) return result;
  return converter.convert(before, text);
}

const missingModule: ReadonlySet<number> = new Set([2307, 2792, 2732]);

function loading(packages: readonly PackageImport[]): string {
  if (packages.length === 0) return "";
  return `await ${loader}(${packages.map((one) => JSON.stringify(one)).join(", ")}); `;
}

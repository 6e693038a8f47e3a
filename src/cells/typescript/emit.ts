/** From an ES module in JavaScript to CommonJS, as TypeScript writes it. Nothing is checked: it comes from a checked text. */
import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./internals.js";

export interface Emitted {
  readonly text: string;
  readonly sourceMap: string | undefined;
}

const name = "cell.js";

export function emitCommonJs(
  ts: TypeScript,
  text: string,
  transformers: ts.CustomTransformers,
): Emitted {
  const options: ts.CompilerOptions = {
    ...{ allowJs: true, isolatedModules: true, noLib: true, noResolve: true, types: [] },
    ...{ esModuleInterop: true, noImplicitUseStrict: true, removeComments: true, sourceMap: true },
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    newLine: ts.NewLineKind.LineFeed,
    // Of a text that stands for a library, which is the one way to have it left unchecked.
    skipDefaultLibCheck: true,
    suppressOutputPathCheck: true,
  };
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  Object.assign(file, { hasNoDefaultLib: true });
  const program = ts.createProgram({ rootNames: [name], options, host: hostOf(file) });
  const written = new Map<string, string>();
  program.emit(file, (path, data) => written.set(path, data), undefined, false, transformers);
  return { text: written.get(name) ?? "", sourceMap: written.get(`${name}.map`) };
}

function hostOf(file: ts.SourceFile): ts.CompilerHost {
  return {
    getSourceFile: (path) => (path === name ? file : undefined),
    writeFile: () => undefined,
    getDefaultLibFileName: () => "lib.d.ts",
    useCaseSensitiveFileNames: () => true,
    getCanonicalFileName: (path) => path,
    getCurrentDirectory: () => "",
    getNewLine: () => "\n",
    fileExists: (path) => path === name,
    readFile: () => undefined,
  };
}

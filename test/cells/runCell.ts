/** Compiled cells run in plain Node, with what they expect to find (see loopCheck.ts). */
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { answering } from "../../src/cells/answers.js";
import { importer, interruption, loader, stopFlag } from "../../src/cells/loopCheck.js";
import { afterTypeScript, nothingKnown } from "../../src/cells/known.js";
import type { CompiledText } from "../../src/cells/typescript/compile.js";

export interface Notebook {
  /** Compiles and runs a cell; the value of its last expression. */
  readonly run: (code: string) => Promise<unknown>;
  readonly compile: (code: string) => CompiledText;
  readonly values: Readonly<Record<string, unknown>>;
}

export const flag = new Int32Array(1);
Object.assign(globalThis, {
  [stopFlag]: flag,
  [interruption]: () => {
    flag[0] = 0;
    throw new Error("interrupted");
  },
});

export function notebook(folder: string): Notebook {
  const { answer } = answering(folder);
  const values: Record<string, unknown> = {};
  const files = new Map<string, string>();
  let known = nothingKnown;
  const compile = (code: string): CompiledText => {
    const cell = answer("compile", { code }, known);
    if (cell.language === "refused") throw new Error(cell.traceback.join("\n"));
    return cell;
  };
  return {
    values,
    compile,
    async run(code) {
      const cell = compile(code);
      for (const { path, data } of cell.sideOutputs) files.set(path, data);
      known = afterTypeScript(known, cell.declarations, cell.declares);
      Object.assign(globalThis, {
        [loader]: () => Promise.resolve(),
        [importer]: (name: string) => import(name.startsWith(".") ? urlOf(folder, name) : name),
      });
      const body = vm.runInThisContext(
        `(${cell.awaits ? "async " : ""}function (exports, require) { ${cell.javascript}\n})`,
        { filename: "the cell" },
      ) as (exports: object, require: (name: string) => unknown) => unknown;
      await body(values, requireFrom(join(folder, "cell.js"), files));
      return cell.lastExpression === null ? undefined : values[cell.lastExpression];
    },
  };
}

function urlOf(folder: string, name: string): string {
  return pathToFileURL(join(folder, name)).href;
}

function requireFrom(path: string, files: ReadonlyMap<string, string>) {
  return (name: string): unknown => {
    const file = posix.join(dirname(path), name);
    const text = files.get(file);
    if (text === undefined) return createRequire(path)(name) as unknown;
    const exports = {};
    const body = vm.compileFunction(text, ["exports", "require"], { filename: file });
    Reflect.apply(body, undefined, [exports, requireFrom(file, files)]);
    return exports;
  };
}

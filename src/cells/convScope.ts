/** The names that a ConvScript cell finds: those of the cells before it and those that TypeScript made. */
import { join } from "node:path";
import { sourceOf, span, type Source } from "../language/source.js";
import { check } from "../network/check.js";
import { define, emptyScope, type Definition, type Scope } from "../network/scope.js";
import type { Known } from "./known.js";
import type { SharedNames } from "./sharedNames.js";

/** Files are found from the notebook's folder. */
export function cellSource(folder: string, code: string): Source {
  return sourceOf(join(folder, "cell"), code.replace(/^\uFEFF/, " "));
}

interface Done {
  readonly cells: readonly string[];
  readonly scope: Scope;
}

/** Only cells that are new since it was asked last are read. */
export function scopes(folder: string): (known: Known) => Scope {
  let done: Done = { cells: [], scope: emptyScope };
  let last: { readonly number: number; readonly scope: Scope } | null = null;
  return ({ number, convCells, shared }) => {
    if (last?.number === number) return last.scope;
    const goesOn = done.cells.every((code, index) => code === convCells[index]);
    const { cells, scope } = goesOn ? done : { cells: [], scope: emptyScope };
    done = { cells: convCells, scope: convCells.slice(cells.length).reduce(after, scope) };
    last = { number, scope: withShared(done.scope, shared) };
    return last.scope;
  };

  function after(scope: Scope, code: string): Scope {
    return check(cellSource(folder, code), { scope }).value.scope;
  }
}

function withShared(cells: Scope, { networks, data }: SharedNames): Scope {
  let scope = cells;
  for (const name of data) {
    const source = sourceOf(name, name);
    const where = span(source, 0, name.length);
    scope = define(scope, name, { kind: "data", name: { text: name, span: where } });
  }
  for (const { name, text } of networks) {
    const definition = cells.names.get(name)?.kind === "net" ? null : definitionIn(text, name);
    if (definition) scope = define(scope, name, definition);
  }
  return scope;
}

/** Of that name, else the last in the text. */
function definitionIn(text: string, name: string): Definition | null {
  const { names } = check(sourceOf(name, text)).value.scope;
  return names.get(name) ?? [...names.values()].findLast(({ kind }) => kind === "net") ?? null;
}

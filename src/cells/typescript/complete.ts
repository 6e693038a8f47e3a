/** Completion in a TypeScript cell: tslab's, with types and signatures. */
import type ts from "@tslab/typescript-for-tslab";
import type { CellCompletions } from "../service.js";
import type { Compiler } from "./compiler.js";
import { displayed } from "./inspect.js";

/** To say more of each match costs time; nobody reads further. */
const described = 40;

export function completeText(
  compiler: Compiler,
  before: string,
  code: string,
  cursor: number,
): CellCompletions {
  const { start, end, candidates, original } = compiler.converter.complete(before, code, cursor);
  const entries = new Map(original?.entries.map((entry) => [entry.name, entry]));
  const matches = candidates.map((text, index) => {
    const entry = entries.get(text);
    const signature = entry && index < described ? signatureOf(compiler, entry) : "";
    const type = signature.startsWith("(") ? "function" : typeOf(entry?.kind ?? "");
    return { text, start, end, type, ...(signature === "" ? {} : { signature }) };
  });
  return { start, end, matches };
}

/** TypeScript's kinds as `_jupyter_types_experimental` has them; those that are not here have the same name. */
const types: Readonly<Record<string, string>> = {
  "": "value",
  "local class": "class",
  "local function": "function",
  method: "function",
  constructor: "function",
  alias: "module",
  "external module name": "module",
  script: "path",
  directory: "path",
  getter: "property",
  setter: "property",
  accessor: "property",
  const: "instance",
  let: "instance",
  var: "instance",
  "local var": "instance",
  warning: "instance",
  parameter: "param",
  type: "class",
  "type parameter": "class",
  interface: "class",
  enum: "class",
  "enum member": "value",
  "primitive type": "keyword",
  string: "value",
};

function typeOf(kind: string): string {
  return types[kind] ?? kind;
}

function signatureOf(compiler: Compiler, entry: ts.CompletionEntry): string {
  const { symbol } = entry as { readonly symbol?: ts.Symbol };
  const cell = compiler.builder().getSourceFile(compiler.names.cell);
  if (!symbol || !cell) return "";
  return displayed(compiler, symbol, cell);
}

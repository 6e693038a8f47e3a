/** Completion in a TypeScript cell: tslab's, with types and signatures. */
import type ts from "@tslab/typescript-for-tslab";
import type { CellCompletions } from "../service.js";
import type { CompletionInfo } from "tslab/dist/converter.js";
import type { Compiler } from "./compiler.js";
import { displayed } from "./inspect.js";
import { prefix } from "./syntax.js";

/** To say more of each match costs time; nobody reads further. */
const described = 40;

export function completeText(
  compiler: Compiler,
  before: string,
  code: string,
  cursor: number,
): CellCompletions {
  const found = compiler.converter.complete(before, code, cursor);
  const entries = new Map(found.original?.entries.map((entry) => [entry.name, entry]));
  const { start, end, candidates } = inString(found, code, cursor) ?? found;
  const matches = candidates.map((text, index) => {
    const entry = entries.get(text);
    const signature = entry && index < described ? signatureOf(compiler, entry) : "";
    const type = signature.startsWith("(") ? "function" : typeOf(entry?.kind ?? "");
    return { text, start, end, type, ...(signature === "" ? {} : { signature }) };
  });
  return { start, end, matches };
}

const ofStrings = new Set(["script", "directory", "external module name", "string"]);

/** In a string, tslab gives every entry, and puts it at the cursor. A path goes on from its last part. */
function inString({ original }: CompletionInfo, code: string, cursor: number) {
  const [first] = original?.entries ?? [];
  if (!original || !first || !ofStrings.has(first.kind)) return null;
  const span = first.replacementSpan;
  const [part = ""] = /[^/"'`]*$/.exec(code.slice(0, cursor)) ?? [];
  const start = span ? span.start - prefix.length : cursor - part.length;
  const typed = code.slice(start, cursor);
  const names = original.entries.map(({ name }) => name).filter((name) => name.startsWith(typed));
  return { start, end: span ? start + span.length : cursor, candidates: names };
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

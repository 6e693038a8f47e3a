/** What can be said of a ConvScript text at a place: the language service in the words of Jupyter. */
import * as t from "../../grammar/tokens.js";
import { splitStatements } from "../language/lines.js";
import { parse } from "../language/parse.js";
import { sourceOf, textOf, type Source } from "../language/source.js";
import type { Scope } from "../network/scope.js";
import { complete, hover, signature, type CompletionKind } from "../service/index.js";
import type { CellCompletions, Completeness, Explanation } from "./service.js";

/** As `_jupyter_types_experimental` names things. */
const types: Readonly<Record<CompletionKind, string>> = {
  keyword: "keyword",
  head: "function",
  block: "function",
  network: "class",
  data: "instance",
  library: "module",
  option: "param",
  flag: "param",
  value: "value",
  layer: "property",
  parameter: "param",
  snippet: "statement",
};

export function completeConv(source: Source, cursor: number, scope: Scope): CellCompletions {
  const matches = complete(source, cursor, { scope }).map(({ kind, insertText, detail, span }) => ({
    text: insertText,
    start: span.start,
    end: span.end,
    type: types[kind],
    ...(detail === "" ? {} : { signature: detail }),
  }));
  const [first] = matches;
  return { start: first?.start ?? cursor, end: first?.end ?? cursor, matches };
}

export function inspectConv(
  source: Source,
  cursor: number,
  scope: Scope,
  level: 0 | 1,
): Explanation | null {
  const found = hover(source, cursor, { scope });
  const call = signature(source, cursor, { scope });
  const title = call ? [call.label] : [];
  const written = found && level === 1 ? definitionText(textOf(found.span), scope) : [];
  const lines = [...title, ...(found?.lines ?? [])];
  if (lines.length === 0) return null;
  const text = [...lines, ...(written.length > 0 ? ["", ...written] : [])].join("\n");
  return { text, markdown: markdown(lines, written) };
}

/** The whole of it, where the word names a network or a block. */
function definitionText(word: string, { names }: Scope): readonly string[] {
  const definition = names.get(word);
  if (!definition || definition.kind === "data") return [];
  return textOf(definition.statement.span).split("\n");
}

function markdown(lines: readonly string[], code: readonly string[]): string {
  const [title = "", ...rest] = lines;
  const parts = [fenced([title]), ...(rest.length > 0 ? [fenced(rest)] : [])];
  return [...parts, ...(code.length > 0 ? [fenced(code)] : [])].join("\n\n");
}

function fenced(lines: readonly string[]): string {
  return ["~~~", ...lines, "~~~"].join("\n");
}

/**
 * Incomplete where a word on the next line would still belong to the last statement: the parser's own rule. A text with errors
 * never waits for more, and neither does one that ends in a blank line.
 */
export function convCompleteness(code: string): Completeness {
  const next = sourceOf("cell", `${code}\nword`);
  const last = splitStatements(next, t.tokenize(next.text).tokens).at(-1) ?? [];
  if (last.length > 1 && !endsBlank(code)) return { status: "incomplete", indent: indent(code) };
  const wrong = parse(sourceOf("cell", code)).diagnostics;
  return { status: wrong.some(({ severity }) => severity === "error") ? "invalid" : "complete" };
}

export function endsBlank(code: string): boolean {
  return /\n[ \t]*\r?\n[ \t]*$/.test(code);
}

/** Stages under their statement; what stands deeper stays there. */
function indent(code: string): string {
  const line = code.slice(code.lastIndexOf("\n", code.trimEnd().length - 1) + 1);
  const [blank = ""] = /^[ \t]*/.exec(line) ?? [];
  return blank === "" ? "  " : blank;
}

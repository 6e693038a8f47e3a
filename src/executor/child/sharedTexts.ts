/** Networks and data sets by name, each network as a text that is complete in itself. In: a scope. Out: plain data. */
import type { SharedNames } from "../../cells/sharedNames.js";
import { print } from "../../language/print.js";
import type { Definition, Scope } from "../../network/scope.js";

type Written = Exclude<Definition, { kind: "data" }>;

const texts = new WeakMap<Written, string>();

export function sharedNames({ names }: Scope): SharedNames {
  const networks: { name: string; text: string }[] = [];
  const data: string[] = [];
  for (const [name, definition] of names) {
    if (definition.kind === "data") data.push(name);
    if (definition.kind === "net") networks.push({ name, text: completeText(definition) });
  }
  return { networks, data };
}

/** Written once: a definition never changes. */
function completeText(definition: Written): string {
  const known = texts.get(definition);
  if (known !== undefined) return known;
  const parts = new Map<string, string>();
  collect(definition, parts);
  const text = [...parts.values()].join("");
  texts.set(definition, text);
  return text;
}

/** What it uses comes first. A name may be taken for a use that is none; then a text is longer than it need be. */
function collect(definition: Written, parts: Map<string, string>): void {
  const { statement, scope } = definition;
  const text = print({ span: statement.span, statements: [statement], comments: [] });
  for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) {
    const used = scope.names.get(word);
    if (!used || used.kind === "data" || parts.has(word) || word === statement.name.text) continue;
    collect(used, parts);
  }
  parts.set(statement.name.text, text);
}

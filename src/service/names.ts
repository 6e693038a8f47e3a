/** The names that a statement may use: those of earlier cells and of the text above it. Nothing is worked out before it is asked for. */
import type { CheckOptions } from "../network/check.js";
import type { Statement, UseStatement } from "../language/syntax.js";
import type { Source } from "../language/source.js";
import { parse } from "../language/parse.js";
import { check } from "../network/check.js";
import { diskFiles, type Files } from "../network/files.js";
import { define, emptyScope, type Definition, type Scope } from "../network/scope.js";
import { defineFrom, useFile } from "../network/use.js";

export function scopeBefore(source: Source, offset: number, options: CheckOptions): Scope {
  const files = options.files ?? diskFiles();
  let scope = options.scope ?? emptyScope;
  for (const statement of parse(source).value.statements)
    if (statement.span.end <= offset) scope = extend(scope, statement, files);
  return scope;
}

function extend(scope: Scope, statement: Statement, files: Files): Scope {
  if (statement.kind === "use") return using(scope, statement, files);
  if (statement.kind !== "command") return defineFrom(statement, scope, files);
  const [operand] = statement.operands;
  const set = operand?.kind === "word" ? { text: operand.name, span: operand.span } : null;
  const name = statement.keyword === "data" ? (statement.target ?? set) : null;
  return name ? define(scope, name.text, { kind: "data", name }) : scope;
}

function using(scope: Scope, statement: UseStatement, files: Files): Scope {
  const { target } = statement;
  if ("text" in target) return defineFrom(statement, scope, files);
  const { value } = useFile(target, files, [], (text, reading) => check(text, { files, reading }));
  return { names: new Map([...scope.names, ...value]), later: scope.later };
}

/** The names of one kind, in the order of their definition. */
export function namesOf<Kind extends Definition["kind"]>(
  { names }: Scope,
  kind: Kind,
): readonly (readonly [string, Extract<Definition, { kind: Kind }>])[] {
  return [...names].flatMap(([name, definition]) =>
    definition.kind === kind
      ? [[name, definition as Extract<Definition, { kind: Kind }>] as const]
      : [],
  );
}

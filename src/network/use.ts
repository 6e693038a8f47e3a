/** `use vgg`, `use "file.conv"`: names from other texts. */
import type { Checked } from "../language/diagnostic.js";
import type { Name, Statement, StringValue } from "../language/syntax.js";
import type { Source } from "../language/source.js";
import type { CheckedProgram } from "./check.js";
import type { Files } from "./files.js";
import type { Network } from "./network.js";
import type { Definition, Scope } from "./scope.js";
import { parse } from "../language/parse.js";
import { closest } from "../language/spelling.js";
import { elaborateNetwork } from "./elaborate.js";
import { diagnosticOf, rewrite } from "./finding.js";
import { define, definedAt, emptyScope } from "./scope.js";
import { alternatives, didYouMean } from "./wording.js";

type Names = ReadonlyMap<string, Definition>;

const nothing: Names = new Map();

/** Gives C314. */
export function useLibrary(name: Name, files: Files): Checked<Names> {
  const library = name.text.toLowerCase();
  if (files.libraries.includes(library))
    return { value: namesOf(files.library(library), files), diagnostics: [] };
  const near = closest(library, files.libraries);
  const finding = {
    code: "C314" as const,
    span: name.span,
    message: `there is no library \`${name.text}\`${didYouMean(near)}`,
    hints: near
      ? [rewrite(name.span, near)]
      : [
          {
            text: `the libraries are ${alternatives(files.libraries)}; a file is written \`use "${name.text}.conv"\``,
          },
        ],
  };
  return { value: nothing, diagnostics: [diagnosticOf(finding)] };
}

const libraryNames = new WeakMap<Source, Names>();

/** A library's networks are elaborated when first asked for; its text is checked by the project's own tests. */
function namesOf(source: Source, files: Files): Names {
  const known = libraryNames.get(source);
  if (known) return known;
  let scope: Scope = emptyScope;
  for (const statement of parse(source).value.statements)
    scope = defineFrom(statement, scope, files);
  const names = ownNames(scope.names, source);
  libraryNames.set(source, names);
  return names;
}

/** What a text defines, without what it brings in itself. */
function ownNames(names: Names, source: Source): Names {
  return new Map([...names].filter(([, definition]) => definedAt(definition).source === source));
}

/** What a statement defines, not yet worked out. */
export function defineFrom(statement: Statement, scope: Scope, files: Files): Scope {
  switch (statement.kind) {
    case "block":
      return define(scope, statement.name.text, {
        kind: "block",
        statement,
        scope,
        readable: true,
      });
    case "net": {
      const network = once(() => elaborateNetwork(statement, scope).value);
      return define(scope, statement.name.text, { kind: "net", statement, scope, network });
    }
    case "use": {
      const used = "text" in statement.target ? useLibrary(statement.target, files).value : nothing;
      return { names: new Map([...scope.names, ...used]), later: scope.later };
    }
    case "command":
      return scope;
  }
}

function once(compute: () => Network): () => Network {
  let value: Network | null = null;
  return () => (value ??= compute());
}

/** Gives C315 and C316; errors inside the file are given as they are. */
export function useFile(
  path: StringValue,
  files: Files,
  reading: readonly string[],
  checkFile: (source: Source, reading: readonly string[]) => Checked<CheckedProgram>,
): Checked<Names> {
  const from = path.span.source;
  const found = files.read(path.value, from);
  if ("problem" in found)
    return refuse(
      "C315",
      path,
      `"${path.value}" cannot be used: ${found.problem}`,
      "check the name; it is looked for beside this text",
    );
  if ([...reading, from.file].includes(found.file))
    return refuse(
      "C316",
      path,
      `"${path.value}" uses this text, which uses it`,
      "put what both need into a third file",
    );
  const { value, diagnostics } = checkFile(found, [...reading, from.file]);
  return {
    value: ownNames(value.scope.names, found),
    diagnostics: diagnostics.filter((d) => d.severity === "error"),
  };
}

function refuse(
  code: "C315" | "C316",
  path: StringValue,
  message: string,
  hint: string,
): Checked<Names> {
  return {
    value: nothing,
    diagnostics: [diagnosticOf({ code, span: path.span, message, hints: [{ text: hint }] })],
  };
}

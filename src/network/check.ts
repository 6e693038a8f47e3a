/**
 * The symbolic half in one call. In: a text, and functions that bring in others. Out: its syntax tree, its networks and
 * commands, the names it leaves behind, and everything wrong with it. Holds: never throws whatever the text, and a
 * network is complete exactly where it has no errors.
 */
import type { Checked, Diagnostic } from "../language/diagnostic.js";
import type {
  BlockStatement,
  Command,
  NetStatement,
  Program,
  Statement,
  UseStatement,
} from "../language/syntax.js";
import type { Source, Span } from "../language/source.js";
import type { CheckedCommand } from "./commands/command.js";
import type { Files } from "./files.js";
import type { Finding } from "./finding.js";
import type { Network } from "./network.js";
import type { Definition, Scope } from "./scope.js";
import { parse } from "../language/parse.js";
import { checkCommand } from "./commands/checkCommand.js";
import { elaborateNetwork, checkBlock } from "./elaborate.js";
import { diskFiles } from "./files.js";
import { diagnosticOf, rewrite } from "./finding.js";
import { define, definedAt, emptyScope } from "./scope.js";
import { useLibrary, useFile } from "./use.js";

export interface CheckOptions {
  /** Names that are there already: the cells before this one. */
  readonly scope?: Scope;
  readonly files?: Files;
  /** Texts that are being read: a circle of `use` ends here. */
  readonly reading?: readonly string[];
}

export type CheckedStatement =
  | { readonly kind: "net"; readonly statement: NetStatement; readonly network: Network }
  | { readonly kind: "block"; readonly statement: BlockStatement }
  /** `names` are those that it brings in. */
  | {
      readonly kind: "use";
      readonly statement: UseStatement;
      readonly names: ReadonlyMap<string, Definition>;
    }
  | CheckedCommand;

export interface CheckedProgram {
  readonly program: Program;
  /** Those of the text itself, in order, incomplete ones among them. */
  readonly networks: readonly Network[];
  /** Statements without errors, in order. */
  readonly statements: readonly CheckedStatement[];
  readonly scope: Scope;
}

interface Progress {
  readonly options: CheckOptions;
  readonly files: Files;
  readonly diagnostics: Diagnostic[];
  readonly statements: CheckedStatement[];
  readonly networks: Network[];
  /** Names of this text. */
  readonly own: Map<string, Definition>;
  /** Those of the diagnostics that a block's own check gave. */
  readonly ofBlocks: Set<Diagnostic>;
}

export function check(source: Source, options: CheckOptions = {}): Checked<CheckedProgram> {
  const { value: program, diagnostics } = parse(source);
  const files = options.files ?? diskFiles();
  const progress: Progress = {
    options,
    files,
    diagnostics: [...diagnostics],
    statements: [],
    networks: [],
    own: new Map(),
    ofBlocks: new Set(),
  };
  let scope: Scope = { names: (options.scope ?? emptyScope).names, later: laterNames(program) };
  for (const statement of program.statements) scope = checkStatement(statement, scope, progress);
  const { statements, networks } = progress;
  return {
    value: { program, networks, statements, scope: { names: scope.names, later: new Map() } },
    diagnostics: inOrder(meant(once(progress.diagnostics, progress.ofBlocks), progress), source),
  };
}

/** That a network ends in a map is said where nothing shows that it is meant to: no other network uses it, no command shows it. */
function meant(
  diagnostics: readonly Diagnostic[],
  { networks, statements }: Progress,
): readonly Diagnostic[] {
  if (!diagnostics.some(({ code }) => code === "C214")) return diagnostics;
  const used = networks.flatMap(({ layers }) => layers.map((layer) => layer.copiedFrom?.network));
  const shown = statements.flatMap((one) =>
    one.kind === "command" && (one.keyword === "show" || one.keyword === "compare")
      ? Object.values(one.operands).flatMap((list) => list.map(({ text }) => text))
      : [],
  );
  const names = new Set([...used, ...shown]);
  const spans = networks.filter(({ name }) => names.has(name)).map(({ span }) => span);
  return diagnostics.filter(
    ({ code, span: { source, start } }) =>
      code !== "C214" ||
      !spans.some((one) => one.source === source && one.start <= start && start < one.end),
  );
}

function laterNames(program: Program): Scope["later"] {
  const names = program.statements.flatMap((statement) =>
    statement.kind === "net" || statement.kind === "block"
      ? [[statement.name.text, statement.name.span] as const]
      : [],
  );
  return new Map(names.reverse());
}

function checkStatement(statement: Statement, scope: Scope, progress: Progress): Scope {
  switch (statement.kind) {
    case "net":
      return checkNet(statement, scope, progress);
    case "block":
      return checkBlockStatement(statement, scope, progress);
    case "use":
      return checkUse(statement, scope, progress);
    case "command":
      return checkCommandStatement(statement, scope, progress);
  }
}

function checkNet(statement: NetStatement, scope: Scope, progress: Progress): Scope {
  const readable = isReadable(statement, progress);
  const { value: network, diagnostics } = elaborateNetwork(statement, scope, readable);
  progress.diagnostics.push(...diagnostics);
  progress.networks.push(network);
  progress.statements.push({ kind: "net", statement, network });
  const definition = { kind: "net", statement, scope, network: () => network } as const;
  return addName(statement.name.text, definition, scope, progress);
}

function checkBlockStatement(statement: BlockStatement, scope: Scope, progress: Progress): Scope {
  const readable = isReadable(statement, progress);
  progress.statements.push({ kind: "block", statement });
  refuseTwice(statement, progress);
  for (const diagnostic of checkBlock(statement, scope).diagnostics) {
    progress.diagnostics.push(diagnostic);
    progress.ofBlocks.add(diagnostic);
  }
  return addName(
    statement.name.text,
    { kind: "block", statement, scope, readable },
    scope,
    progress,
  );
}

function checkCommandStatement(statement: Command, scope: Scope, progress: Progress): Scope {
  const checked = checkCommand(statement, scope, (finding) =>
    progress.diagnostics.push(diagnosticOf(finding)),
  );
  if (checked) progress.statements.push(checked);
  if (statement.keyword !== "data") return scope;
  const [operand] = statement.operands;
  const set = operand?.kind === "word" ? { text: operand.name, span: operand.span } : null;
  const name = statement.target ?? set;
  return name ? addName(name.text, { kind: "data", name }, scope, progress) : scope;
}

function isReadable({ span }: Statement, { diagnostics }: Progress): boolean {
  return !diagnostics.some((one) => isErrorIn(one, span));
}

/** What the parser has mended is still an error: the network is shown and checked, not built. */
function isErrorIn({ severity, span }: Diagnostic, { source, start, end }: Span): boolean {
  return severity === "error" && span.source === source && span.start >= start && span.start <= end;
}

/** A parameter named twice is C302. */
function refuseTwice({ parameters }: BlockStatement, { diagnostics }: Progress): void {
  parameters.forEach(({ name }, index) => {
    const first = parameters.find((one) => one.name.text === name.text);
    if (!first || first === parameters[index]) return;
    const finding: Finding = {
      code: "C302",
      span: name.span,
      message: `the parameter \`${name.text}\` is named twice`,
      notes: [{ span: first.name.span, text: "first named here" }],
      hints: [rewrite(name.span, `${name.text}2`, "give one of them another name")],
    };
    diagnostics.push(diagnosticOf(finding));
  });
}

/** A name defined twice in a text is C302; one brought in by `use` or an earlier cell gives way. */
function addName(name: string, definition: Definition, scope: Scope, progress: Progress): Scope {
  const before = progress.own.get(name);
  if (before) {
    const finding: Finding = {
      code: "C302",
      span: definedAt(definition),
      message: `\`${name}\` is defined twice in this text`,
      notes: [{ span: definedAt(before), text: "first defined here" }],
      hints: [rewrite(definedAt(definition), `${name}2`, "give one of them another name")],
    };
    progress.diagnostics.push(diagnosticOf(finding));
    return scope;
  }
  progress.own.set(name, definition);
  return define(scope, name, definition);
}

/** Names of the text itself win over those that are brought in. */
function checkUse(
  statement: UseStatement,
  scope: Scope,
  { files, own, options, diagnostics, statements }: Progress,
): Scope {
  const { value: names, diagnostics: found } =
    "text" in statement.target
      ? useLibrary(statement.target, files)
      : useFile(statement.target, files, options.reading ?? [], (source, reading) =>
          check(source, { files, reading }),
        );
  diagnostics.push(...found);
  const brought = new Map([...names].filter(([name]) => !own.has(name)));
  statements.push({ kind: "use", statement, names: brought });
  return { names: new Map([...scope.names, ...brought]), later: new Map(scope.later) };
}

/** In the order of the text; those of other files come first, as their `use` does. */
function inOrder(diagnostics: readonly Diagnostic[], source: Source): readonly Diagnostic[] {
  const position = (d: Diagnostic) => (d.span.source === source ? d.span.start : -1);
  return [...diagnostics].sort((a, b) => position(a) - position(b));
}

/**
 * What is said is said once: where a name is defined rather than where it is used; but what a block's own check finds
 * gives way to the same in a call, which names the call.
 */
function once(
  diagnostics: readonly Diagnostic[],
  ofBlocks: ReadonlySet<Diagnostic>,
): readonly Diagnostic[] {
  const said = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, span, message } = diagnostic;
    const key = `${code} ${span.source.file} ${span.start} ${message}`;
    const before = said.get(key);
    if (!before || ofBlocks.has(before)) said.set(key, diagnostic);
  }
  return [...said.values()];
}

/** What can be seen of a cell by parsing it. */
import type ts from "@tslab/typescript-for-tslab";
import { inside, type TypeScript } from "./internals.js";

/** tslab sets it before every cell, which makes it a module. */
export const prefix = "export {};\n";

export interface CellSyntax {
  readonly file: ts.SourceFile;
  readonly errors: readonly ts.Diagnostic[];
  /** Where the words `await` at top level begin. */
  readonly awaits: ReadonlySet<number>;
  /** The user's text without `export`, which says nothing in a cell; every character is where it was. */
  readonly text: string;
}

export function readCell(ts: TypeScript, name: string, code: string): CellSyntax {
  const file = ts.createSourceFile(name, prefix + code, ts.ScriptTarget.ES2022, true);
  const errors = inside(file).parseDiagnostics;
  return {
    file,
    errors,
    awaits: errors.length > 0 ? new Set() : topLevelAwaits(ts, file),
    text: withoutExports(ts, file),
  };
}

function topLevelAwaits(ts: TypeScript, file: ts.SourceFile): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)) return;
    if (ts.isAwaitExpression(node)) found.add(node.getStart(file));
    if (ts.isForOfStatement(node) && node.awaitModifier)
      found.add(node.awaitModifier.getStart(file));
    ts.forEachChild(node, visit);
  };
  if (/\bawait\b/.test(file.text)) visit(file);
  return found;
}

function withoutExports(ts: TypeScript, file: ts.SourceFile): string {
  let text = file.text;
  if (!/\bexport\b/.test(text.slice(prefix.length))) return text.slice(prefix.length);
  const blank = (start: number, end: number): void => {
    text = text.slice(0, start) + text.slice(start, end).replace(/\S/g, " ") + text.slice(end);
  };
  for (const statement of file.statements.slice(1)) {
    if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier)
      blank(statement.getStart(file), statement.end);
    else if (ts.isExportAssignment(statement))
      blank(statement.getStart(file), statement.expression.getStart(file));
    else if (ts.canHaveModifiers(statement))
      for (const { kind, end } of ts.getModifiers(statement) ?? [])
        if (kind === ts.SyntaxKind.ExportKeyword) blank(end - "export".length, end);
        else if (kind === ts.SyntaxKind.DefaultKeyword) blank(end - "default".length, end);
  }
  return text.slice(prefix.length);
}

/** The innermost. */
export function nodeAt(ts: TypeScript, node: ts.Node, at: number): ts.Node {
  const covers = (child: ts.Node) => (child.pos <= at && at < child.end ? child : undefined);
  const inner = ts.forEachChild(node, covers);
  return inner ? nodeAt(ts, inner, at) : node;
}

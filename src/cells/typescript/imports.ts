/**
 * Which modules a file imports. TypeScript builds a program anew, over hundreds of files, when a file imports something
 * else than before; so a cell is given the imports of all cells so far, in one order, and the structure stays.
 */
import type ts from "@tslab/typescript-for-tslab";
import { inside, type TypeScript } from "./internals.js";

/** Of `import`, `export … from`, `import()` and types of the form `import("…")`. */
export function importsOf(ts: TypeScript, file: ts.SourceFile): readonly ts.StringLiteral[] {
  const found: ts.StringLiteral[] = [];
  const add = (node: ts.Node | undefined): void => {
    if (node && ts.isStringLiteral(node)) found.push(node);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal);
    if (isImportCall(ts, node)) add(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements)
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
      add(statement.moduleSpecifier);
  if (file.text.includes("import(")) visit(file);
  return found;
}

export function isImportCall(ts: TypeScript, node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

/** Those of all cells so far. */
export interface KnownImports {
  readonly names: Map<string, ts.StringLiteral>;
}

/** Says of a parsed file what programs would else find out, with the imports of all cells. */
export function stabilize(ts: TypeScript, file: ts.SourceFile, known: KnownImports): void {
  const own = inside(file);
  own.flags |= incremental;
  if (/\bdeclare\s+(module|global)\b|\bimport\s+\w+\s*=/.test(file.text)) return;
  const names = new Map(known.names);
  for (const literal of importsOf(ts, file))
    names.set(literal.text, names.get(literal.text) ?? literal);
  own.imports = [...names.values()];
  own.moduleAugmentations = [];
  own.ambientModuleNames = [];
}

/** `PossiblyContainsDynamicImport` and `PossiblyContainsImportMeta`: kept the same for all cells. */
const incremental = 0x600000;

/** A copy without its tree, which would keep the cell's in memory. */
export function remember(ts: TypeScript, texts: readonly string[], known: KnownImports): void {
  for (const text of texts)
    if (!known.names.has(text)) known.names.set(text, ts.factory.createStringLiteral(text));
}

/**
 * From the ES module that TypeScript emits to what the executor runs: CommonJS with checks in its loops, lines as written, and
 * every top-level name a property of `exports`, so that cells share variables, not copies of them.
 */
import type ts from "@tslab/typescript-for-tslab";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { checkLoops, importer } from "../loopCheck.js";
import { emitCommonJs } from "./emit.js";
import { isImportCall } from "./imports.js";
import type { TypeScript } from "./internals.js";
import { realign } from "./lines.js";

export interface ModuleText {
  /** An ES module with its source map inside. */
  readonly text: string;
  /** Lines that stand before the user's in the source. */
  readonly linesBefore: number;
  /** Where `import.meta.url` says that it is. */
  readonly file: string;
  /** The compiled path of a local file; null for a cell, whose names are all exported. */
  readonly path: string | null;
  /** What is asked of `require` instead of a specifier. */
  readonly rename: (specifier: string) => string;
}

export interface CommonJs {
  readonly javascript: string;
  /** Of static imports, as they are in the text. */
  readonly imports: readonly string[];
  /** Values, in order. */
  readonly names: readonly string[];
}

export function commonJs(ts: TypeScript, module: ModuleText): CommonJs {
  const { text, map } = splitMap(module.text);
  const file = ts.createSourceFile("cell.js", text, ts.ScriptTarget.ES2022);
  const names = module.path === null ? namesOf(ts, file) : [];
  const exported = module.path === null ? exportAll(ts, file) : text;
  const emitted = emitCommonJs(ts, exported, {
    before: [checkLoops(ts), imports(ts, module)],
    after: module.path === null ? [withoutMark(ts)] : [],
  });
  const { text: plain } = splitMap(emitted.text);
  const lineOf = sourceLines(map, mapOf(emitted.sourceMap), module.linesBefore);
  return {
    javascript: realign(ts, plain, lineOf),
    imports: importDeclarations(ts, file).map((one) => specifierOf(one)),
    names,
  };
}

function splitMap(text: string): { readonly text: string; readonly map: SourceMap | null } {
  const at = text.lastIndexOf("//# sourceMappingURL=");
  if (at < 0) return { text, map: null };
  const [, encoded] = text.slice(at).split("base64,");
  const json = encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
  return { text: text.slice(0, at).trimEnd(), map: mapOf(json) };
}

function mapOf(json: string | undefined): SourceMap | null {
  return json === undefined ? null : new SourceMap(JSON.parse(json) as SourceMapPayload);
}

/** Through both maps, from the last to the first text. */
function sourceLines(first: SourceMap | null, second: SourceMap | null, before: number) {
  return (line: number, column: number): number | null => {
    const middle = entryIn(second, line, column);
    const source = middle && entryIn(first, middle.originalLine, middle.originalColumn);
    return source ? Math.max(0, source.originalLine - before) : null;
  };
}

interface Entry {
  readonly originalLine: number;
  readonly originalColumn: number;
}

/** At the column or soon behind it, as what is put before an expression has no source; null where there is none. */
function entryIn(map: SourceMap | null, line: number, column: number): Entry | null {
  for (let at = column; at < column + "export const tsLastExpr00 = ".length; at++) {
    const entry = map?.findEntry(line, at);
    if (entry && "originalLine" in entry && entry.generatedLine === line) return entry;
  }
  return null;
}

function importDeclarations(ts: TypeScript, file: ts.SourceFile): readonly ts.ImportDeclaration[] {
  return file.statements.filter((one) => ts.isImportDeclaration(one));
}

function specifierOf({ moduleSpecifier }: ts.ImportDeclaration): string {
  return (moduleSpecifier as ts.StringLiteral).text;
}

/** Whoever reads or sets a name does so on `exports`: TypeScript does that for exported declarations. */
function exportAll(ts: TypeScript, file: ts.SourceFile): string {
  const edits = file.statements.flatMap((statement) => editFor(ts, file, statement));
  let text = file.text;
  for (const { start, end, put } of edits.reverse())
    text = text.slice(0, start) + put + text.slice(end);
  return text;
}

interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

function editFor(ts: TypeScript, file: ts.SourceFile, one: ts.Statement): readonly TextEdit[] {
  const start = one.getStart(file);
  if (ts.isExportDeclaration(one) && !one.moduleSpecifier)
    return [{ start, end: one.end, put: "" }];
  if (ts.isImportDeclaration(one)) {
    const put = importedNames(ts, one).map((name) => ` exports.${name} = ${name};`);
    return [{ start: one.end, end: one.end, put: put.join("") }];
  }
  const declares =
    ts.isVariableStatement(one) || ts.isFunctionDeclaration(one) || ts.isClassDeclaration(one);
  if (!declares || ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    return [];
  return [{ start, end: start, put: "export " }];
}

function importedNames(ts: TypeScript, { importClause }: ts.ImportDeclaration): readonly string[] {
  const { name, namedBindings } = importClause ?? {};
  const inner = !namedBindings
    ? []
    : ts.isNamespaceImport(namedBindings)
      ? [namedBindings.name.text]
      : namedBindings.elements.map((element) => element.name.text);
  return [...(name ? [name.text] : []), ...inner];
}

function namesOf(ts: TypeScript, file: ts.SourceFile): readonly string[] {
  const names = file.statements.flatMap((one) => {
    if (ts.isImportDeclaration(one)) return importedNames(ts, one);
    if (ts.isVariableStatement(one))
      return one.declarationList.declarations.flatMap(({ name }) => boundNames(ts, name));
    const named = ts.isFunctionDeclaration(one) || ts.isClassDeclaration(one);
    return named && one.name ? [one.name.text] : [];
  });
  return [...new Set(names)];
}

function boundNames(ts: TypeScript, name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((one) =>
    ts.isOmittedExpression(one) ? [] : boundNames(ts, one.name),
  );
}

/** `import()` asks the executor, `import.meta` is an object, and specifiers are as `require` finds them. */
function imports(
  ts: TypeScript,
  { path, rename, file: place }: ModuleText,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory: f } = ts;
  const from = path === null ? f.createNull() : f.createStringLiteral(path);
  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      if (ts.isStringLiteral(node) && isSpecifier(ts, node)) {
        return f.createStringLiteral(rename(node.text));
      }
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
        return importMeta(ts, place);
      const inner = ts.visitEachChild(node, visit, context);
      if (!isImportCall(ts, inner)) return inner;
      const [specifier = f.createStringLiteral("")] = inner.arguments;
      return f.createCallExpression(f.createIdentifier(importer), undefined, [specifier, from]);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

function importMeta(ts: TypeScript, file: string): ts.Expression {
  const { factory: f } = ts;
  const values = { url: pathToFileURL(file).href, filename: file, dirname: dirname(file) };
  return f.createParenthesizedExpression(
    f.createObjectLiteralExpression(
      Object.entries(values).map(([name, value]) =>
        f.createPropertyAssignment(name, f.createStringLiteral(value)),
      ),
    ),
  );
}

function isSpecifier(ts: TypeScript, { parent }: ts.StringLiteral): boolean {
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  return isImportCall(ts, parent);
}

/** `exports` of cells is one object for all of them, and no module. */
function withoutMark(ts: TypeScript): ts.TransformerFactory<ts.SourceFile> {
  const isMark = (one: ts.Statement): boolean =>
    ts.isExpressionStatement(one) &&
    ts.isCallExpression(one.expression) &&
    one.expression.arguments.some((two) => ts.isStringLiteral(two) && two.text === "__esModule");
  return () => (file) =>
    ts.factory.updateSourceFile(
      file,
      file.statements.filter((one) => one.pos >= 0 || !isMark(one)),
    );
}

/**
 * Doc comments when they are asked for. In: the declaration files of packages. Out: the same without what the parser makes of
 * their comments, a tenth of the thread's memory; and with it in the files that a question leads to.
 */
import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./internals.js";

/** Whose doc comments have not been asked for. */
const undocumented = new WeakSet<ts.SourceFile>();

export function parseWithoutDocComments(
  ts: TypeScript,
  name: string,
  text: string,
  target: ts.ScriptTarget | ts.CreateSourceFileOptions,
): ts.SourceFile {
  const file = ts.createSourceFile(name, asPlain(text), target);
  undocumented.add(file);
  return file;
}

/** As long as it was, so that places stay. */
function asPlain(text: string): string {
  return text.replaceAll("/**", "/* ");
}

/** Of what is declared elsewhere and named by a node of the cell. */
export function bringDocComments(ts: TypeScript, checker: ts.TypeChecker, node: ts.Node): void {
  const declared = declarationsOf(ts, checker, node).map((one) => one.getSourceFile());
  for (const file of new Set(declared)) bring(ts, file);
}

/** Of the name, of what an import stands for, and of what is called. */
function declarationsOf(
  ts: TypeScript,
  checker: ts.TypeChecker,
  node: ts.Node,
): readonly ts.Declaration[] {
  const symbol = checker.getSymbolAtLocation(node);
  const isAlias = symbol && symbol.flags & ts.SymbolFlags.Alias;
  const type = checker.getTypeAtLocation(node);
  const symbols = [symbol, isAlias ? checker.getAliasedSymbol(symbol) : undefined, type.symbol];
  return [
    ...symbols.flatMap((one) => one?.declarations ?? []),
    ...type.getCallSignatures().flatMap((one) => one.declaration ?? []),
  ];
}

/** Not where the file is another by now. */
function bring(ts: TypeScript, file: ts.SourceFile): void {
  if (!undocumented.delete(file)) return;
  const text = ts.sys.readFile(file.fileName) ?? "";
  if (asPlain(text) !== file.text) return;
  copy(ts, ts.createSourceFile(file.fileName, text, file.languageVersion, true), file);
}

interface Documented {
  jsDoc?: readonly ts.JSDoc[];
}

/** From one tree to another of the same shape. */
function copy(ts: TypeScript, from: ts.Node, to: ts.Node): void {
  const { jsDoc } = from as Documented;
  if (jsDoc) (to as Documented).jsDoc = jsDoc;
  for (const comment of jsDoc ?? []) Object.assign(comment, { parent: to });
  const places = childrenOf(ts, to);
  childrenOf(ts, from).forEach((child, index) => {
    const place = places[index];
    if (place) copy(ts, child, place);
  });
}

function childrenOf(ts: TypeScript, node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}

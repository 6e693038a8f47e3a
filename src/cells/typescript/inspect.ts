/** What is known of the thing at a place of a TypeScript cell. */
import type ts from "@tslab/typescript-for-tslab";
import type { Explanation } from "../service.js";
import type { Compiler } from "./compiler.js";
import type { CellSyntax } from "./syntax.js";
import { nodeAt, prefix } from "./syntax.js";

export function inspectText(
  compiler: Compiler,
  before: string,
  syntax: CellSyntax,
  cursor: number,
): Explanation | null {
  const { ts } = compiler;
  const code = syntax.file.text.slice(prefix.length);
  for (const place of placesToAsk(ts, syntax, cursor)) {
    const info = compiler.converter.inspect(before, code, place) as ts.QuickInfo | undefined;
    // A name that nothing declares is just `any`.
    if (info?.displayParts?.length && ts.displayPartsToString(info.displayParts) !== "any")
      return explanation(ts, info, callTexts(compiler, place));
  }
  return null;
}

/** The word at the cursor, the word before it, then the function whose arguments are being written. */
function placesToAsk(ts: Compiler["ts"], { file }: CellSyntax, cursor: number): readonly number[] {
  const code = file.text.slice(prefix.length);
  const isWord = (at: number): boolean => /[\p{L}\p{N}_$]/u.test(code.charAt(at));
  const near = [cursor, cursor - 1].filter((at) => at >= 0 && isWord(at));
  const at = cursor + prefix.length;
  const callees: number[] = [];
  const visit = (node: ts.Node): void => {
    if (node.pos > at || node.end < at) return;
    const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
    if (isCall && node.expression.end < at)
      callees.unshift(node.expression.end - 1 - prefix.length);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...near, ...callees.slice(0, 1)];
}

/** What is written over the function that a name stands for: the name itself may be declared elsewhere. */
function callTexts({ ts, builder, names }: Compiler, place: number): ts.SymbolDisplayPart[] {
  const cell = builder().getSourceFile(names.cell);
  const checker = builder().getProgram().getTypeChecker();
  const node = cell && nodeAt(ts, cell, place + prefix.length);
  const [call] = node ? checker.getTypeAtLocation(node).getCallSignatures() : [];
  return call?.getDocumentationComment(checker) ?? [];
}

function explanation(
  ts: Compiler["ts"],
  info: ts.QuickInfo,
  ofCall: ts.SymbolDisplayPart[],
): Explanation {
  const title = readable(ts.displayPartsToString(info.displayParts));
  const own = ts.displayPartsToString(info.documentation);
  const text = own === "" ? ts.displayPartsToString(ofCall) : own;
  const tags = (info.tags ?? []).map((tag) =>
    `@${tag.name} ${ts.displayPartsToString(tag.text)}`.trim(),
  );
  const notes = [text, ...tags].filter((one) => one !== "");
  return {
    text: [title, ...notes].join("\n\n"),
    markdown: [["~~~typescript", title, "~~~"].join("\n"), ...notes].join("\n\n"),
  };
}

/** A symbol's type, in the short form. */
export function displayed(
  { ts, builder }: Compiler,
  symbol: ts.Symbol,
  cell: ts.SourceFile,
): string {
  const checker = builder().getProgram().getTypeChecker();
  try {
    const type = checker.getTypeOfSymbolAtLocation(symbol, cell);
    const [call] = type.getCallSignatures();
    // Without the place, so that it does not look for the way to each name from there, which is slow.
    const text = call ? checker.signatureToString(call) : checker.typeToString(type);
    return text === "any" && !(symbol.flags & ts.SymbolFlags.Value) ? "" : readable(text);
  } catch {
    // Some symbols of TypeScript's own have no type.
    return "";
  }
}

/** Where a type is from says little. */
function readable(text: string): string {
  return text.replace(/import\("[^"]*"\)\./g, "");
}

/**
 * ConvScript inside a TypeScript cell: net`…`. In: the cell and a place in it. Out: the text of the network with its `${…}` filled
 * in, and how far it is shifted against the cell.
 */
import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./internals.js";
import { prefix, type CellSyntax } from "./syntax.js";

export interface Embedded {
  readonly text: string;
  /** What must be added to a place in the cell. */
  readonly shift: number;
}

/** null outside of the template, and inside a hole. */
export function embeddedAt(ts: TypeScript, syntax: CellSyntax, cursor: number): Embedded | null {
  const { file } = syntax;
  const at = cursor + prefix.length;
  const template = templateAt(ts, file, at);
  if (!template) return null;
  const parts = partsOf(ts, file, template);
  let text = isScript(parts[0]?.text ?? "") ? "" : "net network = ";
  let shift: number | null = null;
  for (const { start, text: part, hole } of parts) {
    if (start <= at && at <= start + part.length) shift = text.length - start + prefix.length;
    text += part;
    if (hole) text += filling(ts, hole, text);
  }
  return shift === null ? null : { text, shift };
}

function isScript(text: string): boolean {
  return /^\s*(?:net|block|use)\s/i.test(text);
}

function templateAt(ts: TypeScript, file: ts.SourceFile, at: number): ts.TemplateLiteral | null {
  let found: ts.TemplateLiteral | null = null;
  const visit = (node: ts.Node): void => {
    if (node.pos > at || node.end < at) return;
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText(file) === "net")
      if (node.template.getStart(file) < at) found = node.template;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

interface Part {
  readonly start: number;
  readonly text: string;
  readonly hole: ts.Expression | null;
}

function partsOf(ts: TypeScript, file: ts.SourceFile, template: ts.TemplateLiteral): Part[] {
  const inner = (node: ts.Node & { readonly isUnterminated?: boolean }, close: number): Part => {
    const start = node.getStart(file) + 1;
    const end = node.isUnterminated ? node.end : node.end - close;
    return { start, text: file.text.slice(start, Math.max(start, end)), hole: null };
  };
  if (ts.isNoSubstitutionTemplateLiteral(template)) return [inner(template, 1)];
  const { head, templateSpans } = template;
  const holes = templateSpans.map(({ expression }) => expression);
  const literals = templateSpans.map(({ literal }) =>
    inner(literal, ts.isTemplateTail(literal) ? 1 : 2),
  );
  return [inner(head, 2), ...literals].map((part, index) => ({
    ...part,
    hole: holes[index] ?? null,
  }));
}

/** A network by its name where a stage is expected, else a number: its own where it is written out. */
function filling(ts: TypeScript, hole: ts.Expression, before: string): string {
  if (ts.isNumericLiteral(hole)) return hole.text;
  const isStage = /(?:[|(,[+=]|\n)\s*$/.test(before) || before.trim() === "";
  return isStage && ts.isIdentifier(hole) ? hole.text : "8";
}

/** Reading Chevrotain's concrete tree: children by name, spans by offset. */
import type { CstElement, CstNode, IToken } from "../../../grammar/chevrotain.js";
import type { Diagnostic } from "../diagnostic.js";
import { span, type Source, type Span } from "../source.js";

/** What the builders of the syntax tree share: the text, and where they put what is wrong with it. */
export interface Reader {
  readonly source: Source;
  readonly diagnostics: Diagnostic[];
}

export function isToken(element: CstElement): element is IToken {
  return "image" in element;
}

export function nodes(parent: CstNode, rule: string): readonly CstNode[] {
  return (parent.children[rule] ?? []) as CstNode[];
}

export function tokens(parent: CstNode, type: string): readonly IToken[] {
  return (parent.children[type] ?? []) as IToken[];
}

export function node(parent: CstNode, rule: string): CstNode | undefined {
  return nodes(parent, rule)[0];
}

export function token(parent: CstNode, type: string): IToken | undefined {
  return tokens(parent, type)[0];
}

/** The only child of a rule that is a choice. */
export function onlyChild(parent: CstNode): CstElement {
  const child = Object.values(parent.children)[0]?.[0];
  if (!child) throw new Error(`the rule ${parent.name} read nothing`);
  return child;
}

/** A child that the grammar demands. */
export function must<T>(child: T | undefined, what: string): T {
  if (child === undefined) throw new Error(`the grammar gave no ${what}`);
  return child;
}

export function tokenSpan({ source }: Reader, { startOffset, endOffset }: IToken): Span {
  return span(source, startOffset, (endOffset ?? startOffset) + 1);
}

export function spanOf(reader: Reader, element: CstElement): Span {
  if (isToken(element)) return tokenSpan(reader, element);
  const { startOffset, endOffset } = must(element.location, "location");
  return span(reader.source, startOffset, (endOffset ?? startOffset) + 1);
}

/** A stretch inside a token; the whole token where its image has been corrected and no longer is the text. */
export function spanWithin(reader: Reader, whole: IToken, start: number, end: number): Span {
  const full = tokenSpan(reader, whole);
  if (full.end - full.start !== whole.image.length) return full;
  return span(reader.source, full.start + start, full.start + end);
}

/**
 * Compiled text with its lines where they were written, so that a stack trace names the user's lines. In: compiled text, of
 * one statement a line, and from which line each came. Out: the same text with other line ends. A line end outside of
 * literals may be a blank, and may be many, as the printer writes every semicolon; there are no comments.
 */
import type ts from "@tslab/typescript-for-tslab";
import type { TypeScript } from "./internals.js";

/** `sourceLine` gives the written line of a compiled one, both from 0; null where none is known. */
export function realign(
  ts: TypeScript,
  text: string,
  sourceLine: (line: number, column: number) => number | null,
): string {
  const lines = text.split("\n");
  const fixed = linesInLiterals(ts, text);
  const wanted = leastBelow(lines, sourceLine);
  const out: string[] = [];
  let at = 0;
  lines.forEach((line, index) => {
    const missing = fixed.has(index) ? 1 : Math.max(0, (wanted[index] ?? 0) - at);
    const separator = missing > 0 ? "\n".repeat(missing) : index === 0 ? "" : " ";
    out.push(separator, fixed.has(index) ? line : line.trim());
    at += missing;
  });
  return out.join("");
}

/**
 * For each line the least written line of it and those below, so that nothing stands too low. `exports.f = f;` behind a
 * function says that it came from the function's first line.
 */
function leastBelow(
  lines: readonly string[],
  sourceLine: (line: number, column: number) => number | null,
): readonly number[] {
  let least = Infinity;
  const wanted = lines.map((line, index) => {
    if (/^exports\.(\S+) = \1;$/.test(line)) return Infinity;
    return sourceLine(index, line.length - line.trimStart().length) ?? Infinity;
  });
  for (let index = wanted.length - 1; index >= 0; index--) {
    least = Math.min(least, wanted[index] ?? Infinity);
    wanted[index] = least;
  }
  return wanted.map((line) => (line === Infinity ? 0 : line));
}

/** Lines that begin inside a template or a continued string. */
function linesInLiterals(ts: TypeScript, text: string): ReadonlySet<number> {
  const lines = new Set<number>();
  if (!text.includes("`") && !text.includes("\\\n")) return lines;
  const file = ts.createSourceFile("lines.js", text, ts.ScriptTarget.ES2022);
  const visit = (node: ts.Node): void => {
    if (
      ts.isLiteralExpression(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isTemplateHead(node)
    ) {
      const first = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
      const last = file.getLineAndCharacterOfPosition(node.end).line;
      for (let line = first + 1; line <= last; line++) lines.add(line);
    } else ts.forEachChild(node, visit);
  };
  visit(file);
  return lines;
}

/** Lines of a source with marks under them. */
import type { Paint } from "./ansi.js";
import { cellsOf, visible, widthOf, type Cell } from "./cells.js";
import { lineIndex, linesOf, type Source, type Span } from "./source.js";

/** A stretch to be underlined: `^` for the error itself, `-` for a note. */
export interface Mark {
  readonly span: Span;
  readonly text: string;
  readonly primary: boolean;
}

/** Longer lines are cut around the first mark. */
const widest = 100;

export function excerptLines(
  source: Source,
  marks: readonly Mark[],
  gutter: number,
  paint: Paint,
): readonly string[] {
  const lines = [...new Set(marks.map(({ span }) => lineIndex(source, span.start)))].sort(
    (a, b) => a - b,
  );
  return lines.flatMap((line, index) => {
    const here = marks
      .filter(({ span }) => lineIndex(source, span.start) === line)
      .toSorted((a, b) => a.span.start - b.span.start);
    const gap = index > 0 && line - (lines[index - 1] ?? line) > 1;
    return [
      ...(gap ? [paint("blue", "...")] : []),
      ...lineWithMarks(source, line, here, gutter, paint),
    ];
  });
}

function lineWithMarks(
  source: Source,
  line: number,
  marks: readonly Mark[],
  gutter: number,
  paint: Paint,
): readonly string[] {
  const start = linesOf(source)[line] ?? 0;
  const text = source.text.slice(start, linesOf(source)[line + 1]).replace(/[\r\n]+$/, "");
  const primary = marks.find((mark) => mark.primary) ?? marks[0];
  const view = around(text, (primary?.span.start ?? start) - start);
  const number = `${String(line + 1).padStart(gutter - 1)} | `;
  const margin = `${" ".repeat(gutter)}| `;
  return [
    paint("blue", number) + view.map((cell) => cell.text).join(""),
    ...marks.map((mark) => paint("blue", margin) + underline(view, mark, start, paint)),
  ].map((one) => one.trimEnd());
}

/** More characters than are ever shown need not be measured. */
const farthest = 2 * widest;

function around(text: string, at: number): readonly Cell[] {
  const from = Math.max(0, at - farthest);
  const cells = cellsOf(text.slice(from, at + farthest));
  return cut(
    cells.map((cell) => ({ ...cell, offset: cell.offset + from })),
    at,
  );
}

/** The cells that are shown; `…` stands where some were left out. */
function cut(cells: readonly Cell[], at: number): readonly Cell[] {
  if (widthOf(cells) <= widest) return cells;
  const middle = Math.max(
    0,
    cells.findLastIndex(({ offset }) => offset <= at),
  );
  const from = Math.max(0, Math.min(middle - widest / 4, cells.length - widest));
  const shown = cells.slice(from, from + widest);
  const ellipsis = (offset: number): Cell => ({ text: "…", width: 1, offset });
  const last = shown.at(-1);
  return [
    ...(from > 0 ? [ellipsis((shown[0]?.offset ?? 1) - 1)] : []),
    ...shown,
    ...(from + widest < cells.length ? [ellipsis((last?.offset ?? 0) + 1)] : []),
  ];
}

function underline(view: readonly Cell[], mark: Mark, lineStart: number, paint: Paint): string {
  const [start, end] = [mark.span.start - lineStart, mark.span.end - lineStart];
  const before = view.filter(({ offset }) => offset < start);
  const under = view.filter(({ offset }) => offset >= start && offset < end);
  const line = (mark.primary ? "^" : "-").repeat(Math.max(1, widthOf(under)));
  const label = mark.text === "" ? "" : ` ${visible(mark.text)}`;
  return " ".repeat(widthOf(before)) + paint(mark.primary ? "red" : "blue", line + label);
}

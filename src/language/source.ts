/** A text under its name. Offsets are UTF-16 units; a byte-order mark has been taken off. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** A stretch of a text, end exclusive. Every syntax node, layer and diagnostic carries one. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A span as people and JSON read it: 1-based line and column (a tab is one column). */
export interface Location {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

export function sourceOf(file: string, text: string): Source {
  return { file, text: text.startsWith("\uFEFF") ? text.slice(1) : text };
}

export function span(source: Source, start: number, end: number): Span {
  return { source, start, end };
}

/** The smallest span that holds both; they must lie in the same source. */
export function cover(a: Span, b: Span): Span {
  return { source: a.source, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

export function textOf({ source, start, end }: Span): string {
  return source.text.slice(start, end);
}

const lineStarts = new WeakMap<Source, readonly number[]>();

/** Where each line begins; `\n`, `\r\n` and a lone `\r` end a line. Computed once a source. */
export function linesOf(source: Source): readonly number[] {
  let starts = lineStarts.get(source);
  if (!starts) {
    starts = [0, ...Array.from(source.text.matchAll(/\r\n|\r|\n/g), (m) => m.index + m[0].length)];
    lineStarts.set(source, starts);
  }
  return starts;
}

/** The 0-based index of the line that holds the offset. */
export function lineIndex(source: Source, offset: number): number {
  const starts = linesOf(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function locate({ source, start, end }: Span): Location {
  const line = lineIndex(source, start);
  const column = start - (linesOf(source)[line] ?? 0) + 1;
  return { file: source.file, start, end, line: line + 1, column };
}

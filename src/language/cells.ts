/**
 * A line of source as a terminal shows it: a cell a character, with its width in columns. Tabs become spaces, wide
 * characters take two columns, and what would steer the terminal is shown as a dot.
 */
import { eastAsianWidth } from "get-east-asian-width";

export interface Cell {
  readonly text: string;
  readonly width: number;
  /** Where the character begins in the line, in UTF-16 units. */
  readonly offset: number;
}

const tab = 4;

export function cellsOf(line: string): readonly Cell[] {
  let column = 0;
  // Nearly every line; telling graphemes apart is slow.
  if (/^[ -~]*$/.test(line)) {
    return Array.from(line, (text, offset) => ({ text, width: 1, offset }));
  }
  // Made here: at import it would cost every start 25 ms.
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(graphemes.segment(line), ({ segment, index }) => {
    const cell = { ...cellOf(segment, column), offset: index };
    column += cell.width;
    return cell;
  });
}

function cellOf(character: string, column: number): Omit<Cell, "offset"> {
  if (character === "\t") {
    const width = tab - (column % tab);
    return { text: " ".repeat(width), width };
  }
  const text = visible(character);
  if (/^\p{Emoji_Presentation}/u.test(text)) return { text, width: 2 };
  return { text, width: /^\p{M}/u.test(text) ? 0 : eastAsianWidth(text.codePointAt(0) ?? 32) };
}

/** Control characters and changes of writing direction must not reach the terminal. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u200B\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, "·");
}

export function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}

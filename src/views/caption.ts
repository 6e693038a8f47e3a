/** Lines of small text under a drawing. In: sentences of any length. Out: SVG, wrapped. */
import type { Ink } from "./ink.js";
import { shortened } from "./escape.js";
import { svgText } from "./svg.js";

const lineHeight = 15;
/** Characters that fit into a drawing's width. */
const most = 118;
const longest = 600;

export function captionLines(sentences: readonly string[]): readonly string[] {
  return sentences.flatMap((sentence) => wrapped(shortened(sentence, longest)));
}

export function captionHeight(sentences: readonly string[]): number {
  return captionLines(sentences).length * lineHeight + 6;
}

export function captionText(sentences: readonly string[], y: number, ink: Ink): string {
  return captionLines(sentences)
    .map((line, i) =>
      svgText(line, 0, y + 12 + i * lineHeight, { "font-size": 11, fill: ink.muted }),
    )
    .join("");
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const next = line === "" ? word : `${line} ${word}`;
    if (next.length > most && line !== "") {
      lines.push(line);
      line = shortened(word, most);
    } else line = shortened(next, most);
  }
  return [...lines, line];
}

/** What stands above and below the board: a photograph with its result, the arithmetic of the step, sentences. */
import type { Photograph } from "../analysis/windowViews.js";
import type { Part } from "./animation.js";
import { margin } from "./animationBoard.js";
import { words } from "./animationGrid.js";
import { pictureUri } from "./animationPicture.js";

export interface Block {
  readonly parts: readonly Part[];
  readonly width: number;
  readonly bottom: number;
}

/** Letters of 11 px and 13 px, on average. */
const letters = { b: 6.6, f: 8 } as const;
const lineHeight = 19;

/** The line of the step, then one for each sentence, wrapped. */
export function notesUnder(top: number, steps: readonly string[], notes: readonly string[]): Block {
  const lines = notes.flatMap((note) => wrapped(note));
  const y = (line: number) => top + 16 + line * lineHeight;
  const parts = [
    ...(steps.length ? [words(steps, margin, y(0), "f")] : []),
    ...lines.map((line, i) => words(line, margin, y(i + (steps.length ? 1 : 0)), "b")),
  ];
  const widths = [
    ...steps.map((step) => step.length * letters.f),
    ...lines.map((line) => line.length * letters.b),
  ];
  const count = lines.length + (steps.length ? 1 : 0);
  return { parts, width: Math.ceil(Math.max(0, ...widths)) + margin * 2, bottom: y(count) };
}

const longestLine = 100;

function wrapped(text: string): readonly string[] {
  if (text.length <= longestLine) return [text];
  const cut = text.lastIndexOf(" ", longestLine);
  const end = cut > 0 ? cut : longestLine;
  return [text.slice(0, end), ...wrapped(text.slice(end).trim())];
}

/** Width of one of two pictures side by side. */
const pictureWidth = 320;

export function photographAbove(photograph: Photograph | null, heading: string): Block {
  if (!photograph) return { parts: [], width: 0, bottom: margin };
  const { before, after, cut } = photograph;
  const scale = Math.min(pictureWidth / before.width, 260 / before.height);
  const [width, height] = [Math.round(before.width * scale), Math.round(before.height * scale)];
  const right = margin * 3 + width;
  const top = margin + 16;
  const place = { y: top, width, height, preserveAspectRatio: "none" };
  const parts: Part[] = [
    words("before", margin, margin + 10, "h"),
    words("after", right, margin + 10, "h"),
    { element: "image", attributes: { ...place, x: margin, href: pictureUri(before) } },
    { element: "image", attributes: { ...place, x: right, href: pictureUri(after) } },
    {
      element: "rect",
      attributes: {
        class: "w",
        x: Math.round(margin + cut.left * scale),
        y: Math.round(top + cut.top * scale),
        width: Math.round(cut.width * scale),
        height: Math.round(cut.height * scale),
      },
    },
    words(`${heading}:`, margin, top + height + 20, "b"),
  ];
  return { parts, width: right + width + margin, bottom: top + height + 30 };
}

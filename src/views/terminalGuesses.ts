/** Images beside each other, each with what a network takes it for. In: pixels and guesses. Out: lines. */
import { imageLines, sideBySide } from "./terminalImage.js";
import { percent } from "./terminalProgress.js";

export interface Judged {
  readonly pixels: Float32Array;
  readonly height: number;
  readonly width: number;
  /** The class that it is. */
  readonly label: string;
  readonly guesses: readonly { readonly class: string; readonly probability: number }[];
}

const gap = 3;

/** As many as fit in the columns. */
export function judgedImages(images: readonly Judged[], columns: number): readonly string[] {
  const blocks = images.map(block);
  const width = Math.max(...blocks.flat().map((line) => line.length));
  const count = Math.max(1, Math.floor((columns + gap) / (width + gap)));
  return sideBySide(blocks.slice(0, count), gap);
}

function block({ pixels, height, width, label, guesses }: Judged): readonly string[] {
  const names = Math.max(...guesses.map((guess) => guess.class.length));
  const lines = guesses.map((guess) => {
    const mark = guess.class === label ? " ✓" : "";
    return `${guess.class.padEnd(names)}  ${percent(guess.probability).padStart(7)}${mark}`;
  });
  return [...imageLines(pixels, height, width), "", `this is ${label}`, ...lines];
}

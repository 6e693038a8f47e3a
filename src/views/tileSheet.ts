/** Tiles side by side, a row of them one picture. In: pictures of one size. Out: the rows and where each tile lies. */
import { blank, place, type Pixels } from "./pixels.js";

export interface Sheet {
  readonly rows: readonly Pixels[];
  /** Of a tile, and the gap behind it, in the rows' pixels. */
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

const gapShare = 0.06;

export function tileSheet(images: readonly Pixels[], columns: number): Sheet {
  const width = Math.max(1, ...images.map((image) => image.width));
  const height = Math.max(1, ...images.map((image) => image.height));
  const gap = Math.max(1, Math.round(width * gapShare));
  const count = Math.ceil(images.length / columns);
  const rows = Array.from({ length: count }, (_, row) => {
    const own = images.slice(row * columns, (row + 1) * columns);
    const made = blank(own.length * (width + gap), height);
    own.forEach((image, i) => {
      const left = i * (width + gap) + middle(width, image.width);
      place(made, image, left, middle(height, image.height));
    });
    return made;
  });
  return { rows, width, height, gap };
}

function middle(whole: number, part: number): number {
  return Math.floor((whole - part) / 2);
}

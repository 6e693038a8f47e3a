/** What is on a picture of a page. In: a PNG and a part of it, in pixels. Out: how much is drawn there, in how many colours. */
import type { PNG } from "pngjs";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Ink {
  /** The share of pixels that do not have the commonest colour. */
  readonly share: number;
  readonly colours: number;
}

export function inkIn({ data, width, height }: PNG, box: Box): Ink {
  const counts = new Map<number, number>();
  const [left, top] = [Math.max(0, Math.floor(box.x)), Math.max(0, Math.floor(box.y))];
  const right = Math.min(width, Math.ceil(box.x + box.width));
  const bottom = Math.min(height, Math.ceil(box.y + box.height));
  for (let y = top; y < bottom; y++)
    for (let x = left; x < right; x++) {
      const colour = data.readUInt32LE((y * width + x) * 4);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  const pixels = (right - left) * (bottom - top);
  return { share: 1 - Math.max(0, ...counts.values()) / pixels, colours: counts.size };
}

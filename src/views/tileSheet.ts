/** Tiles side by side on one sheet of pixels. In: pictures of one size. Out: the sheet and where each tile lies. */
import { blank, enlarged, place, type Pixels } from "./pixels.js";

export interface Sheet {
  readonly pixels: Pixels;
  /** Of a tile, and the gap behind it, in the sheet's pixels. */
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

/** A tenth of a tile is white between two. */
const gapShare = 0.06;
const mostPixels = 1.6e6;

/** `side`: how wide a tile is drawn; small tiles are enlarged beyond it, so that no viewer blurs their pixels. */
export function tileSheet(images: readonly Pixels[], columns: number, side: number): Sheet {
  const tileWidth = Math.max(1, ...images.map((image) => image.width));
  const tileHeight = Math.max(1, ...images.map((image) => image.height));
  const wanted = Math.ceil((1.6 * side) / tileWidth);
  const room = Math.floor(Math.sqrt(mostPixels / (tileWidth * tileHeight * images.length || 1)));
  const times = Math.max(1, Math.min(wanted, room));
  const [width, height] = [tileWidth * times, tileHeight * times];
  const gap = Math.max(1, Math.round(width * gapShare));
  const rows = Math.max(1, Math.ceil(images.length / columns));
  const sheet = blank(columns * (width + gap), rows * (height + gap));
  images.forEach((image, i) => {
    const left = (i % columns) * (width + gap) + middle(tileWidth, image.width) * times;
    const top = Math.floor(i / columns) * (height + gap) + middle(tileHeight, image.height) * times;
    place(sheet, enlarged(image, times), left, top);
  });
  return { pixels: sheet, width, height, gap };
}

function middle(whole: number, part: number): number {
  return Math.floor((whole - part) / 2);
}

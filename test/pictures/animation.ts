/** PNG pictures of one size as a GIF: one palette for all, and of each picture only what has changed. */
import { GifWriter } from "omggif";
import { PNG } from "pngjs";

/** Hundredths of a second that a picture stays; the last stays longer. */
const delay = 25;
const lastDelay = 300;

export function animation(pictures: readonly Buffer[]): Buffer {
  const frames = pictures.map((picture) => PNG.sync.read(picture));
  const [first] = frames;
  if (!first) throw new Error("an animation needs a picture");
  const { width, height } = first;
  const palette = paletteOf(frames);
  const file = Buffer.alloc(width * height * frames.length + 100_000);
  const gif = new GifWriter(file, width, height, { loop: 0, palette: [...palette.colours] });
  frames.forEach(({ data }, i) => {
    const indices = Array.from({ length: width * height }, (_, at) =>
      palette.index(colourAt(data, at)),
    );
    gif.addFrame(0, 0, width, height, indices, {
      delay: i === frames.length - 1 ? lastDelay : delay,
    });
  });
  return file.subarray(0, gif.end());
}

function colourAt(data: Uint8Array, pixel: number): number {
  const [r = 0, g = 0, b = 0] = data.subarray(pixel * 4, pixel * 4 + 3);
  return (r << 16) | (g << 8) | b;
}

/** The 256 commonest colours, each after its lowest bits are cut; others go to the nearest. */
function paletteOf(frames: readonly PNG[]) {
  const counts = new Map<number, number>();
  for (const { data } of frames) {
    for (let at = 0; at * 4 < data.length; at++) {
      const colour = coarse(colourAt(data, at));
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  const common = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256);
  const colours = Array.from({ length: 256 }, (_, i) => common[i]?.[0] ?? 0);
  const known = new Map(colours.map((colour, i) => [colour, i]).reverse() as [number, number][]);
  const index = (colour: number) => {
    const wanted = coarse(colour);
    const found = known.get(wanted) ?? nearest(colours, wanted);
    known.set(wanted, found);
    return found;
  };
  return { colours, index };
}

function coarse(colour: number): number {
  const white = colour === 0xffffff;
  return white ? colour : colour & 0xf8f8f8;
}

function nearest(colours: readonly number[], wanted: number): number {
  const distance = (colour: number) =>
    [16, 8, 0].reduce(
      (sum, shift) => sum + (((colour >> shift) & 255) - ((wanted >> shift) & 255)) ** 2,
      0,
    );
  return colours.reduce(
    (best, colour, i) => (distance(colour) < distance(colours[best] ?? 0) ? i : best),
    0,
  );
}

/** What a filter answers to most. In: patches of samples. Out: a figure: each sample with the patch in a box, and the patch alone. */
import type { PatchesView } from "../analysis/dataSetViews.js";
import type { Picture, PixelBox } from "../analysis/picture.js";
import { formatCount } from "../network/wording.js";
import { shortNumber } from "./colorBar.js";
import { shortened } from "./escape.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { netName, pictureName, titleOf, untrainedLine } from "./pictureText.js";
import { blank, enlarged, picturePixels, place, shrunkPicture, type Pixels } from "./pixels.js";
import { tileGrid } from "./tileGrid.js";

export function patchesFigure(view: PatchesView): Figure {
  const { layer, unit, data, samples, patches } = view;
  const what = `What filter ${unit} of ${layer} in ${netName(view)} answers to in ${shortened(data, 40)}`;
  const title = titleOf(view, what);
  const [first] = patches;
  if (!first) return messageFigure(title, "there are no samples to look at");
  const tiles = patches.map(({ sample, box, value }) => ({
    image: beside(sample.picture, box),
    label: `${shortNumber(value)} · ${sample.label ?? sample.name}`,
    note: `${sample.name}${sample.label === null ? "" : ` (${sample.label})`}\nvalue ${shortNumber(value)}\nrows ${box.top} to ${box.top + box.height}, columns ${box.left} to ${box.left + box.width}`,
  }));
  const size = `${first.box.height}x${first.box.width} pixels`;
  const said = `the strongest of ${formatCount(samples)} samples: the sample with the field of ${size} in a box, and beside it what the filter sees`;
  const lines = patches.slice(0, 5).map(({ sample, value }) => {
    return `${shortNumber(value)}  ${pictureName(sample)}`;
  });
  const none =
    first.value <= 0
      ? ["The filter answers to none of them: its largest value is not above 0."]
      : [];
  return {
    title,
    alt: `${title}: ${said}.`,
    text: [title, ...lines].join("\n"),
    body: tileGrid({ tiles, columns: 4, caption: [said, ...none, ...untrainedLine(view)] }),
  };
}

const side = 96;

/** The sample with its box, a gap, the patch at the same height; what lies outside the sample is grey. */
function beside(picture: Picture, box: PixelBox): Pixels {
  const whole = picturePixels(shrunkPicture(picture, side));
  const times = Math.max(1, Math.floor(side / whole.height));
  const large = enlarged(whole, times);
  const scale = large.height / picture.height;
  outline(large, box, scale);
  const patch = cut(large.height, picture, box);
  const gap = Math.max(2, Math.round(large.width * 0.05));
  const made = blank(large.width + gap + patch.width, large.height);
  place(made, large, 0, 0);
  place(made, patch, large.width + gap, 0);
  return made;
}

/** A square of `size`, nearest pixels. */
function cut(size: number, picture: Picture, box: PixelBox): Pixels {
  const made = blank(size, size, 225);
  const from = picturePixels(picture);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const row = Math.floor(box.top + ((y + 0.5) * box.height) / size);
      const column = Math.floor(box.left + ((x + 0.5) * box.width) / size);
      if (row < 0 || column < 0 || row >= from.height || column >= from.width) continue;
      const at = (row * from.width + column) * 4;
      made.pixels.set(from.pixels.subarray(at, at + 4), (y * size + x) * 4);
    }
  }
  return made;
}

/** Orange on white, two pixels wide, inside the picture. */
function outline({ width, height, pixels }: Pixels, box: PixelBox, scale: number): void {
  const clip = (value: number, most: number) => Math.min(most - 1, Math.max(0, Math.round(value)));
  const [top, bottom] = [
    clip(box.top * scale, height),
    clip((box.top + box.height) * scale - 1, height),
  ];
  const [left, right] = [
    clip(box.left * scale, width),
    clip((box.left + box.width) * scale - 1, width),
  ];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const depth = Math.min(y - top, bottom - y, x - left, right - x);
      if (depth < 2) pixels.set([224, 123, 0], (y * width + x) * 4);
      else if (depth < 3) pixels.set([255, 255, 255], (y * width + x) * 4);
    }
  }
}

/** Pictures of a data set, and variants of them. In: samples. Out: figures. */
import type { SamplesView, VariantsView } from "../analysis/dataSetViews.js";
import type { NamedPicture } from "../analysis/picture.js";
import { formatShape, plural } from "../network/wording.js";
import { shortened } from "./escape.js";
import type { Figure } from "./figure.js";
import { messageFigure } from "./messageFigure.js";
import { picturePixels, shrunkPicture } from "./pixels.js";
import { tileGrid, type Tile } from "./tileGrid.js";

/** Sides of a sample in pixels. */
export function sampleSide(count: number): number {
  return Math.max(16, Math.min(128, Math.floor(Math.sqrt(2.4e5 / Math.max(1, count)))));
}

export function sampleTile({ name, picture, label }: NamedPicture, side: number): Tile {
  const image = picturePixels(shrunkPicture(picture, side));
  return { image, label: label ?? name, note: label === null ? name : `${label}\n${name}` };
}

export function samplesFigure({ data, shape, shown, counts }: SamplesView): Figure {
  const title = `Samples of ${shortened(data, 60)}`;
  if (shown.length === 0) return messageFigure(title, "there are no samples to show");
  const tiles = shown.map((sample) => sampleTile(sample, sampleSide(shown.length)));
  const said = `${plural(shown.length, "training sample")} of ${formatShape(shape)}, from ${counts.length === 1 ? "1 class" : `${counts.length} classes`}`;
  const body = tileGrid({ tiles, caption: [said] });
  return { title, alt: `${title}: ${said}.`, text: `${title}\n${said}`, body };
}

export function variantsFigure({ data, how, rows }: VariantsView): Figure {
  const title = `Variants that training draws of ${shortened(data, 60)}`;
  if (how.length === 0) {
    return messageFigure(title, `none: \`augment ${data} flip crop=4\` draws them`);
  }
  const all = rows.flat();
  const side = sampleSide(all.length);
  const tiles = rows.flatMap((row) =>
    row.map((sample, i): Tile => {
      const tile = sampleTile(sample, side);
      return { ...tile, label: i === 0 ? tile.label : "" };
    }),
  );
  const said = `${how.join(", ")}; the first of each row is the sample itself`;
  const columns = rows[0]?.length ?? 1;
  const body = tileGrid({ tiles, columns, caption: [said] });
  return { title, alt: `${title}: ${said}.`, text: `${title}\n${said}`, body };
}

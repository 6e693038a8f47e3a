/** Feature maps as a labelled grid, the strongest first. In: the maps of a layer. Out: a figure. */
import type { MapsView } from "../analysis/view.js";
import { formatCount } from "../network/wording.js";
import { rangeTexts, shortNumber } from "./colorBar.js";
import type { Figure } from "./figure.js";
import { panelsDrawing } from "./panels.js";
import { netName, pictureName, titleOf, untrainedLine } from "./pictureText.js";
import { mapPixels, pixelsUri, rangeOf, resizedMap, type Pixels, type Range } from "./pixels.js";
import type { ColorMapName } from "./theme.js";
import { tileGrid, type Tile } from "./tileGrid.js";

/** Labels of more tiles have no room for a strength. */
const manyTiles = 120;

/** A file may show so many maps; a network has not more channels. */
const most = 2048;

export function mapsFigure(view: MapsView): Figure {
  const [height, width] = view.shape;
  return height * width === 1 ? vectorFigure(view) : gridFigure(view);
}

/** Units have one value each: a cell for each, row by row. */
function vectorFigure(view: MapsView): Figure {
  const { layer, of, shape, values, order, strengths } = view;
  const [, , units] = shape;
  const title = titleOf(view, `Values of ${layer} in ${netName(view)} for ${pictureName(of)}`);
  const width = Math.ceil(Math.sqrt(units * 2.5));
  const height = Math.ceil(units / width);
  const padded = new Float32Array(width * height).fill(NaN);
  padded.set(values);
  const whole = rangeOf(values);
  const map: ColorMapName = whole.low < 0 ? "diverging" : "viridis";
  const range = balanced(whole, map);
  const uri = pixelsUri(mapPixels({ height, width, values: padded }, map, range));
  const rows = `${formatCount(units)} units, row by row, ${width} a row`;
  const silent = strengths.filter((strength) => strength === 0).length;
  const zero = silent > 0 ? `; ${formatCount(silent)} are 0` : "";
  const strongest = order.slice(0, 5).map((unit) => `${unit} (${shortNumber(values[unit] ?? 0)})`);
  const said = `${rows}${zero}; the strongest: ${strongest.join(", ")}`;
  const panels = [{ title: layer, height, width, layers: [{ kind: "image", uri } as const] }];
  const bar = { map, ...rangeTexts(range), label: "value of a unit" };
  const body = panelsDrawing({ panels, bar, caption: [said, ...untrainedLine(view)] });
  return { title, alt: `${title}: ${said}.`, text: `${title}\n${said}`, body };
}

function gridFigure(view: MapsView): Figure {
  const { layer, of, shape, values, order, scale } = view;
  const [height, width, channels] = shape;
  const whole = rangeOf(values);
  const map: ColorMapName = whole.low < 0 ? "diverging" : "viridis";
  const shown = order.slice(0, most);
  const side = tileSide(shown.length);
  const named = shown.length <= manyTiles;
  const tiles = shown.map((channel) => {
    const tile = tileOf(view, channel, map, whole, side);
    return named ? tile : { ...tile, label: String(channel) };
  });
  const title = titleOf(
    view,
    `Feature maps of ${layer} in ${netName(view)} for ${pictureName(of)}`,
  );
  const count = `${formatCount(channels)} maps, ${height}x${width} each`;
  const dead = shown.filter((channel) => view.strengths[channel] === 0).length;
  const bar =
    scale === "layer"
      ? { map, ...rangeTexts(balanced(whole, map)), label: "value, the same colours for all maps" }
      : {
          map,
          low: map === "diverging" ? "−" : "least",
          high: "largest",
          label: "value, each map in its own range",
        };
  const left = channels > shown.length ? `; the first ${formatCount(shown.length)} are shown` : "";
  const zero = dead > 0 ? `; ${formatCount(dead)} are 0 everywhere` : "";
  const caption = [`${count}, the strongest first${left}${zero}`, ...untrainedLine(view)];
  const strongest = shown.slice(0, 5).map((c) => `${c} (${shortNumber(view.strengths[c] ?? 0)})`);
  return {
    title,
    alt: `${title}: ${count}, as a grid, the strongest first: channels ${strongest.join(", ")}.`,
    text: `${title}\n${count}${zero}\nstrongest channels (mean size): ${strongest.join(", ")}`,
    body: tileGrid({ tiles, bar, caption }),
  };
}

/** Sides of a tile in pixels, so that a sheet stays below a megabyte. */
function tileSide(count: number): number {
  return Math.max(8, Math.min(160, Math.floor(Math.sqrt(6e5 / Math.max(1, count)))));
}

function tileOf(
  { shape: [height, width, channels], values, strengths, scale }: MapsView,
  channel: number,
  map: ColorMapName,
  whole: Range,
  side: number,
): Tile {
  const own = rangeOf(values, channel, channels);
  const range = balanced(scale === "layer" ? whole : own, map);
  const strength = shortNumber(strengths[channel] ?? 0);
  return {
    image: channelPixels({ height, width, values, channel, channels }, map, range, side),
    label: `${channel} · ${shortNumber(strengths[channel] ?? 0, 2)}`,
    note: `channel ${channel}\nfrom ${shortNumber(own.low)} to ${shortNumber(own.high)}, mean size ${strength}`,
  };
}

/** 0 lies in the middle of colours that have one. */
export function balanced(range: Range, map: ColorMapName): Range {
  if (map !== "diverging") return range;
  const size = Math.max(Math.abs(range.low), Math.abs(range.high));
  return { low: -size, high: size };
}

interface Channel {
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
  readonly channel: number;
  readonly channels: number;
}

function channelPixels(
  { height, width, values, channel, channels }: Channel,
  map: ColorMapName,
  range: Range,
  side: number,
): Pixels {
  const scale = Math.min(1, side / Math.max(height, width));
  if (scale === 1)
    return mapPixels({ height, width, values, start: channel, step: channels }, map, range);
  const own = new Float32Array(height * width);
  for (let i = 0; i < own.length; i++) own[i] = values[i * channels + channel] ?? NaN;
  const [h, w] = [Math.round(height * scale), Math.round(width * scale)];
  return mapPixels(
    resizedMap({ height, width, values: own }, Math.max(1, h), Math.max(1, w)),
    map,
    range,
  );
}
